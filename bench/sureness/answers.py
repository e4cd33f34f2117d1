"""What the built-in translator makes of questions, however unsure, and whether that is right."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from app.catalogue.catalogue import Catalogue
from app.deadline import Deadline
from app.domain import Window
from app.evaluation.evaluation import Evaluation
from app.evaluation.outcome import Verdict
from app.evaluation.questions import Case
from app.pipeline.llm.base import Prompt, Reply, Task
from app.pipeline.llm.builtin.builtin import Builtin
from app.pipeline.names import metrics
from app.pipeline.placeholders import fill
from app.pipeline.retrieve import retrieve
from app.question import ask
from bench.catalogue.retrieval_data import Wanted

_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class Answer:
    """A question, how sure the translator was of its best reading, and whether that was right."""

    question: str
    sureness: float
    is_right: bool
    promql: str = ""


@dataclass
class Unafraid:
    """The built-in translator answering all it can, and how sure it was of the last answer."""

    name: str = Builtin.name
    sureness: float = 0.0
    _builtin: Builtin = field(default_factory=lambda: Builtin(least_sure=0.0))

    def answer(self, task: Task, deadline: Deadline) -> Reply:
        """Return the reply, and remember how sure it was."""
        reply = self._builtin.answer(task, deadline)
        self.sureness = reply.sureness or 0.0
        return reply


def of_metrics(catalogue: Catalogue, questions: Iterable[Wanted]) -> Iterator[Answer]:
    """Yield the answers to questions of which only the metrics are known; right with those."""
    for wanted in questions:
        reply = _reply(catalogue, wanted.question)
        right = reply.promql is not None and wanted.is_met(set(_families(reply.promql, catalogue)))
        yield Answer(wanted.question, reply.sureness or 0.0, right, reply.promql or "")


def of_nothing(catalogue: Catalogue, cases: Iterable[Case]) -> Iterator[Answer]:
    """Yield the answers to questions that must not be answered."""
    for case in cases:
        reply = _reply(catalogue, case.question)
        yield Answer(
            case.question, reply.sureness or 0.0, is_right=False, promql=reply.promql or ""
        )


def of_values(
    evaluation: Evaluation, unafraid: Unafraid, cases: Sequence[Case]
) -> Iterator[Answer]:
    """Yield the answers to questions of which the values are known; raises `ProxyError`."""
    for case in cases:
        unafraid.sureness = 0.0
        outcome = evaluation.ask(case)
        answered = outcome.verdict not in (Verdict.REFUSED, Verdict.FAILED)
        right = outcome.is_right and case.is_answerable
        yield Answer(
            case.question, unafraid.sureness if answered else 0.0, right, outcome.promql or ""
        )


def _reply(catalogue: Catalogue, text: str) -> Reply:
    question, deadline = ask("", text), Deadline.after(_SECONDS)
    task = Task(question, catalogue, retrieve(question, catalogue, deadline), Prompt("", ""))
    return Unafraid().answer(task, deadline)


def _families(promql: str, catalogue: Catalogue) -> Iterator[str]:
    for name in metrics(fill(promql, Window(0, 0), 15)):
        family = catalogue.family(name)
        yield family.name if family else name
