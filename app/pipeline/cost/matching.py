"""What a binary operator makes of its two sides."""

from dataclasses import replace

import promql_parser

from app.pipeline.cost.label_sets import WITHOUT_NAME, Labels, joined
from app.pipeline.cost.load import Load, unnamed, with_sets
from app.pipeline.parse import Expr, is_scalar

_SET_OPERATORS = frozenset({"and", "or", "unless"})


def combined(expr: Expr, left: Load, right: Load) -> Load:
    """Return the load of the result, to be put over its sides."""
    operator = str(expr.op)
    scalars = [is_scalar(side) for side in (expr.lhs, expr.rhs)]
    if any(scalars):
        return unnamed(right if scalars[0] else left)
    matching = _matching(expr.modifier)
    if operator in _SET_OPERATORS:
        return _of_sets(operator, left, right, matching)
    many, one = _sides(expr.modifier, left, right)
    if many.sets is None or one.sets is None:
        return _smaller(many, one, grouped=_is_grouped(expr.modifier))
    pairs = joined(WITHOUT_NAME.kept(many.sets), WITHOUT_NAME.kept(one.sets), matching)
    return with_sets(pairs)


def _smaller(many: Load, one: Load, *, grouped: bool) -> Load:
    if grouped:
        return replace(many, source=None)
    known = [side.series for side in (many, one) if side.series is not None]
    series = min(known) if len(known) == 2 else None
    return Load(series, min(many.bound, one.bound), 0, 0)


def _of_sets(operator: str, left: Load, right: Load, matching: Labels) -> Load:
    if left.sets is None or right.sets is None:
        return left if operator != "or" else _sum(left, right)
    if operator == "or":
        return with_sets(left.sets | (right.sets - joined(right.sets, left.sets, matching)))
    both = joined(left.sets, right.sets, matching)
    return with_sets(both if operator == "and" else left.sets - both)


def _sum(left: Load, right: Load) -> Load:
    known = left.series is not None and right.series is not None
    series = (left.series or 0) + (right.series or 0) if known else None
    return Load(series, left.bound + right.bound, 0, 0)


def _matching(modifier: Expr) -> Labels:
    matching = modifier.matching if modifier is not None else None
    if matching is None:
        return WITHOUT_NAME
    named = matching.type == promql_parser.LabelModifierType.Include
    return Labels(frozenset(matching.labels), named)


def _is_grouped(modifier: Expr) -> bool:
    return modifier is not None and modifier.card != promql_parser.VectorMatchCardinality.OneToOne


def _sides(modifier: Expr, left: Load, right: Load) -> tuple[Load, Load]:
    """Return the many and the one side; of a one-to-one match the left is as good as the right."""
    one_to_many = promql_parser.VectorMatchCardinality.OneToMany
    return (right, left) if modifier is not None and modifier.card == one_to_many else (left, right)
