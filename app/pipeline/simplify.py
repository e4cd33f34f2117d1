"""Writes regular expressions that are plain values as such, and drops those that match all."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from app.pipeline.parse import MAX_TEXT_BYTES
from app.pipeline.tokens import Kind, Token, UnterminatedStringError, quoted, tokens, unquote

_META = re.compile(r"[.+*?()\[\]{}^$|\\]")
_ESCAPED = re.compile(r"\\([.+*?()\[\]{}^$|\\-])")
_ONE_GROUP = re.compile(r"\((?:\?:)?((?:\\.|[^()\\])*)\)", re.DOTALL)
_PARTS = 3  # name, operator, value
_WORD_OPERATORS = frozenset({"and", "or", "unless", "atan2", "bool", "by", "without"})
_REGEX = {"=~": "=", "!~": "!="}


@dataclass(frozen=True, slots=True)
class Simpler:
    """What stands for an operator and a regular expression; both empty where nothing needs to."""

    operator: str
    value: str


def simpler(operator: str, pattern: str) -> Simpler | None:
    """Return the simpler form of a regular expression, None where it is needed as it stands.

    Prometheus anchors them by itself, so that `^` and `$` at the ends say nothing.
    """
    inner = _without_anchors(pattern)
    bare = _without_group(inner)
    if bare == ".*" and operator == "=~":
        return Simpler("", "")
    if bare == ".+":
        return Simpler("!=" if operator == "=~" else "=", "")
    literal = _ESCAPED.sub("", bare)
    if not _META.search(literal):
        return Simpler(_REGEX[operator], _ESCAPED.sub(r"\1", bare))
    return Simpler(operator, inner) if inner != pattern else None


def simplify(promql: str) -> str:
    """Return the PromQL with its regular expressions simplified, and otherwise as it was.

    Placeholders may stand in it; what no parser would take anyway is returned as it is.
    """
    if len(promql) > MAX_TEXT_BYTES:
        return promql
    try:
        return "".join(_rewritten(list(tokens(promql))))
    except UnterminatedStringError:
        return promql


def _rewritten(pieces: list[Token]) -> Iterator[str]:
    inside: list[Token] | None = None
    named = begun_named = False
    for piece in pieces:
        if inside is None and piece.text == "{":
            inside, begun_named = [], named
        elif inside is None:
            yield piece.text
        elif piece.text == "}":
            yield _braces(inside, named=begun_named)
            inside = None
        else:
            inside.append(piece)
        if piece.kind is not Kind.SPACE:
            named = piece.kind is Kind.WORD and piece.text.lower() not in _WORD_OPERATORS
    if inside is not None:
        yield "{" + _text(inside)


def _braces(inside: list[Token], *, named: bool) -> str:
    """Return the matchers between two braces, with the braces."""
    matchers = _split(inside)
    simplified = [_matcher(matcher) for matcher in matchers]
    if simplified == [_text(matcher) for matcher in matchers]:
        return "{" + _text(inside) + "}"
    kept = [text for text in simplified if text is not None]
    if not any(text.strip() for text in kept):
        return "" if named and matchers else "{" + _text(inside) + "}"
    return "{" + ",".join(kept).strip() + "}"


def _split(inside: list[Token]) -> list[list[Token]]:
    matchers: list[list[Token]] = [[]]
    for piece in inside:
        if piece.text == ",":
            matchers.append([])
        else:
            matchers[-1].append(piece)
    return [matcher for matcher in matchers if _text(matcher).strip()]


def _matcher(matcher: list[Token]) -> str | None:
    """Return the text of one matcher, None where it matches everything."""
    told = [piece for piece in matcher if piece.kind is not Kind.SPACE]
    if len(told) != _PARTS or told[1].text not in _REGEX or told[2].kind is not Kind.STRING:
        return _text(matcher)
    found = simpler(told[1].text, unquote(told[2].text))
    if found is None or not found.value.isprintable():
        return _text(matcher)
    if not found.operator:
        return None
    return f"{_text(matcher[: matcher.index(told[1])])}{found.operator}{quoted(found.value)}"


def _without_anchors(pattern: str) -> str:
    inner = pattern.removeprefix("^")
    return inner[:-1] if inner.endswith("$") and not inner.endswith("\\$") else inner


def _without_group(pattern: str) -> str:
    """Return what is inside the only group, where that is the whole pattern."""
    whole = _ONE_GROUP.fullmatch(pattern)
    return whole[1] if whole else pattern


def _text(pieces: list[Token]) -> str:
    return "".join(piece.text for piece in pieces)
