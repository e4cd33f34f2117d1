"""Walking over expressions: changing every selector or grouping, and which labels come out."""

from collections.abc import Callable, Iterator
from dataclasses import replace

from app.pipeline.llm.builtin.promql import (
    Aggregate,
    Binary,
    Call,
    Expr,
    Selector,
    Subquery,
    Text,
)

Labels = frozenset[str]

_CHOOSING = frozenset({"topk", "bottomk"})
_NO_LABELS = frozenset({"scalar", "vector", "time", "absent"})
_COMPARING = frozenset({"==", "!=", ">", "<", ">=", "<=", "and", "unless"})


def rewritten(expr: Expr, change: Callable[[Expr], Expr]) -> Expr:
    """Return the expression with every part changed, the innermost first."""
    match expr:
        case Call():
            expr = replace(expr, arguments=tuple(rewritten(a, change) for a in expr.arguments))
        case Aggregate() | Subquery():
            expr = replace(expr, inner=rewritten(expr.inner, change))
        case Binary():
            left, right = rewritten(expr.left, change), rewritten(expr.right, change)
            expr = replace(expr, left=left, right=right)
    return change(expr)


def parts(expr: Expr) -> Iterator[Expr]:
    """Yield the expression and everything inside it, the outermost first."""
    yield expr
    match expr:
        case Call():
            inside: tuple[Expr, ...] = expr.arguments
        case Aggregate() | Subquery():
            inside = (expr.inner,)
        case Binary():
            inside = (expr.left, expr.right)
        case _:
            inside = ()
    for each in inside:
        yield from parts(each)


def selectors(expr: Expr) -> Iterator[Selector]:
    """Yield the selectors of an expression, from left to right."""
    return (part for part in parts(expr) if isinstance(part, Selector))


def calls(expr: Expr, *functions: str) -> bool:
    """Say whether one of the functions is called somewhere in the expression."""
    return any(isinstance(part, Call) and part.function in functions for part in parts(expr))


def compares(expr: Expr) -> bool:
    """Say whether only those series are left that pass a comparison."""
    return isinstance(expr, Binary) and expr.op in (*_COMPARING, "or")


def labels_of(expr: Expr, known: Callable[[str], Labels]) -> Labels:
    """Return the labels that the result can carry; `known` tells those of a metric's series."""
    match expr:
        case Selector():
            return known(expr.name)
        case Subquery():
            return labels_of(expr.inner, known)
        case Call():
            return _of_call(expr, known)
        case Aggregate():
            inner = labels_of(expr.inner, known)
            return inner if expr.op in _CHOOSING else inner & set(expr.by)
        case Binary():
            return _of_binary(expr, known)
        case _:
            return frozenset()


def _of_call(call: Call, known: Callable[[str], Labels]) -> Labels:
    if call.function in _NO_LABELS:
        return frozenset()
    found = frozenset[str]().union(*(labels_of(each, known) for each in call.arguments))
    if call.function in ("label_replace", "label_join"):
        made = call.arguments[1]
        return found | {made.value} if isinstance(made, Text) else found
    return found - {"le"} if call.function == "histogram_quantile" else found


def _of_binary(binary: Binary, known: Callable[[str], Labels]) -> Labels:
    left, right = labels_of(binary.left, known), labels_of(binary.right, known)
    if not any(selectors(binary.left)):
        return right
    if not any(selectors(binary.right)) or binary.op in _COMPARING:
        return left
    return left | right if binary.op == "or" else _matched(binary.matching, left, right)


def _matched(matching: str, left: Labels, right: Labels) -> Labels:
    """Return the labels that an arithmetic operator leaves of those of both sides."""
    if "group_left" in matching:
        return left | (_named(matching, "group_left") & right)
    if "group_right" in matching:
        return right | (_named(matching, "group_right") & left)
    if "ignoring (" in matching:
        return left - _named(matching, "ignoring")
    return left & (_named(matching, "on") if "on (" in matching else right)


def _named(matching: str, clause: str) -> Labels:
    """Return the labels between the brackets behind a clause."""
    inside = matching.partition(f"{clause} (")[2].partition(")")[0]
    return frozenset(filter(None, (name.strip() for name in inside.split(","))))
