"""The metrics and labels that PromQL names."""

import promql_parser

from app.pipeline.lint.label_flow import grouping, metrics_of
from app.pipeline.parse import Expr, is_promql, parse, walk


def metrics(promql: str) -> frozenset[str]:
    """Return the metrics that selectors name."""
    return frozenset(metrics_of(parse(promql))) if is_promql(promql) else frozenset()


def labels(promql: str) -> frozenset[str]:
    """Return the labels that matchers, groupings and joins name."""
    if not is_promql(promql):
        return frozenset()
    return frozenset(name for node, _ in walk(parse(promql)) for name in _labels(node))


def _labels(node: Expr) -> frozenset[str]:
    match node:
        case promql_parser.VectorSelector():
            return frozenset(m.name for m in node.matchers.matchers if m.name != "__name__")
        case promql_parser.AggregateExpr():
            return grouping(node)[0]
        case promql_parser.BinaryExpr() if node.modifier is not None:
            matching = node.modifier.matching
            named = frozenset(matching.labels) if matching is not None else frozenset()
            return named | frozenset(node.modifier.group_labels or ())
    return frozenset()
