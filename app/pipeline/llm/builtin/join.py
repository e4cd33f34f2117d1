"""Labels that another metric tells of the same things, and the PromQL that takes them over."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from app.catalogue.labels import LabelSet, label_set
from app.pipeline.llm.builtin.join_keys import key_of
from app.pipeline.llm.builtin.promql import (
    Aggregate,
    Binary,
    Call,
    Expr,
    Matcher,
    Number,
    Selector,
    Subquery,
)

Row = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Join:
    """A metric of value 1 that tells `labels` of what has the same values of `on`.

    `state` is the value that it must have where it is no such metric, but a yes or no; `fixed`
    chooses its series whatever the question filters by; `twice` where a key has more series
    than one, all alike in these labels; `shown` are labels that the answer carries.
    """

    name: str
    on: tuple[str, ...]
    labels: frozenset[str]
    fixed: tuple[Matcher, ...] = ()
    state: float | None = None
    twice: bool = False
    shown: tuple[str, ...] = ()


def widened(many: LabelSet, one: LabelSet, join: Join) -> LabelSet:
    """Return the labels of series with those that are told of them."""
    if many.series is None or one.series is None:
        told = {label: one.values[label] for label in join.labels}
        return LabelSet({**many.values, **told}, None, many.detail)
    rows = {key_of(join.on, row): row for row in one.series}
    wide = label_set(tuple(_merged(many.series, rows, join)))
    return replace(wide, detail=many.detail)


def _merged(
    many: tuple[Row, ...], rows: Mapping[tuple[str, ...], Row], join: Join
) -> Iterator[Row]:
    for row in many:
        if other := rows.get(key_of(join.on, row)):
            yield {**row, **{label: other[label] for label in join.labels if other.get(label)}}


def joined(expr: Expr, join: Join, groups: tuple[str, ...]) -> Expr:
    """Return the expression with every selector joined to what tells its labels.

    `groups` are those that are asked for, also where each is one series already.
    """
    grouped = {*_grouped_by(expr), *groups, *join.shown}
    copied = tuple(sorted(join.labels & grouped))
    return _joined(expr, join, copied)


def _grouped_by(expr: Expr) -> Iterator[str]:
    match expr:
        case Aggregate():
            yield from expr.by
            yield from _grouped_by(expr.inner)
        case Subquery():
            yield from _grouped_by(expr.inner)
        case Binary():
            yield from _grouped_by(expr.left)
            yield from _grouped_by(expr.right)
        case Call():
            for each in expr.arguments:
                yield from _grouped_by(each)


def _joined(expr: Expr, join: Join, copied: tuple[str, ...]) -> Expr:
    match expr:
        case Selector():
            return _beside(expr, expr, join, copied)
        case Aggregate() | Subquery():
            return replace(expr, inner=_joined(expr.inner, join, copied))
        case Binary():
            left, right = (_joined(each, join, copied) for each in (expr.left, expr.right))
            return replace(expr, left=left, right=right)
        case Call():
            ranged = next((a for a in expr.arguments if _is_ranged(a)), None)
            if ranged is not None:
                return _beside(expr, ranged, join, copied)
            return replace(expr, arguments=tuple(_joined(a, join, copied) for a in expr.arguments))
    return expr


def _is_ranged(expr: Expr) -> bool:
    return isinstance(expr, Selector) and expr.window is not None


def _beside(expr: Expr, selector: Expr, join: Join, copied: tuple[str, ...]) -> Expr:
    """Return an instant vector joined; what filters the labels told goes to who tells them."""
    if not isinstance(selector, Selector):
        return expr
    own = tuple(m for m in selector.matchers if m.label not in join.labels)
    told = tuple(m for m in selector.matchers if m.label in join.labels)
    left = _replaced(expr, replace(selector, matchers=own))
    other: Expr = Selector(join.name, (*join.fixed, *told), None, selector.offset)
    on = f"on ({', '.join(join.on)})"
    if join.state is not None:
        other = Binary("==", other, Number(join.state))
    if not copied:
        return Binary("and", left, other, on)
    if join.twice:
        other = Aggregate("max", other, (*join.on, *copied))
    return Binary("*", left, other, f"{on} group_left ({', '.join(copied)})")


def _replaced(expr: Expr, selector: Selector) -> Expr:
    if isinstance(expr, Call):
        arguments = tuple(selector if isinstance(a, Selector) else a for a in expr.arguments)
        return replace(expr, arguments=arguments)
    return selector
