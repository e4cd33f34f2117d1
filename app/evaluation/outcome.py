"""What became of one question."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from app.domain import Usage
from app.evaluation.questions import Case


class Verdict(StrEnum):
    """Whether the answer was right, or else what was wrong with it."""

    RIGHT = "right"
    WRONG = "wrong"
    EMPTY = "empty"
    REFUSED = "refused"
    INVENTED = "invented"  # an answer to what cannot be answered
    FAILED = "failed"  # no answer could be had


@dataclass(frozen=True, slots=True)
class Outcome:
    """A question, the PromQL that ran for it, and what that was worth.

    `promql` is None where nothing ran; `reason` says why then. `same_metrics` and `same_labels`:
    it has those of a right answer. `milliseconds` by stage.
    """

    case: Case
    verdict: Verdict
    promql: str | None = None
    reason: str = ""
    same_metrics: bool = False
    same_labels: bool = False
    usage: Usage = field(default_factory=Usage)
    milliseconds: Mapping[str, float] = field(default_factory=dict)

    @property
    def is_right(self) -> bool:
        """Say whether the answer, or the refusal, was right."""
        return self.verdict is Verdict.RIGHT
