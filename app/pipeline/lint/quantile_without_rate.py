"""histogram_quantile() over classic buckets as they stand, counted since their process started."""

from collections.abc import Iterator
from dataclasses import dataclass

import promql_parser

from app.catalogue.catalogue import MetricType
from app.domain import Problem, Severity
from app.pipeline.lint.base import Context
from app.pipeline.lint.values import calls, values
from app.pipeline.parse import Expr, metric_name, selector_text, walk

_QUANTILE = frozenset({"histogram_quantile"})
_GROWTH = frozenset({"rate", "increase", "irate", "delta", "idelta", "deriv"})


@dataclass(frozen=True, slots=True)
class QuantileWithoutRate:
    """A quantile is taken of what the buckets counted in a window."""

    id: str = "quantile-without-rate"
    severity: Severity = Severity.WARNING

    def check(self, expr: Expr, context: Context) -> Iterator[Problem]:
        """Yield one problem for each selector of buckets whose growth is not taken."""
        found = (
            selector_text(selector)
            for node, _ in walk(expr)
            if calls(node, _QUANTILE)
            for selector in _raw(node.args[1])
            if _counts_since_start(metric_name(selector), context)
        )
        for selector in dict.fromkeys(found):
            yield self._problem(selector)

    def _problem(self, selector: str) -> Problem:
        return Problem(
            rule=self.id,
            severity=self.severity,
            fragment=selector,
            short="the quantile is over all that was counted since the process started",
            long="take the growth of the buckets in a window with rate(), then the quantile",
            suggestions=(f"rate({selector}[$__rate_interval])",),
        )


def _raw(quantiled: Expr) -> Iterator[Expr]:
    for node, around in values(quantiled):
        if isinstance(node, promql_parser.VectorSelector) and not any(map(_grows, around)):
            yield node


def _grows(node: Expr) -> bool:
    # `buckets - buckets offset 1h` is the growth in an hour.
    minus = isinstance(node, promql_parser.BinaryExpr) and str(node.op) == "-"
    return minus or calls(node, _GROWTH)


def _counts_since_start(name: str | None, context: Context) -> bool:
    if name is None or ":" in name or not name.endswith("_bucket"):
        return False
    # A gauge histogram holds what is there now.
    gauge_histogram = name.removesuffix("_bucket") + "_gcount" in context.catalogue
    return context.catalogue.type_of(name) is not MetricType.GAUGE and not gauge_histogram
