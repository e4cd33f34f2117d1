"""histogram_quantile() over what has no classic buckets, or whose label `le` was dropped."""

from collections.abc import Iterator
from dataclasses import dataclass

import promql_parser

from app.catalogue.catalogue import MetricType
from app.domain import Problem, Severity
from app.pipeline.lint.base import Context
from app.pipeline.lint.dropped_labels import dropped
from app.pipeline.lint.label_flow import flow
from app.pipeline.lint.values import calls, values
from app.pipeline.parse import Expr, metric_name, one_line, walk

_QUANTILE = frozenset({"histogram_quantile"})
# Prometheus' upper bounds, and the ranges of VictoriaMetrics.
_BOUNDS = frozenset({"le", "vmrange"})
_NO_HISTOGRAM = frozenset({MetricType.COUNTER, MetricType.GAUGE, MetricType.SUMMARY})


@dataclass(frozen=True, slots=True)
class HistogramWithoutLe:
    """A quantile is taken of native histograms, or of classic buckets that still have `le`."""

    id: str = "histogram-without-le"
    severity: Severity = Severity.ERROR

    def check(self, expr: Expr, context: Context) -> Iterator[Problem]:
        """Yield one problem for each quantile of what has no `le` as far as its labels are known.

        Where a native histogram, or a metric that is not known, can be among it, nothing is said.
        """
        for node, _ in walk(expr):
            if calls(node, _QUANTILE):
                labels, names = flow(node.args[1], context), _metrics(node.args[1])
                if labels is None or labels & _BOUNDS or not names or None in names:
                    continue
                yield from self._without_le(node.args[1], [str(name) for name in names], context)

    def _without_le(self, quantiled: Expr, names: list[str], context: Context) -> Iterator[Problem]:
        if any(name.endswith("_bucket") for name in names):
            yield self._dropped(quantiled, context)
        elif all(_is_no_histogram(name, context) for name in names):
            yield self._no_buckets(names[0], context)

    def _dropped(self, quantiled: Expr, context: Context) -> Problem:
        drop = dropped(quantiled, "le", context)
        return Problem(
            rule=self.id,
            severity=self.severity,
            fragment=drop.fragment if drop else one_line(quantiled),
            short="histogram_quantile() needs the label le, and "
            + (f"{drop.name} drops it" if drop else "it is not there"),
            long=drop.instead if drop else "",
            suggestions=("le",),
        )

    def _no_buckets(self, name: str, context: Context) -> Problem:
        buckets = f"{name.rpartition('_')[0]}_bucket"
        return Problem(
            rule=self.id,
            severity=self.severity,
            fragment=name,
            short=f"histogram_quantile() needs buckets, and {name} has none",
            long="take the series of a histogram: its _bucket series, or a native histogram",
            suggestions=(buckets,) if buckets in context.catalogue else (),
        )


def _metrics(quantiled: Expr) -> list[str | None]:
    return [
        metric_name(node)
        for node, _ in values(quantiled)
        if isinstance(node, promql_parser.VectorSelector)
    ]


def _is_no_histogram(name: str, context: Context) -> bool:
    known = name in context.catalogue and ":" not in name
    return known and context.catalogue.type_of(name) in _NO_HISTOGRAM
