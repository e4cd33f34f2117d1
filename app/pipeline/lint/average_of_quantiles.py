"""Quantiles of several series, or of several moments, are averaged or added up."""

from collections.abc import Iterator
from dataclasses import dataclass

import promql_parser

from app.catalogue.catalogue import MetricType
from app.domain import Problem, Severity
from app.pipeline.lint.base import Context
from app.pipeline.lint.combining import adds_up
from app.pipeline.lint.values import CHOOSING, aggregates, calls, values
from app.pipeline.parse import Expr, metric_name, one_line, walk

_QUANTILE = frozenset({"histogram_quantile"})
_OVER_TIME = frozenset({"avg_over_time"})


@dataclass(frozen=True, slots=True)
class AverageOfQuantiles:
    """No quantile of all requests follows from the quantiles of some of them."""

    id: str = "average-of-quantiles"
    severity: Severity = Severity.ERROR

    def check(self, expr: Expr, context: Context) -> Iterator[Problem]:
        """Yield one problem for each aggregation or average over time of quantiles.

        Of a summary's it is an error; of histogram_quantile(), and over time, a warning.
        """
        for node, _ in walk(expr):
            if calls(node, _OVER_TIME):
                yield from self._over_time(node, context)
            elif aggregates(node):
                yield from self._aggregated(node, context)

    def _aggregated(self, node: Expr, context: Context) -> Iterator[Problem]:
        summary, histogram = _quantiles(node.expr, context)
        if not (summary or histogram) or not adds_up(node, context):
            return
        long = "sum the buckets first: histogram_quantile(φ, sum by (le, …) (rate(…)))"
        if summary:
            long = (
                "max() shows the worst of them; the mean is"
                f" sum(rate({summary}_sum[…])) / sum(rate({summary}_count[…]))"
            )
        yield Problem(
            rule=self.id,
            severity=self.severity if summary else Severity.WARNING,
            fragment=one_line(node),
            short=f"{node.op}() of quantiles is no quantile of all of them together",
            long=long,
            suggestions=("max",) if summary else (),
        )

    def _over_time(self, node: Expr, context: Context) -> Iterator[Problem]:
        if any(_quantiles(node.args[0], context)):
            yield Problem(
                rule=self.id,
                severity=Severity.WARNING,
                fragment=one_line(node),
                short="the average of a quantile over time is no quantile of that time",
                long="max_over_time() shows the worst moment; a quantile of a longer time comes"
                " from the rate of the buckets over that time",
                suggestions=("max_over_time",),
            )


def _quantiles(expr: Expr, context: Context) -> tuple[str | None, bool]:
    """Return the summary whose quantiles are the values, and whether a histogram's are."""
    summary, histogram = None, False
    for node, around in values(expr):
        if any(aggregates(outer, but=CHOOSING) or calls(outer, _QUANTILE) for outer in around):
            continue
        histogram = histogram or calls(node, _QUANTILE)
        if isinstance(node, promql_parser.VectorSelector):
            name = metric_name(node)
            if name and context.catalogue.type_of(name) is MetricType.SUMMARY:
                summary = summary or name
    return summary, histogram
