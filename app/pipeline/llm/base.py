"""The contract between the pipeline and whatever turns a question into PromQL."""

from dataclasses import dataclass, field
from typing import Protocol

from app.catalogue.catalogue import Catalogue, Match
from app.deadline import Deadline
from app.domain import Problem, Question, Reading, Rejection, Usage
from app.errors import ProxyError
from app.pipeline.lessons import NO_LESSONS, Lessons


@dataclass(frozen=True, slots=True)
class Prompt:
    """What a model is sent: standing instructions, and this question with its context."""

    instructions: str
    question: str


class Prompted(Protocol):
    """A prompt, or one that is written when it is first read."""

    @property
    def instructions(self) -> str:
        """Return the standing instructions."""
        ...

    @property
    def question(self) -> str:
        """Return the question with its context."""
        ...


@dataclass(frozen=True, slots=True)
class Example:
    """Another question and PromQL that answers it."""

    question: str
    promql: str


@dataclass(frozen=True, slots=True)
class Attempt:
    """An earlier answer in the same translation, and why the checks refused it."""

    promql: str
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Task:
    """One question to translate, with all that was retrieved for it.

    `matches` are the metrics considered, best first. `attempts` is empty on the first call.
    `lessons` are what people decided about this tenant's other questions.
    """

    question: Question
    catalogue: Catalogue
    matches: tuple[Match, ...]
    prompt: Prompted
    rejections: tuple[Rejection, ...] = ()
    attempts: tuple[Attempt, ...] = ()
    lessons: Lessons = NO_LESSONS


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back: PromQL, or the reason why these metrics cannot answer.

    Exactly one of `promql` and `refusal` is set. The PromQL is not checked yet. `sureness` is that
    of the likeliest reading, 0 to 1, None where nobody can tell; a refusal offers `readings`,
    likeliest first. `source` is who answered, "" for the provider that was asked.
    """

    promql: str | None
    refusal: str | None
    explanation: str = ""
    model: str = ""
    usage: Usage = field(default_factory=Usage)
    sureness: float | None = None
    readings: tuple[Reading, ...] = ()
    source: str = ""


class ModelError(ProxyError):
    """The model could not be asked: down, slow, over quota, or without a usable answer."""

    status = 503
    error_type = "unavailable"


class Provider(Protocol):
    """Something that answers tasks; one instance serves all threads."""

    @property
    def name(self) -> str:
        """Return who answers, as headers and metrics tell it."""
        ...

    def answer(self, task: Task, deadline: Deadline) -> Reply:
        """Return the reply to a task.

        Raises `ModelError` when no reply could be had before the deadline.
        """
        ...
