"""Readings of questions for what two conditions hold of, each told by a metric of its own."""

from collections.abc import Iterator
from dataclasses import replace

from app.pipeline.llm.builtin.building import build
from app.pipeline.llm.builtin.candidate import Asked, Candidate
from app.pipeline.llm.builtin.choice import Choice, choose
from app.pipeline.llm.builtin.promql import Binary, Expr
from app.pipeline.llm.builtin.signs import signs_of
from app.pipeline.llm.builtin.subject import Subject
from app.pipeline.llm.builtin.sureness import sureness
from app.pipeline.reading.plain import in_plain_words
from app.pipeline.reading.reading import read
from app.pipeline.reading.two_bounds import two_bounds

_COMPARING = frozenset({">", "<", ">=", "<=", "==", "!="})
_NO_IDENTITY = frozenset({"job", "__name__"})


def asks_both(asked: Asked) -> bool:
    """Say whether the question has two conditions."""
    return two_bounds(in_plain_words(asked.task.question.text)) is not None


def candidates(asked: Asked) -> Iterator[Candidate]:
    """Yield what both conditions hold of, where the same labels name the things of both."""
    both = two_bounds(in_plain_words(asked.task.question.text))
    if both is None:
        return
    found = [_side(text, asked) for text in both]
    if found[0] is None or found[1] is None:
        return
    (one, left, sure), (other, right, also) = found[0], found[1]
    matching = _matching(one.subject, other.subject)
    if matching is None or one.subject.metric == other.subject.metric:
        return
    expr = Binary("and", left, right, matching)
    names = f"{one.subject.metric.name} and {other.subject.metric.name}"
    if str(expr) not in asked.tried:
        yield Candidate(str(expr), f"from {names}", min(sure, also), "both")


def _side(text: str, asked: Asked) -> tuple[Choice, Expr, float] | None:
    """Return the best reading of one condition."""
    task = asked.task
    frame = read(text, task.catalogue.index.lexicon.knows)
    own = replace(asked, frame=frame, words=text)
    choices = choose(frame, text, task.catalogue, task.matches, asked.deadline)
    for choice in choices[:2]:
        expr = build(choice.subject, task.catalogue, asked.deadline)
        if isinstance(expr, Binary) and expr.op in _COMPARING:
            return choice, expr, sureness(signs_of(choice, expr, choices, own))
    return None


def _matching(one: Subject, other: Subject) -> str | None:
    """Return how the series of both are matched; None where their labels name different things."""
    first, second = frozenset(one.labels.values), frozenset(other.labels.values)
    if first == second:
        return ""
    shared = (first & second) - _NO_IDENTITY
    nested = shared >= min(first, second, key=len) - _NO_IDENTITY
    return f"on ({', '.join(sorted(shared))})" if nested and shared else None
