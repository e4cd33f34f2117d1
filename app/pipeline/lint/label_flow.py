"""Which labels the result of an expression can carry, as its selectors and operators tell."""

from collections.abc import Iterator

import promql_parser

from app.pipeline.lint.base import Context
from app.pipeline.parse import Expr, children, is_scalar, metric_name, walk

# None where it cannot be told, so that no rule says anything about it.
Flow = frozenset[str] | None

_CHOOSING = frozenset({"topk", "bottomk", "limitk", "limit_ratio"})
_UNTOLD = frozenset({"absent", "absent_over_time", "info"})
_NONE = frozenset({"scalar", "vector", "time", "pi"})
# What they tell is of all buckets together.
OF_BUCKETS = frozenset({"histogram_quantile", "histogram_fraction"})
_SET_OPERATORS = frozenset({"and", "unless"})
_ALWAYS = frozenset({"__name__"})


def labels_of_metric(name: str | None, context: Context) -> Flow:
    """Return the labels that the series of a metric carry, None where it has no series lately."""
    if name is None or name not in context.catalogue:
        return None
    return frozenset(context.catalogue.label_names(name, context.deadline)) or None


def flow(expr: Expr, context: Context) -> Flow:
    """Return the labels that the result can carry, without the metric's name."""
    match expr:
        case promql_parser.VectorSelector():
            return labels_of_metric(metric_name(expr), context)
        case promql_parser.AggregateExpr():
            return _aggregated(expr, context)
        case promql_parser.BinaryExpr():
            return _combined(expr, context)
        case promql_parser.Call():
            return _called(expr, context)
    inner = children(expr)
    return flow(inner[0], context) if inner else frozenset()


def base_labels(expr: Expr, context: Context) -> Flow:
    """Return all labels of all selectors of an expression, and those that functions make."""
    found: set[str] = set()
    for node, _ in walk(expr):
        labels = labels_of_metric(metric_name(node), context) if _is_vector(node) else frozenset()
        if labels is None:
            return None
        found |= labels | made_by(node)
    return frozenset(found)


def made_by(node: Expr) -> frozenset[str]:
    """Return the label that a function or aggregation writes."""
    made: Expr = None
    if isinstance(node, promql_parser.Call) and node.func.name in ("label_replace", "label_join"):
        made = node.args[1]
    if isinstance(node, promql_parser.AggregateExpr) and str(node.op) == "count_values":
        made = node.param
    return (
        frozenset({str(made.val)}) if isinstance(made, promql_parser.StringLiteral) else frozenset()
    )


def metrics_of(expr: Expr) -> Iterator[str]:
    """Yield the metrics that the selectors of an expression name."""
    names = (metric_name(node) for node, _ in walk(expr) if _is_vector(node))
    yield from dict.fromkeys(name for name in names if name is not None)


def grouping(expr: Expr) -> tuple[frozenset[str], bool]:
    """Return the labels of an aggregation's modifier, and whether they are kept (`by`)."""
    if expr.modifier is None:
        return frozenset(), True
    by = expr.modifier.type == promql_parser.AggModifierType.By
    return frozenset(expr.modifier.labels), by


def _is_vector(node: Expr) -> bool:
    return isinstance(node, promql_parser.VectorSelector)


def _aggregated(expr: Expr, context: Context) -> Flow:
    inner = flow(expr.expr, context)
    if str(expr.op) in _CHOOSING:
        return inner
    labels, by = grouping(expr)
    kept = labels if by and inner is None else None
    if inner is not None:
        kept = labels & (inner | _ALWAYS) if by else inner - labels
    return kept if kept is None else kept | made_by(expr)


def _called(expr: Expr, context: Context) -> Flow:
    name = expr.func.name
    if name in _UNTOLD:
        return None
    vectors = [argument for argument in expr.args if not _is_literal(argument)]
    if name in _NONE or not vectors:
        return frozenset()
    inner = flow(vectors[-1] if name in OF_BUCKETS else vectors[0], context)
    if inner is None:
        return None
    return inner - {"le"} if name in OF_BUCKETS else inner | made_by(expr)


def _is_literal(expr: Expr) -> bool:
    return isinstance(expr, promql_parser.NumberLiteral | promql_parser.StringLiteral)


def _combined(expr: Expr, context: Context) -> Flow:
    left, right = flow(expr.lhs, context), flow(expr.rhs, context)
    if is_scalar(expr.lhs) or is_scalar(expr.rhs):
        return right if is_scalar(expr.lhs) else left
    if str(expr.op) in _SET_OPERATORS:
        return left
    if str(expr.op) == "or":
        return None if left is None or right is None else left | right
    return _matched(expr, left, right)


def _matched(expr: Expr, left: Flow, right: Flow) -> Flow:
    if expr.modifier is None:
        return left if left is not None else right
    added = frozenset(expr.modifier.group_labels or ())
    many = many_side(expr)
    if many:
        side = left if many == "group_left" else right
        return None if side is None else side | added
    labels, on = matched_by(expr)
    if on:
        return labels
    return None if left is None else left - labels


def matched_by(node: Expr) -> tuple[frozenset[str], bool]:
    """Return the labels of a binary operator's modifier, and whether they are matched (`on`)."""
    matching = node.modifier.matching if node.modifier is not None else None
    if matching is None:
        return frozenset(), False
    on = matching.type == promql_parser.LabelModifierType.Include
    return frozenset(matching.labels), on


def many_side(node: Expr) -> str:
    """Return group_left or group_right where a binary operator has it, else nothing."""
    card = node.modifier.card if node.modifier is not None else None
    if card == promql_parser.VectorMatchCardinality.ManyToOne:
        return "group_left"
    return "group_right" if card == promql_parser.VectorMatchCardinality.OneToMany else ""


def deciding(node: Expr, side: frozenset[str]) -> frozenset[str]:
    """Return those of a side's labels that decide which series of both sides belong together."""
    labels, on = matched_by(node)
    return side & labels if on else side - labels
