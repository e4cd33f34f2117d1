"""A counter is used as it stands, where only its growth means something."""

from collections.abc import Iterator
from dataclasses import dataclass

import promql_parser

from app.catalogue.catalogue import MetricType
from app.domain import Problem, Severity
from app.pipeline.lint.base import Context
from app.pipeline.parse import Expr, metric_name, walk

# Here the value of a counter, or that it is there at all, is what is asked for.
_FUNCTIONS = frozenset(
    "rate irate increase resets changes absent absent_over_time count_over_time"
    " present_over_time timestamp last_over_time histogram_quantile delta idelta".split()
)
_AGGREGATIONS = frozenset({"count", "group"})


@dataclass(frozen=True, slots=True)
class RawCounter:
    """A counter only grows until its process restarts, so that its value tells little."""

    id: str = "raw-counter"
    severity: Severity = Severity.WARNING

    def check(self, expr: Expr, context: Context) -> Iterator[Problem]:
        """Yield one problem for each counter outside rate(), increase() and their like."""
        seen = set()
        for node, ancestors in walk(expr):
            if not isinstance(node, promql_parser.VectorSelector):
                continue
            name = metric_name(node)
            if name is None or name in seen or _fine_under(ancestors):
                continue
            if context.catalogue.type_of(name) is MetricType.COUNTER:
                seen.add(name)
                yield self._problem(name)

    def _problem(self, name: str) -> Problem:
        return Problem(
            rule=self.id,
            severity=self.severity,
            fragment=name,
            short=f"{name} is a counter: its value since the last restart is shown, not its growth",
            long=f"rate({name}[$__rate_interval]) is its growth per second,"
            f" increase({name}[1h]) its growth in an hour",
            suggestions=("rate", "increase"),
        )


def _fine_under(ancestors: tuple[Expr, ...]) -> bool:
    return any(
        (isinstance(node, promql_parser.Call) and node.func.name in _FUNCTIONS)
        or (isinstance(node, promql_parser.AggregateExpr) and str(node.op) in _AGGREGATIONS)
        for node in ancestors
    )
