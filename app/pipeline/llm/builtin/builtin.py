"""The provider that answers from retrieval, metric types and the words of intent alone."""

from app.deadline import Deadline
from app.pipeline.llm.base import Reply, Task
from app.pipeline.llm.builtin import learned
from app.pipeline.llm.builtin.absence import absent
from app.pipeline.llm.builtin.building import build
from app.pipeline.llm.builtin.choice import Choice, choose
from app.pipeline.llm.builtin.refusal import beyond, calendar, deed, unknown
from app.pipeline.reading import lexicon
from app.pipeline.reading.frame import Frame
from app.pipeline.reading.reading import read

_LEAST_COVERAGE = 0.62
_TRIED = 3
_CLOSE_SCORE = 0.2


class Builtin:
    """Answers without a model; keeps nothing between tasks, so all threads may share it."""

    name = "builtin"

    def answer(self, task: Task, deadline: Deadline) -> Reply:
        """Return PromQL, or a refusal that names the closest metrics.

        Asks Prometheus for the labels of a few metrics; raises the client's errors.
        """
        catalogue = task.catalogue
        frame = read(task.question.text, catalogue.index.lexicon.knows)
        if frame.calendar:
            return _refused(calendar(frame))
        if lexicon.DEED.match(task.question.text.casefold().strip()):
            return _refused(deed())
        if (missing := absent(task.question.text)) is not None and str(missing) not in _tried(task):
            return Reply(str(missing), None, "1 where nothing of it is there", self.name)
        if (reply := self._learned(task, deadline)) is not None:
            return reply
        words = " ".join(task.question.text.casefold().split())
        choices = choose(
            frame, words, catalogue, task.matches, deadline, task.question, task.lessons
        )
        sure = [
            choice
            for choice in choices[:_TRIED]
            if choice.coverage >= _LEAST_COVERAGE and not choice.lost
        ]
        if not sure or sure[0] is not choices[0]:
            return _refused(unknown(frame, choices))
        return self._first_that_builds(sure, frame, task, deadline)

    def _learned(self, task: Task, deadline: Deadline) -> Reply | None:
        """Return what was approved for a like question, unless it was tried or turned down."""
        tried = _tried(task)
        found = learned.readings(task.question, task.lessons, task.catalogue, deadline)
        fresh = (reading for reading in found if reading.promql not in tried)
        return next(
            (
                Reply(reading.promql, None, learned.explanation(reading), self.name)
                for reading in fresh
            ),
            None,
        )

    def _first_that_builds(
        self, choices: list[Choice], frame: Frame, task: Task, deadline: Deadline
    ) -> Reply:
        tried = _tried(task)
        for choice in choices:
            if choice.score < choices[0].score - _CLOSE_SCORE:
                break
            expr = build(choice.subject, task.catalogue, deadline)
            if expr is not None and str(expr) not in tried:
                return Reply(str(expr), None, _explanation(choice), self.name)
        return _refused(beyond(frame, choices))


def _tried(task: Task) -> set[str]:
    attempts = {attempt.promql for attempt in task.attempts}
    return attempts | {rejection.promql for rejection in task.rejections}


def _explanation(choice: Choice) -> str:
    metric = choice.subject.metric
    return f"{metric.name} ({metric.type}): {metric.help}" if metric.help else metric.name


def _refused(reason: str) -> Reply:
    return Reply(None, reason, model=Builtin.name)
