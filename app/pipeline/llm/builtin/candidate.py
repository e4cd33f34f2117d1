"""A way to read a question, as PromQL: what every part of the translator hands in."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from app.deadline import Deadline
from app.domain import Reading
from app.pipeline.llm.base import Task
from app.pipeline.reading.frame import Frame


@dataclass(frozen=True, slots=True)
class Asked:
    """A task, with its question taken apart and in lower case."""

    task: Task
    frame: Frame
    words: str
    deadline: Deadline

    @property
    def refused(self) -> frozenset[str]:
        """Return the PromQL that the checks refused."""
        return frozenset(attempt.promql for attempt in self.task.attempts)

    @property
    def turned_down(self) -> frozenset[str]:
        """Return the PromQL that a reviewer rejected."""
        return frozenset(rejection.promql for rejection in self.task.rejections)

    @property
    def tried(self) -> frozenset[str]:
        """Return both: what is not offered again."""
        return self.refused | self.turned_down


@dataclass(frozen=True, slots=True)
class Candidate:
    """PromQL, and how surely it is what the question means, 0 to 1.

    `about` says what is measured and how: of several about the same only the surest is told.
    `is_asked` is false where something simpler stands in for what was asked.
    """

    promql: str
    explanation: str
    sureness: float
    about: str
    is_asked: bool = True

    @property
    def reading(self) -> Reading:
        """Return what the asker is told of it."""
        return Reading(self.promql, self.explanation, round(self.sureness, 2))


Source = Callable[[Asked], Iterable[Candidate]]


def surest(candidates: Iterable[Candidate]) -> tuple[Candidate, ...]:
    """Return one candidate for each thing that they are about, the surest first."""
    ordered = sorted(candidates, key=lambda each: each.sureness, reverse=True)
    first: dict[str, Candidate] = {}
    for each in ordered:
        first.setdefault(each.about, each)
    return tuple(first.values())
