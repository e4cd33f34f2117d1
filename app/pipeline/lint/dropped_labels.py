"""Which part of an expression drops a label, and what to write so that it stays."""

from dataclasses import dataclass

import promql_parser

from app.pipeline.lint.base import Context
from app.pipeline.lint.label_flow import flow, grouping, many_side, matched_by
from app.pipeline.lint.used_labels import listed
from app.pipeline.lint.values import FILTERING, aggregates
from app.pipeline.parse import Expr, children, one_line


@dataclass(frozen=True, slots=True)
class Drop:
    """The part of an expression that drops a label, its name in a sentence, and what to write."""

    fragment: str
    name: str
    instead: str


def dropped(expr: Expr, label: str, context: Context) -> Drop | None:
    """Return what drops a label that the result does not have, None where nothing seems to."""
    inside = [flow(child, context) for child in children(expr)]
    if any(label in labels for labels in inside if labels is not None):
        return _told(expr, label)
    drops = (dropped(child, label, context) for child in children(expr))
    further_inside = next((drop for drop in drops if drop is not None), None)
    return further_inside or (_told(expr, label) if None in inside else None)


def _told(node: Expr, label: str) -> Drop | None:
    if aggregates(node):
        return _aggregated(node, label)
    if isinstance(node, promql_parser.BinaryExpr):
        return _filtered(node, label) if str(node.op) in FILTERING else _matched(node, label)
    if isinstance(node, promql_parser.Call):
        name = f"{node.func.name}()"
        return Drop(one_line(node), name, f"the label {label} is of use only inside of {name}")
    return None


def _aggregated(node: Expr, label: str) -> Drop:
    labels, by = grouping(node)
    if not by:
        name = f"{node.op} without ({listed(labels)})"
        return Drop(one_line(node), name, f"take {label} out of without (…)")
    name = f"{node.op} by ({listed(labels)})" if labels else str(node.op)
    return Drop(one_line(node), name, f"write {node.op} by ({listed(labels | {label})}) (…)")


def _filtered(node: Expr, label: str) -> Drop:
    instead = f"only labels of the left side stay: join with * on (…) group_left ({label})"
    return Drop(one_line(node), str(node.op), instead)


def _matched(node: Expr, label: str) -> Drop:
    labels, on = matched_by(node)
    name = f"{'on' if on else 'ignoring'} ({listed(labels)})"
    if word := many_side(node):
        return Drop(one_line(node), f"{name} {word}", f"add {label} to {word} (…)")
    if not on and label not in labels:
        instead = "aggregate both sides by the same labels"
        return Drop(one_line(node), f"the operator {node.op}", instead)
    mended = f"add {label} to on (…)" if on else f"take {label} out of ignoring (…)"
    instead = f"{mended}, or keep the labels of the left side with group_left"
    return Drop(one_line(node), name, instead)
