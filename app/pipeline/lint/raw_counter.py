"""A counter is used as it stands, where only its growth means something."""

from collections.abc import Iterator
from dataclasses import dataclass

import promql_parser

from app.catalogue.catalogue import MetricType
from app.domain import Problem, Severity
from app.pipeline.lint.base import Context
from app.pipeline.lint.values import aggregates, calls, compares
from app.pipeline.parse import Expr, metric_name, one_line, selector_text, walk

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
    return _compared(ancestors) or any(
        calls(node, _FUNCTIONS) or (aggregates(node) and str(node.op) in _AGGREGATIONS)
        for node in ancestors
    )


def _compared(ancestors: tuple[Expr, ...]) -> bool:
    """Say whether a counter is only compared with zero, or with itself at another time."""
    outer = next((node for node in reversed(ancestors) if not _passes_on(node)), None)
    if not isinstance(outer, promql_parser.BinaryExpr):
        return False
    with_zero = compares(outer) and (_is_zero(outer.lhs) or _is_zero(outer.rhs))
    return with_zero or _is_growth(outer)


def _passes_on(node: Expr) -> bool:
    return isinstance(node, promql_parser.ParenExpr) or aggregates(node)


def _is_zero(expr: Expr) -> bool:
    return isinstance(expr, promql_parser.NumberLiteral) and expr.val == 0


def _is_growth(node: Expr) -> bool:
    if str(node.op) != "-" and not compares(node):
        return False
    left, right = _selectors(node.lhs), _selectors(node.rhs)
    same = list(map(selector_text, left)) == list(map(selector_text, right))
    return same and list(map(one_line, left)) != list(map(one_line, right))


def _selectors(expr: Expr) -> list[Expr]:
    return [node for node, _ in walk(expr) if isinstance(node, promql_parser.VectorSelector)]
