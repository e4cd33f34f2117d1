"""Which metric a function's range looks at: the selector's, or that of a subquery over one."""

from collections.abc import Iterator

import promql_parser

from app.pipeline.lint.values import CHOOSING, aggregates, calls
from app.pipeline.parse import Expr, metric_name, walk

# What these make of gauges is a gauge.
_OF_A_KIND = CHOOSING | {"sum", "avg", "min", "max"}


def ranged_metrics(expr: Expr, functions: frozenset[str]) -> Iterator[tuple[str, str]]:
    """Yield (function, metric name) for each call `function(name[range])`."""
    for node, _ in walk(expr):
        if calls(node, functions):
            for argument in node.args:
                selector = _selector(argument)
                name = None if selector is None else metric_name(selector)
                if name:
                    yield node.func.name, name


def _selector(ranged: Expr) -> Expr | None:
    """Return the selector of a range or subquery, None where more than one thing makes it."""
    if isinstance(ranged, promql_parser.MatrixSelector):
        return ranged.vector_selector
    if not isinstance(ranged, promql_parser.SubqueryExpr):
        return None
    inner: Expr = ranged.expr
    while _keeps_kind(inner):
        inner = inner.expr
    return inner if isinstance(inner, promql_parser.VectorSelector) else None


def _keeps_kind(node: Expr) -> bool:
    of_a_kind = aggregates(node) and str(node.op) in _OF_A_KIND
    return of_a_kind or isinstance(node, promql_parser.ParenExpr)
