"""histogram_quantile() over classic buckets whose `le` label was aggregated away."""

from collections.abc import Iterator
from dataclasses import dataclass

import promql_parser

from app.domain import Problem, Severity
from app.pipeline.lint.base import Context
from app.pipeline.parse import Expr, metric_name, one_line, walk

# These choose among series, and keep the labels of each.
_CHOOSING = frozenset({"topk", "bottomk", "limitk", "limit_ratio"})


@dataclass(frozen=True, slots=True)
class HistogramWithoutLe:
    """A quantile of classic buckets needs `le` in every aggregation below it."""

    id: str = "histogram-without-le"
    severity: Severity = Severity.ERROR

    def check(self, expr: Expr, context: Context) -> Iterator[Problem]:
        """Yield one problem for each aggregation that drops `le` under a quantile."""
        for node, _ in walk(expr):
            if isinstance(node, promql_parser.Call) and node.func.name == "histogram_quantile":
                for aggregation in _without_le(node.args[1]):
                    yield self._problem(aggregation)

    def _problem(self, aggregation: Expr) -> Problem:
        return Problem(
            rule=self.id,
            severity=self.severity,
            fragment=one_line(aggregation),
            short="histogram_quantile() needs the label le, and this aggregation drops it",
            long=f"write {aggregation.op} by (le, …) (…)",
            suggestions=("le",),
        )


def _without_le(quantiled: Expr) -> Iterator[Expr]:
    for node, _ in walk(quantiled):
        if not isinstance(node, promql_parser.AggregateExpr) or str(node.op) in _CHOOSING:
            continue
        if _over_buckets(node):
            modifier = node.modifier
            labels = list(modifier.labels) if modifier is not None else []
            by = modifier is None or modifier.type == promql_parser.AggModifierType.By
            if ("le" in labels) != by:
                yield node


def _over_buckets(node: Expr) -> bool:
    names = (
        metric_name(inner)
        for inner, _ in walk(node)
        if isinstance(inner, promql_parser.VectorSelector)
    )
    return any(name is not None and name.endswith("_bucket") for name in names)
