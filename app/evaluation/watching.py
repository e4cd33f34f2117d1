"""Gives up on a translator that never answers, rather than measure its silence."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.evaluation.learning import Asks
from app.evaluation.outcome import Outcome, Verdict
from app.evaluation.questions import Case

# A model may be loading while the first questions come.
_MOST_UNANSWERED = 5


class UnansweredError(Exception):
    """Not one question had an answer or a refusal; `str()` says why."""


@dataclass
class Watched:
    """Asks questions, and raises `UnansweredError` where the first ones all have no reply."""

    asks: Asks
    most: int
    replies: int = 0
    silent: int = 0

    @classmethod
    def over(cls, asks: Asks, cases: Sequence[Case]) -> "Watched":
        """Return what watches some questions, or all where they are few."""
        return cls(asks, min(_MOST_UNANSWERED, len(cases)))

    def ask(self, case: Case) -> Outcome:
        """Return what became of a question."""
        outcome = self.asks.ask(case)
        if outcome.verdict is Verdict.FAILED and outcome.promql is None:
            self.silent += 1
        else:
            self.replies += 1
        if not self.replies and self.silent >= self.most:
            raise UnansweredError(f"none of the first {self.silent} questions: {outcome.reason}")
        return outcome
