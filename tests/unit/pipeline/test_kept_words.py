"""What a question names and only a refused attempt had is told."""

import pytest

from app.pipeline.kept_words import left_out
from app.pipeline.llm.base import Attempt
from app.question import ask


@pytest.mark.parametrize(
    ("question", "before", "after", "told"),
    [
        ("errors with code 500", 'x{code="500"}', "x", ["500"]),
        ("errors with code 500", 'x{code="500"}', 'x{code="200"}', ["500"]),
        ("errors with code 500", 'x{code="500"}', 'y{code="500"}', []),
        ("errors with code 500", 'x{code=~"500|503"}', 'x{code=~"503"}', ["500"]),
        ("errors with code 500", 'x{code=~"(500|503)"}', 'x{code=~"500|503"}', []),
        ("errors by code", 'x{code="500"}', "x", []),
        ("up 15000", 'x{code="500"}', "x", []),
        ("Checkout errors", 'x{service="checkout"}', "x", ["checkout"]),
        ("more than 90 percent", "x > 90", "x > 0.9", ["90"]),
        ("more than 90 percent", 'x{a="', "x", []),
    ],
)
def test_literals_of_the_question_that_are_left_out(
    question: str, before: str, after: str, told: list[str]
) -> None:
    found = left_out(ask("", question), (Attempt(before, ()),), after)
    assert [problem.fragment for problem in found] == told


def test_without_a_repair_nothing_is_told() -> None:
    assert list(left_out(ask("", "code 500"), (), "x")) == []
