"""Whether an aggregation makes one value of several series."""

import promql_parser

from app.pipeline.lint.base import Context
from app.pipeline.lint.label_flow import flow, grouping
from app.pipeline.lint.values import CHOOSING, aggregates
from app.pipeline.parse import Expr, walk

# The result of these is the value of one of the series, or no value of a series at all.
_NOT_ADDING = CHOOSING | {"min", "max", "count", "group", "count_values"}


def adds_up(node: Expr, context: Context) -> bool:
    """Say whether a node is a sum, an average or the like, over groups that can have many series.

    A label that every selector fixes with `=` tells no series apart.
    """
    if not aggregates(node, but=_NOT_ADDING):
        return False
    labels, by = grouping(node)
    there = flow(node.expr, context)
    if there is None:
        return True
    dropped = there - labels if by else there & labels
    return bool(dropped - _fixed(node.expr))


def _fixed(expr: Expr) -> frozenset[str]:
    fixed = [
        frozenset(m.name for m in node.matchers.matchers if m.op == promql_parser.MatchOp.Equal)
        for node, _ in walk(expr)
        if isinstance(node, promql_parser.VectorSelector)
    ]
    return frozenset.intersection(*fixed) if fixed else frozenset()
