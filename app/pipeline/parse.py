"""The only way to promql-parser: it refuses what would end the process, then parses."""

import re
from collections.abc import Callable, Iterator
from functools import cache, partial
from typing import Any

import promql_parser

from app.pipeline.tokens import Kind, Token, UnterminatedStringError, quoted, tokens, unquote

# 20,000 nested parentheses or terms are a segmentation fault in the parser's native code; what
# people and models write stays far below these bounds.
MAX_TEXT_BYTES = 16 * 1024
MAX_DEPTH = 100
# What rules look up of each operator's sides takes their number squared, and more.
MAX_OPERATORS = 128

_PLAIN_METRIC = re.compile(r"[A-Za-z_:][A-Za-z0-9_:]*")
_PLAIN_LABEL = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_OPERATORS = {
    "MatchOp.Equal": "=",
    "MatchOp.NotEqual": "!=",
    "MatchOp.Re": "=~",
    "MatchOp.NotRe": "!~",
}
_WORD_OPERATORS = frozenset({"and", "or", "unless", "atan2"})

Expr = Any  # promql-parser's nodes are untyped from outside


class ParseError(ValueError):
    """The text is not PromQL that this proxy can read; `str()` says why."""


def parse(text: str) -> Expr:
    """Return the syntax tree of one PromQL expression.

    Raises `ParseError` for anything that is not PromQL or is too large, deep or long.
    """
    _know_what_was_removed()
    guarded = _guard(text)
    expr = _native(lambda: promql_parser.parse(guarded))
    for node, _ in walk(expr):
        if isinstance(node, promql_parser.VectorSelector) and node.matchers.or_matchers:
            # The parser takes it, Prometheus does not.
            raise ParseError('"or" cannot stand between the matchers of a selector')
        _native(partial(_read_times, node))
    return expr


@cache
def _know_what_was_removed() -> None:
    """Let the parser read functions of Prometheus before 3.0."""
    kinds = promql_parser.ValueType
    arguments = [kinds.Matrix, kinds.Scalar, kinds.Scalar]
    function = promql_parser.Function("holt_winters", arguments, kinds.Vector)
    promql_parser.register_extra_functions([function])


def _native(call: Callable[[], Expr]) -> Expr:
    try:
        return call()
    except (ValueError, OverflowError) as error:
        raise ParseError(_first_line(str(error))) from error
    except BaseException as error:
        # A panic of the native code arrives as pyo3's PanicException, no subclass of Exception.
        if type(error).__name__ == "PanicException":
            raise ParseError("the parser gave up on this text") from error
        raise


def _read_times(node: Expr) -> None:
    """Read a node's durations and moment: some parse, and cannot be read afterwards."""
    for name in ("range", "step", "offset"):
        getattr(node, name, None)
    moment = getattr(node, "at", None)
    if moment is not None and moment.at is not None:
        moment.at.timestamp()


def is_promql(text: str) -> bool:
    """Say whether the text parses."""
    try:
        parse(text)
    except ParseError:
        return False
    return True


def one_line(expr: Expr) -> str:
    """Return the expression as PromQL on one line, with strings escaped."""
    # prettify() escapes, str() does not; prettify() breaks long expressions over lines.
    pieces = [
        Token(Kind.SPACE, " ") if token.kind is Kind.SPACE else token
        for token in tokens(expr.prettify())
    ]
    kept = [
        token.text for token, before, after in _neighbours(pieces) if _wanted(token, before, after)
    ]
    return "".join(kept).strip()


def walk(expr: Expr) -> Iterator[tuple[Expr, tuple[Expr, ...]]]:
    """Yield every node with its ancestors, outermost ancestor first."""
    waiting: list[tuple[Expr, tuple[Expr, ...]]] = [(expr, ())]
    while waiting:
        node, ancestors = waiting.pop()
        yield node, ancestors
        waiting.extend((child, (*ancestors, node)) for child in reversed(children(node)))


