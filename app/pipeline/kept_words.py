"""Tells where repairs left out a value or number that the question names."""

import re
from collections.abc import Iterator

from app.domain import Problem, Question, Severity
from app.pipeline.llm.base import Attempt
from app.pipeline.tokens import Kind, UnterminatedStringError, tokens, unquote

_ALTERNATIVES = re.compile(r"[|()]")


def left_out(question: Question, attempts: tuple[Attempt, ...], promql: str) -> Iterator[Problem]:
    """Yield a warning for each literal of the question that only a refused attempt had."""
    kept = set(_literals(promql))
    for literal in dict.fromkeys(found for each in attempts for found in _literals(each.promql)):
        if literal not in kept and _names(question.text, literal):
            yield Problem(
                "repair",
                Severity.WARNING,
                literal,
                f'the question names "{literal}", and this PromQL leaves it out',
                "with it the PromQL did not pass the checks: look whether this still answers the"
                " question",
            )


def _literals(promql: str) -> Iterator[str]:
    try:
        for token in tokens(promql):
            if token.kind is Kind.STRING:
                yield from filter(None, _ALTERNATIVES.split(unquote(token.text)))
            elif token.kind is Kind.NUMBER:
                yield token.text
    except UnterminatedStringError:
        return


def _names(question: str, literal: str) -> bool:
    """Say whether a question has a literal as a word of its own."""
    return re.search(rf"(?<!\w){re.escape(literal)}(?!\w)", question, re.IGNORECASE) is not None
