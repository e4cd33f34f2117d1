"""Which labels an operator, aggregation or function uses, and what should have them."""

from collections.abc import Iterator
from dataclasses import dataclass

import promql_parser

from app.catalogue.labels import NAME_LABEL
from app.pipeline.lint.label_flow import grouping, many_side, matched_by
from app.pipeline.lint.patterns import matches_nothing
from app.pipeline.lint.values import calls
from app.pipeline.parse import Expr

_MAKING = frozenset({"label_replace", "label_join"})
_ALWAYS = frozenset({NAME_LABEL})


@dataclass(frozen=True, slots=True)
class Use:
    """Labels that `over` should have, and what uses them; `optional` ones may be missing."""

    labels: frozenset[str]
    over: Expr
    by: str
    optional: bool = False


def used_labels(node: Expr) -> Iterator[Use]:
    """Yield what one node groups by, joins by, adds, or makes other labels of."""
    if isinstance(node, promql_parser.AggregateExpr):
        labels, by = grouping(node)
        if by:
            yield Use(labels - _ALWAYS, node.expr, f"{node.op} by ({listed(labels)})")
    elif isinstance(node, promql_parser.BinaryExpr) and node.modifier is not None:
        yield from _matched(node)
        yield from _added(node)
    elif calls(node, _MAKING):
        yield from _sources(node)


def listed(labels: frozenset[str]) -> str:
    """Return labels as they stand between brackets."""
    return ", ".join(sorted(labels))


def _matched(node: Expr) -> Iterator[Use]:
    labels, on = matched_by(node)
    if on:
        for side in (node.lhs, node.rhs):
            yield Use(labels - _ALWAYS, side, f"on ({listed(labels)})")


def _added(node: Expr) -> Iterator[Use]:
    added = frozenset(node.modifier.group_labels or ())
    if added:
        word = many_side(node)
        side = node.rhs if word == "group_left" else node.lhs
        yield Use(added - _ALWAYS, side, f"{word} ({listed(added)})")


def _sources(call: Expr) -> Iterator[Use]:
    """Yield what label_replace() or label_join() reads, unless it fills in what is empty."""
    name, texts = call.func.name, [getattr(argument, "val", "") for argument in call.args]
    read = frozenset(texts[3:4] if name == "label_replace" else texts[3:]) - _ALWAYS - {""}
    if read and not (name == "label_replace" and _fills_in(*texts[2:5:2])):
        yield Use(read, call.args[0], f"{name}()", optional=True)


def _fills_in(replacement: str, pattern: str) -> bool:
    return "$" not in replacement and matches_nothing(pattern) is not False