def children(node: Expr) -> list[Expr]:
    """Return the expressions directly inside a node."""
    match node:
        case promql_parser.BinaryExpr():
            return [node.lhs, node.rhs]
        case promql_parser.Call():
            return list(node.args)
        case promql_parser.AggregateExpr():
            return (
                [node.param, node.expr]
                if isinstance(node.param, promql_parser.Expr)
                else [node.expr]
            )
        case promql_parser.MatrixSelector():
            return [node.vector_selector]
        case promql_parser.ParenExpr() | promql_parser.UnaryExpr() | promql_parser.SubqueryExpr():
            return [node.expr]
        case _:
            return []


def is_scalar(expr: Expr) -> bool:
    """Say whether the expression is a number and no vector."""
    match expr:
        case promql_parser.NumberLiteral():
            return True
        case promql_parser.ParenExpr() | promql_parser.UnaryExpr():
            return is_scalar(expr.expr)
        case promql_parser.BinaryExpr():
            return is_scalar(expr.lhs) and is_scalar(expr.rhs)
        case promql_parser.Call():
            return expr.func.name in ("scalar", "time", "pi")
        case _:
            return False


def metric_name(selector: Expr) -> str | None:
    """Return the exact metric name a vector selector asks for, None where it names none."""
    if selector.name:
        return str(selector.name)
    for matcher in selector.matchers.matchers:
        if matcher.name == "__name__" and matcher.op == promql_parser.MatchOp.Equal:
            return str(matcher.value)
    return None


def selector_text(selector: Expr) -> str:
    """Return a vector selector as text, escaped, without its offset and `@`."""
    named = selector.name if selector.name and _PLAIN_METRIC.fullmatch(selector.name) else None
    matchers = [
        f"{_label_text(matcher.name)}{_OPERATORS[str(matcher.op)]}{quoted(matcher.value)}"
        for matcher in selector.matchers.matchers
    ]
    if selector.name and named is None:
        matchers.insert(0, f"__name__={quoted(selector.name)}")
    return f"{named or ''}{{{','.join(sorted(matchers))}}}" if matchers else str(named)


def _label_text(name: str) -> str:
    return name if _PLAIN_LABEL.fullmatch(name) else quoted(name)


def _guard(text: str) -> str:
    if len(text.encode("utf-8", "surrogatepass")) > MAX_TEXT_BYTES:
        raise ParseError(f"the query is longer than {MAX_TEXT_BYTES} bytes")
    depth = operators = 0
    pieces = []
    for token in _tokens(text):
        depth += (token.kind is Kind.OPEN) - (token.kind is Kind.CLOSE)
        operators += token.kind is Kind.OPERATOR or token.text.lower() in _WORD_OPERATORS
        if depth > MAX_DEPTH:
            raise ParseError(f"the query nests deeper than {MAX_DEPTH} brackets")
        if operators > MAX_OPERATORS:
            raise ParseError(f"the query has more than {MAX_OPERATORS} operators")
        pieces.append(_double_quoted(token))
    return "".join(pieces)


def _tokens(text: str) -> Iterator[Token]:
    try:
        yield from tokens(text)
    except UnterminatedStringError as error:
        raise ParseError(str(error)) from error


def _double_quoted(token: Token) -> str:
    # promql-parser knows no raw strings.
    if token.kind is Kind.STRING and token.text.startswith("`"):
        return quoted(unquote(token.text))
    return token.text


def _neighbours(pieces: list[Token]) -> Iterator[tuple[Token, Token | None, Token | None]]:
    return zip(pieces, [None, *pieces[:-1]], [*pieces[1:], None], strict=True)


def _wanted(token: Token, before: Token | None, after: Token | None) -> bool:
    return token.kind is not Kind.SPACE or not (
        (before is not None and before.kind is Kind.OPEN)
        or (after is not None and after.kind is Kind.CLOSE)
    )


def _first_line(message: str) -> str:
    return message.strip().splitlines()[0][:300] if message.strip() else "it does not parse"
