"""Who never answers is not measured, and who answers now and then is."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from app.evaluation.outcome import Outcome, Verdict
from app.evaluation.questions import Case
from app.evaluation.watching import UnansweredError, Watched

CASES = [Case(id=f"q{number}", question="what is up", gold="up") for number in range(9)]
SILENT, FAILED = (Verdict.FAILED, None), (Verdict.FAILED, "up")
REFUSED = (Verdict.REFUSED, None)


@dataclass
class Scripted:
    """Gives one outcome after the other."""

    outcomes: Iterator[tuple[Verdict, str | None]]

    def ask(self, case: Case) -> Outcome:
        """Return the next outcome."""
        verdict, promql = next(self.outcomes)
        return Outcome(case, verdict, promql, "the model is away")


def ask_all(*outcomes: tuple[Verdict, str | None]) -> int:
    cases = CASES[: len(outcomes)]
    watched = Watched.over(Scripted(iter(outcomes)), cases)
    return len([watched.ask(case) for case in cases])


@pytest.mark.parametrize("number", [1, 3, 5, 9])
def test_who_never_answers_is_given_up_after_five_questions(number: int) -> None:
    with pytest.raises(UnansweredError, match=f"first {min(number, 5)} questions: the model is aw"):
        ask_all(*[SILENT] * number)


@pytest.mark.parametrize("reply", [REFUSED, FAILED])
def test_one_reply_is_enough(reply: tuple[Verdict, str | None]) -> None:
    assert ask_all(*[SILENT] * 4, reply, *[SILENT] * 4) == 9
