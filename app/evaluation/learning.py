"""Measures what approvals are worth: for other words of the same, and for all the rest."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from app.evaluation.outcome import Outcome
from app.evaluation.questions import Case, QuestionsError
from app.pipeline.lessons import NO_LESSONS, Lesson, Lessons
from app.question import ask


@dataclass
class Learned:
    """The lessons of the tenant that is measured, empty at first."""

    lessons: Lessons = NO_LESSONS

    def of(self, _tenant: str) -> Lessons:
        """Return what was learned until now."""
        return self.lessons


class Asks(Protocol):
    """Something that asks a question and compares what comes back."""

    def ask(self, case: Case) -> Outcome:
        """Return what became of a question."""
        ...


@dataclass(frozen=True, slots=True)
class Plan:
    """Which questions are approved, with their golds, and which are asked."""

    taught: tuple[Case, ...]
    asked: tuple[Case, ...]
    unrelated: tuple[Case, ...]

    def lessons(self) -> tuple[Lesson, ...]:
        """Return the approvals."""
        return tuple(
            Lesson(case.question, ask("", case.question).normalised, case.gold)
            for case in self.taught
        )


@dataclass(frozen=True, slots=True)
class Pair:
    """One question, before and after the approvals."""

    before: Outcome
    after: Outcome


@dataclass(frozen=True, slots=True)
class Measured:
    """What became of the questions of a plan."""

    plan: Plan
    asked: tuple[Pair, ...]
    unrelated: tuple[Pair, ...]


def plan(cases: Sequence[Case]) -> Plan:
    """Return the plan: of each topic every second question is approved, the others are asked.

    A topic are questions with one `topic`, else with one gold. Raises `QuestionsError` without any.
    """
    topics: dict[tuple[str, str], list[Case]] = {}
    for case in cases:
        if case.is_answerable:
            key = ("topic", case.topic) if case.topic else ("gold", case.gold)
            topics.setdefault(key, []).append(case)
    several = [of_it for of_it in topics.values() if len(of_it) > 1]
    if not several:
        raise QuestionsError("no two questions have one topic or one gold: nothing can be learned")
    # Of an odd number the larger part is asked.
    taught = tuple(case for of_it in several for case in of_it[: len(of_it) // 2 * 2 : 2])
    rest = (case for of_it in several for case in of_it)
    asked = tuple(case for case in rest if case not in taught)
    return Plan(taught, asked, tuple(case for case in cases if case not in {*taught, *asked}))


def measure(
    evaluation: Asks,
    learned: Learned,
    planned: Plan,
    shown: Callable[[Sequence[Case], str], Iterable[Case]] = lambda cases, _: cases,
) -> Measured:
    """Ask all questions, approve what the plan says, and ask them again.

    `shown` passes the questions on, and may show how far they are.
    """
    cases = (*planned.asked, *planned.unrelated)
    before = [evaluation.ask(case) for case in shown(cases, "before")]
    learned.lessons = Lessons.of(planned.lessons())
    after = [evaluation.ask(case) for case in shown(cases, "after")]
    pairs = tuple(map(Pair, before, after))
    return Measured(planned, pairs[: len(planned.asked)], pairs[len(planned.asked) :])
