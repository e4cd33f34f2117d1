"""Buckets of a histogram are added up across `le`, outside of a quantile."""

from collections.abc import Iterator
from dataclasses import dataclass

import promql_parser

from app.domain import Problem, Severity
from app.pipeline.lint.base import Context
from app.pipeline.lint.label_flow import flow
from app.pipeline.lint.matchers import matchers_of
from app.pipeline.lint.values import aggregates, calls, values
from app.pipeline.parse import Expr, metric_name, one_line, walk

_ADDING = frozenset({"sum", "avg"})
_QUANTILE = frozenset({"histogram_quantile"})


@dataclass(frozen=True, slots=True)
class SumOfBuckets:
    """An observation is in its bucket and in all above it, and must be counted once."""

    id: str = "sum-of-buckets"
    severity: Severity = Severity.WARNING

    def check(self, expr: Expr, context: Context) -> Iterator[Problem]:
        """Yield one problem for each sum or average of buckets that drops `le`.

        Under histogram_quantile() that is for histogram-without-le to tell.
        """
        for node, ancestors in walk(expr):
            in_quantile = any(calls(outer, _QUANTILE) for outer in ancestors)
            if in_quantile or not _drops_le(node, context):
                continue
            name = next(_whole_histograms(node.expr), None)
            if name is not None:
                yield self._problem(node, name.removesuffix("_bucket") + "_count")

    def _problem(self, aggregation: Expr, count: str) -> Problem:
        return Problem(
            rule=self.id,
            severity=self.severity,
            fragment=one_line(aggregation),
            short=f"{aggregation.op}() over buckets counts an observation once for each bucket"
            " that holds it",
            long=f"group by (le, …), or take {count} for how many there were",
            suggestions=(count,),
        )


def _drops_le(node: Expr, context: Context) -> bool:
    if not aggregates(node) or str(node.op) not in _ADDING:
        return False
    inside, kept = flow(node.expr, context), flow(node, context)
    return inside is not None and "le" in inside and "le" not in (kept or ())


def _whole_histograms(expr: Expr) -> Iterator[str]:
    """Yield the names of bucket series that no matcher narrows to some of the buckets."""
    for node, _ in values(expr):
        if isinstance(node, promql_parser.VectorSelector):
            name = metric_name(node)
            narrowed = any(m.label == "le" and m.operator in ("=", "=~") for m in matchers_of(node))
            if name and name.endswith("_bucket") and not narrowed:
                yield name
