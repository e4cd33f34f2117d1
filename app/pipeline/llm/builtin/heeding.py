"""Whether what was approved for other questions may speak for a metric in this one."""

from collections.abc import Sequence
from dataclasses import replace

from app.deadline import Deadline
from app.pipeline.llm.base import Task
from app.pipeline.llm.builtin.choice import Choice
from app.pipeline.reading.frame import Frame, Term
from app.pipeline.retrieve import retrieve, with_suggested

_TELLING = 0.5
_CLEAR = 0.05


def heeded(task: Task, frame: Frame, choices: Sequence[Choice], deadline: Deadline) -> Task:
    """Return the task, with lessons that doubt only where the best metric leaves words open.

    A word that neither the metric, a label's value nor a lesson explains makes another question of
    it, which must be no surer than it was before the lessons. Raises the client's errors.
    """
    if not task.lessons.entries or not choices or not unexplained(choices[0], frame):
        return task
    return doubting(task, deadline)


def doubting(task: Task, deadline: Deadline) -> Task:
    """Return the task with what was turned down, and nothing that was approved."""
    doubts = task.lessons.doubts()
    matches = retrieve(task.question, task.catalogue, deadline, lessons=doubts)
    for attempt in task.attempts:
        matches = with_suggested(matches, attempt.problems, task.catalogue)
    return replace(task, lessons=doubts, matches=matches)


def is_clear(choices: Sequence[Choice], frame: Frame) -> bool:
    """Say whether the best metric explains every telling word, and no other comes near it."""
    if not choices or unexplained(choices[0], frame) or choices[0].lost:
        return False
    return all(choices[0].score - other.score >= _CLEAR for other in choices[1:])


def unexplained(choice: Choice, frame: Frame) -> tuple[Term, ...]:
    """Return the telling words of a question that a choice says nothing of."""
    evidence = choice.subject.evidence
    found = evidence.found if evidence else {}
    return tuple(t for t in frame.terms if t.weight >= _TELLING and t.text not in found)
