"""Who asks while a translation is under way waits for it, but not without end."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from app.approvals.gate import Gate
from app.approvals.store import Store
from app.deadline import Deadline
from app.errors import TimedOutError, UnavailableError
from app.question import ask
from tests.unit.approvals.asked import MADE, UPTIME
from tests.unit.approvals.conftest import Clock
from tests.unit.approvals.gates import Translator, decided, gate_of


@pytest.fixture
def translator() -> Translator:
    """A translator that makes one translation, at once."""
    translator = Translator([MADE])
    translator.go.set()
    return translator


@pytest.fixture
def gate(store: Store, translator: Translator, clock: Clock) -> Iterator[Gate]:
    gate = gate_of(store, translator, clock)
    yield gate
    translator.go.set()
    gate.close()


def test_many_threads_cost_one_translation(gate: Gate, translator: Translator) -> None:
    translator.go.clear()
    barrier = Barrier(9)

    def asks() -> str:
        barrier.wait(10)
        return gate.decide(UPTIME).promql

    with ThreadPoolExecutor(8) as threads:
        answers = [threads.submit(asks) for _ in range(8)]
        barrier.wait(10)
        assert translator.begun.wait(10)
        translator.go.set()
        assert {answer.result(10) for answer in answers} == {MADE.promql}
    assert len(translator.calls) == 1


def test_who_waits_too_long_is_told_and_the_translation_goes_on(
    store: Store, translator: Translator, clock: Clock
) -> None:
    translator.go.clear()
    gate = gate_of(store, translator, clock, waits=0)
    with pytest.raises(TimedOutError) as caught:
        gate.decide(UPTIME)
    assert str(caught.value) == "still translating, ask again in a moment"
    translator.go.set()
    gate.close()
    assert gate.decide(UPTIME) == decided("store")


def test_more_than_may_wait_are_told_at_once(
    store: Store, translator: Translator, clock: Clock
) -> None:
    translator.go.clear()
    gate = gate_of(store, translator, clock, waiting=1)
    with ThreadPoolExecutor(1) as threads:
        waiting = threads.submit(gate.decide, UPTIME)
        assert translator.begun.wait(10)
        with pytest.raises(UnavailableError) as caught:
            gate.decide(ask("", "something else"))
        translator.go.set()
        assert waiting.result(10) == decided("ollama")
    gate.close()
    assert str(caught.value) == (
        "too many questions are being translated at once; ask again in a moment"
    )


def test_a_defect_is_raised_in_who_waits_and_kept_by_nobody(
    gate: Gate, translator: Translator
) -> None:
    translator.made.insert(0, LookupError("a defect"))
    with pytest.raises(LookupError):
        gate.decide(UPTIME)
    assert gate.decide(UPTIME) == decided("ollama")


def test_who_asks_several_questions_waits_for_all_of_them_together(
    gate: Gate, translator: Translator
) -> None:
    translator.go.clear()
    with pytest.raises(TimedOutError):
        gate.decide(UPTIME, deadline=Deadline(0))
    translator.go.set()
    assert gate.decide(UPTIME, deadline=Deadline.after(10)).promql == MADE.promql
