"""A gate over a real store with a translator that tests hold by the hand."""

from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Event

from app.approvals.gate import Decision, Gate, Lifetimes
from app.approvals.records import State
from app.approvals.store import Store
from app.deadline import Deadline
from app.domain import Question, Rejection, Translation
from tests.unit.approvals.asked import MADE, UPTIME
from tests.unit.approvals.conftest import Clock

DAY = 86_400


@dataclass
class Translator:
    """Translates as it is told, once it is let go."""

    made: list[Translation | Exception]
    calls: list[tuple[Question, tuple[Rejection, ...]]] = field(default_factory=list)
    begun: Event = field(default_factory=Event)
    go: Event = field(default_factory=Event)

    def __call__(
        self, question: Question, rejections: tuple[Rejection, ...], deadline: Deadline
    ) -> Translation:
        self.calls.append((question, rejections))
        self.begun.set()
        assert self.go.wait(10)
        made = self.made.pop(0)
        if isinstance(made, Exception):
            raise made
        return made


def gate_of(
    store: Store,
    translator: Translator,
    clock: Clock,
    *,
    waits: float = 10,
    waiting: int = 8,
    catalogue_now: Callable[[str], str] = lambda _: "",
) -> Gate:
    lifetimes = Lifetimes(7 * DAY, 900, request_seconds=waits, deadline_seconds=20)
    return Gate(
        store,
        translator,
        lifetimes,
        translation_threads=2,
        waiting_threads=waiting,
        catalogue_now=catalogue_now,
        clock=clock,
    )


def decided(source: str, state: State = State.PENDING, made: Translation = MADE) -> Decision:
    by = "alice" if state is State.APPROVED else ""
    promql = made.promql or ""
    return Decision(UPTIME, promql, state, by, source, made.source, made.explanation)
