"""Frozen values that every layer shares."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Question:
    """Words that somebody asked; `hash` names them (see `app.question.ask`)."""

    tenant: str
    text: str
    normalised: str
    hash: str


@dataclass(frozen=True, slots=True)
class Window:
    """The times a request asks about, in Unix seconds.

    An instant query has `start_seconds == end_seconds` and no step.
    """

    start_seconds: float
    end_seconds: float
    step_seconds: float | None = None

    @property
    def points(self) -> int:
        """Return how many evaluations the request asks for."""
        if self.step_seconds is None:
            return 1
        return int((self.end_seconds - self.start_seconds) // self.step_seconds) + 1


class Severity(StrEnum):
    """How much a finding matters; an error keeps generated PromQL from running."""

    NOTE = "note"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Problem:
    """A finding about a query: a value, never an exception."""

    rule: str
    severity: Severity
    fragment: str
    short: str
    long: str = ""
    suggestions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SeriesCount:
    """How many series a selector matches; `series` is None when the probe could not tell."""

    selector: str
    series: int | None
    at_least: bool = False


@dataclass(frozen=True, slots=True)
class Cost:
    """What running a query would take; None where that could not be told beforehand.

    Samples are touched, and held at once at the peak, as Prometheus counts them (`stats=all`);
    `read_samples` are those within subqueries too.
    """

    points: int
    selectors: tuple[SeriesCount, ...]
    returned_series: int | None
    touched_samples: int | None = None
    peak_samples: int | None = None
    read_samples: int | None = None
    answer_bytes: int | None = None
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Usage:
    """What model calls consumed."""

    calls: int = 0
    prompt_tokens: int = 0
    completion_tokens: int = 0

    def __add__(self, other: "Usage") -> "Usage":
        return Usage(
            self.calls + other.calls,
            self.prompt_tokens + other.prompt_tokens,
            self.completion_tokens + other.completion_tokens,
        )


class FailureKind(StrEnum):
    """Why a question has no PromQL that may run."""

    UNANSWERABLE = "unanswerable"
    REFUSED = "refused"
    REJECTED = "rejected"
    MODEL_DOWN = "model_down"
    UPSTREAM_DOWN = "upstream_down"

    @property
    def passes(self) -> bool:
        """Say whether the question may be answered in a moment, without anybody's doing."""
        return self in (FailureKind.MODEL_DOWN, FailureKind.UPSTREAM_DOWN)


@dataclass(frozen=True, slots=True)
class Reading:
    """PromQL that a question may mean, which nobody is sure of and nothing ran.

    `sureness`: 0 to 1, None where nobody can tell.
    """

    promql: str
    explanation: str = ""
    sureness: float | None = None


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a translation failed, in words that the asker can act on.

    `catalogue` stands for what Prometheus held then; "" where that does not matter. `readings`
    are what the question may mean, likeliest first; they stand in the message too.
    """

    kind: FailureKind
    message: str
    catalogue: str = ""
    readings: tuple[Reading, ...] = ()


@dataclass(frozen=True, slots=True)
class Translation:
    """PromQL for a question, or why there is none.

    `promql` holds placeholders (`$__rate_interval`, `$__range`) and no clock. With a `failure`
    it is the last attempt, kept for the reviewer and never run. `milliseconds` are those of each
    stage.
    """

    promql: str | None
    explanation: str
    source: str
    model: str
    problems: tuple[Problem, ...] = ()
    failure: Failure | None = None
    usage: Usage = Usage()
    milliseconds: Mapping[str, float] = field(default_factory=dict, compare=False)


@dataclass(frozen=True, slots=True)
class Rejection:
    """PromQL that a reviewer turned down for a question."""

    promql: str
    reason: str
    by: str
