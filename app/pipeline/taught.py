"""What approved PromQL tells of the words of its question: metrics, and what labels explain."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from app.catalogue.words import stems
from app.domain import Window
from app.pipeline.parse import ParseError, parse, walk
from app.pipeline.placeholders import fill
from app.pipeline.reach import reaches
from app.pipeline.tokens import Kind, tokens, unquote

# Any window does: only names and values matter.
_WINDOW = Window(0, 3600, 60)
_SEPARATOR = re.compile(r"[-_./: ]+")
_ALTERNATIVES = re.compile(r"[|()]")
# These turn what is there into something else that the words may mean.
_OTHERWISE = re.compile(r"^(?:absent|changes|resets|count|time|predict|label_)")


@dataclass(frozen=True, slots=True)
class Taught:
    """`labelled` are the stems of its labels and their values.

    `plain`: one metric, and no filter, comparison or arithmetic that the question does not name,
    so that the rest of the words stand for the metric.
    """

    metrics: frozenset[str] = frozenset()
    labelled: frozenset[str] = frozenset()
    plain: bool = False


def taught(promql: str, question: str) -> Taught:
    """Return what PromQL tells; nothing where it does not parse any more."""
    filled = fill(promql, _WINDOW, 15)
    try:
        expr = parse(filled)
    except ParseError:
        return Taught()
    found = [reach.metric for reach in reaches(expr, _WINDOW)]
    metrics = frozenset(name for name in found if name is not None)
    values = list(_values(filled))
    plain = (
        len(metrics) == 1
        and len(found) == 1
        and all(spoken(value, question) for value in values)
        and not any(_adds_meaning(node) for node, _ in walk(expr))
    )
    words = [*values, *(word for word in _words(filled) if word not in metrics)]
    return Taught(metrics, frozenset(stem for word in words for stem in stems(word)), plain)


def spoken(value: str, text: str) -> bool:
    """Say whether a question names a label's value."""
    plain = _SEPARATOR.sub(" ", value.casefold()).strip()
    said = _SEPARATOR.sub(" ", text.casefold())
    return bool(plain) and re.search(rf"(?<!\w){re.escape(plain)}(?!\w)", said) is not None


def _adds_meaning(node: object) -> bool:
    function = getattr(getattr(node, "func", None), "name", "")
    return type(node).__name__ == "BinaryExpr" or _OTHERWISE.match(function) is not None


def _values(promql: str) -> Iterator[str]:
    for token in tokens(promql):
        if token.kind is Kind.STRING:
            yield from filter(None, _ALTERNATIVES.split(unquote(token.text)))


def _words(promql: str) -> Iterator[str]:
    return (token.text for token in tokens(promql) if token.kind is Kind.WORD)
