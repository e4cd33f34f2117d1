"""What the store knows about a question: its versions, its state, and who decided what."""

import re
from dataclasses import dataclass
from enum import StrEnum

from app.domain import Failure, Problem, Rejection

TRANSLATOR_PREFIX = "translator:"

_WINDOW = re.compile(r"\[(?:\d+(?:ms|[smhdwy]))+(?::[\dsmhdwy]*)?\]")


class State(StrEnum):
    """What a question's PromQL is worth; see "The life of a question" in the design."""

    PENDING = "pending"
    APPROVED = "approved"
    REJECTED = "rejected"
    FAILED = "failed"


class Action(StrEnum):
    """What somebody did to a question."""

    TRANSLATE = "translate"
    APPROVE = "approve"
    REJECT = "reject"
    REVOKE = "revoke"
    EDIT = "edit"
    TEACH = "teach"
    SWEEP = "sweep"


@dataclass(frozen=True, slots=True)
class Accepted:
    """A finding that a reviewer accepts; without a fragment all findings of the rule."""

    rule: str
    fragment: str = ""

    def covers(self, problem: Problem) -> bool:
        """Say whether a finding is this one, however long its windows are."""
        if problem.rule != self.rule:
            return False
        return not self.fragment or _any_window(problem.fragment) == _any_window(self.fragment)


@dataclass(frozen=True, slots=True)
class Version:
    """PromQL as somebody wrote it once; a failed translation may hold none."""

    number: int
    promql: str | None
    explanation: str
    source: str
    model: str
    problems: tuple[Problem, ...]
    created_at: float
    created_by: str

    @property
    def by_person(self) -> bool:
        """Say whether a person wrote it, not a translator."""
        return not self.created_by.startswith(TRANSLATOR_PREFIX)


@dataclass(frozen=True, slots=True)
class Cursor:
    """The place in a list after which its next page starts."""

    created_at: float
    hash: str


@dataclass(frozen=True, slots=True)
class Record:
    """A question with all that was decided about it; times in Unix seconds.

    `draft` beside a live version is pending, or failed when there is a `failure`.
    `draft_at` is when the draft or its failure was written. `rejections`: newest first, at most 5.
    `approved_by` and `accepted` are empty without a live version.
    """

    hash: str
    tenant: str
    prompt: str
    normalised: str
    state: State
    live: Version | None
    draft: Version | None
    failure: Failure | None
    draft_at: float | None
    uses: int
    last_used_at: float | None
    dashboard: str
    created_at: float
    final: bool
    rejections: tuple[Rejection, ...] = ()
    approved_by: str = ""
    accepted: tuple[Accepted, ...] = ()

    @property
    def draft_state(self) -> State | None:
        """Return the draft's own fate, which `state` does not tell beside a live version."""
        if self.draft is None:
            return None
        if self.live is None:
            return self.state
        return State.FAILED if self.failure else State.PENDING

    @property
    def cursor(self) -> Cursor:
        """Return the place of this record in `Store.list_records`."""
        return Cursor(self.created_at, self.hash)


@dataclass(frozen=True, slots=True)
class Checked:
    """What was found in PromQL that a person wrote, and what of it the writer accepts.

    `accepted` None: nothing, unless the text is live already: then what was accepted stays.
    """

    problems: tuple[Problem, ...] = ()
    accepted: tuple[Accepted, ...] | None = None


UNCHECKED = Checked()


@dataclass(frozen=True, slots=True)
class Written:
    """What became of PromQL that a person wrote; `is_new` unless the text was there already."""

    record: Record
    version: Version
    is_new: bool

    @property
    def state(self) -> State:
        """Return what this text is worth, which `record.state` does not tell of a draft."""
        live = self.record.live
        runs = live is not None and live.number == self.version.number
        return State.APPROVED if runs else State.PENDING


@dataclass(frozen=True, slots=True)
class Judged:
    """PromQL that a person approved for a question, and that is live, or turned down."""

    prompt: str
    normalised: str
    promql: str
    approved: bool


@dataclass(frozen=True, slots=True)
class Use:
    """How often a question was asked since the last count, and from where last."""

    count: int
    last_used_at: float
    dashboard: str = ""


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One decision; a state is None where the question was not, or is no longer, in the store."""

    at: float
    who: str
    action: Action
    hash: str
    prompt: str
    from_state: State | None
    to_state: State | None
    version: int | None
    note: str


def _any_window(fragment: str) -> str:
    # The windows that placeholders become differ from request to request.
    return _WINDOW.sub("[…]", fragment)
