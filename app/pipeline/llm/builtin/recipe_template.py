"""From the text of a recipe's PromQL to an expression that rules can work on."""

import re
from datetime import timedelta
from typing import Any

import promql_parser

from app.pipeline.lint.matchers import matchers_of
from app.pipeline.llm.builtin.promql import (
    OPERATORS,
    Aggregate,
    Binary,
    Call,
    Expr,
    Matcher,
    Number,
    Selector,
    Subquery,
    Text,
)
from app.pipeline.parse import parse
from app.pipeline.reading.durations import promql

WINDOW = "$window"
AHEAD, QUANTILE = 987_654_321.0, 0.987654321
GROUPS = "groups"

_WINDOW_STANDS_FOR = timedelta(days=36_524)
_FILLED = {WINDOW: "36524d", "$ahead": f"{AHEAD:.0f}", "$quantile": str(QUANTILE)}
_CLAUSES = {"ManyToOne": "group_left", "OneToMany": "group_right"}


class TemplateError(ValueError):
    """A recipe's PromQL cannot be used; `str()` says what to write instead."""


def compile_template(text: str) -> Expr:
    """Return the expression, `$window` in its ranges and `groups` in its groupings.

    Raises `TemplateError`, and `ParseError` for what is no PromQL.
    """
    for name, value in _FILLED.items():
        text = text.replace(name, value)
    if re.search(r"\$(?!\d)", text):
        raise TemplateError("the only placeholders are $window, $ahead and $quantile")
    return _expr(parse(text))


def _expr(node: Any) -> Expr:  # noqa: PLR0911
    match node:
        case promql_parser.NumberLiteral():
            return Number(node.val)
        case promql_parser.StringLiteral():
            return Text(node.val)
        case promql_parser.ParenExpr():
            return _expr(node.expr)
        case promql_parser.VectorSelector():
            return _selector(node, None)
        case promql_parser.MatrixSelector():
            return _selector(node.vector_selector, _window(node.range))
        case promql_parser.Call():
            return Call(node.func.name, tuple(map(_expr, node.args)))
        case promql_parser.AggregateExpr():
            return _aggregate(node)
        case promql_parser.BinaryExpr():
            return Binary(_operator(node), _expr(node.lhs), _expr(node.rhs), _matching(node))
        case promql_parser.SubqueryExpr() if node.step is None and node.offset is None:
            return Subquery(_expr(node.expr), _window(node.range))
    raise TemplateError(f"write it without {type(node).__name__}: {node}")


def _selector(node: Any, window: str | None) -> Selector:
    if node.offset is not None or node.at is not None:
        raise TemplateError("leave out `offset` and `@`: they come with the question")
    if not node.name:
        raise TemplateError("name the metric of each selector")
    matchers = tuple(Matcher(m.label, m.operator, m.value) for m in matchers_of(node))
    return Selector(node.name, matchers, window)


def _window(length: timedelta | None) -> str:
    if length is None:
        raise TemplateError("give each subquery a window")
    return WINDOW if length == _WINDOW_STANDS_FOR else promql(length.total_seconds())


def _aggregate(node: Any) -> Aggregate:
    by: tuple[str, ...] = ()
    if node.modifier is not None:
        if node.modifier.type != promql_parser.AggModifierType.By:
            raise TemplateError("group with `by`, not with `without`")
        by = tuple(node.modifier.labels)
    parameter = node.param.val if isinstance(node.param, promql_parser.NumberLiteral) else None
    if parameter is None and node.param is not None:
        raise TemplateError(f"the parameter of {node.op} must be a number")
    return Aggregate(str(node.op), _expr(node.expr), by, parameter)


def _operator(node: Any) -> str:
    if str(node.op) not in OPERATORS:
        raise TemplateError(f"write it without the operator {node.op}")
    return str(node.op)


def _matching(node: Any) -> str:
    modifier = node.modifier
    if modifier is None:
        return ""
    parts = ["bool"] if modifier.return_bool else []
    if modifier.matching is not None:
        includes = modifier.matching.type == promql_parser.LabelModifierType.Include
        labels = ", ".join(modifier.matching.labels)
        parts.append(f"{'on' if includes else 'ignoring'} ({labels})")
    side = _CLAUSES.get(str(modifier.card).rpartition(".")[2])
    if side:
        parts.append(f"{side} ({', '.join(modifier.group_labels or ())})")
    return " ".join(parts)
