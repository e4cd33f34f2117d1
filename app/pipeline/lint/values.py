"""Which parts of an expression its values come from: not what only filters, counts or compares."""

from collections.abc import Iterator

import promql_parser

from app.pipeline.parse import Expr, children, is_scalar

CHOOSING = frozenset({"topk", "bottomk", "limitk", "limit_ratio"})
COMPARISONS = frozenset({"==", "!=", ">", "<", ">=", "<="})
FILTERING = frozenset({"and", "unless"})
_COUNTING = frozenset({"count", "group", "count_values"})
# Whether, when or how often there was a value, and its sign, are no longer that value.
_ABOUT_SAMPLES = frozenset(
    "absent absent_over_time changes count_over_time present_over_time resets sgn timestamp"
    " start_timestamp ts_of_first_over_time ts_of_last_over_time ts_of_max_over_time"
    " ts_of_min_over_time".split()
)


def values(expr: Expr) -> Iterator[tuple[Expr, tuple[Expr, ...]]]:
    """Yield the nodes whose values make those of `expr`, each with what is around it in `expr`."""
    waiting: list[tuple[Expr, tuple[Expr, ...]]] = [(expr, ())]
    while waiting:
        node, around = waiting.pop()
        yield node, around
        waiting.extend((source, (*around, node)) for source in reversed(_sources(node)))


def calls(node: Expr, functions: frozenset[str]) -> bool:
    """Say whether a node is a call of one of the functions."""
    return isinstance(node, promql_parser.Call) and node.func.name in functions


def aggregates(node: Expr, but: frozenset[str] = frozenset()) -> bool:
    """Say whether a node is an aggregation, other than some."""
    return isinstance(node, promql_parser.AggregateExpr) and str(node.op) not in but


def compares(node: Expr) -> bool:
    """Say whether a node is a comparison."""
    return isinstance(node, promql_parser.BinaryExpr) and str(node.op) in COMPARISONS


def _sources(node: Expr) -> list[Expr]:
    if isinstance(node, promql_parser.BinaryExpr):
        return _sides(node)
    if isinstance(node, promql_parser.AggregateExpr):
        return [] if str(node.op) in _COUNTING else [node.expr]
    if isinstance(node, promql_parser.Call):
        if calls(node, _ABOUT_SAMPLES):
            return []
        return [argument for argument in node.args if not is_scalar(argument)]
    return children(node)


def _sides(node: Expr) -> list[Expr]:
    if compares(node):
        if node.modifier is not None and node.modifier.return_bool:
            return []
        return [node.rhs] if is_scalar(node.lhs) else [node.lhs]
    return [node.lhs] if str(node.op) in FILTERING else [node.lhs, node.rhs]
