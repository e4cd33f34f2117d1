"""The evaluation measures; only what must never happen makes it fail."""

from typing import Any

import pytest

from bench.evaluate import broken_gates


def report(failed: int = 0, invented: int = 0, frozen: float = 0.9) -> dict[str, Any]:
    return {
        "verdicts": {"failed": failed, "invented": invented, "wrong": 50},
        "by": {"set": {"frozen": {"questions": 90, "accuracy": frozen}, "open": {"accuracy": 0}}},
    }


@pytest.mark.parametrize(
    ("told", "broken"),
    [
        (report(), []),
        (report(failed=2), ["2 questions had no answer at all"]),
        (report(invented=1), ["1 answers to what cannot be answered"]),
        (report(frozen=0.5), ["50.0% of the frozen questions are right, at least 75% were"]),
    ],
)
def test_gates(told: dict[str, Any], broken: list[str]) -> None:
    assert list(broken_gates(told)) == broken


def test_recipes_have_to_answer_their_own_questions() -> None:
    assert list(broken_gates(report(), recipes_answer=False)) == [
        "a recipe that has its metrics in the world does not answer its own questions"
    ]
