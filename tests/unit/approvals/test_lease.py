"""Of all processes one translates; the others take its result, or its place when it died."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest

from app.approvals.gate import Decision, Gate
from app.approvals.lease import lease
from app.approvals.store import Store
from tests.unit.approvals.asked import MADE, OTHER, UPTIME
from tests.unit.approvals.conftest import Clock
from tests.unit.approvals.gates import Translator, decided, gate_of

NAMED = (UPTIME.tenant, UPTIME.hash)


class Watched(Store):
    """Tells when somebody asked for a lease and did not get it."""

    refused: Event

    def acquire_lease(self, tenant: str, hash: str, holder: str, seconds: float) -> bool:  # noqa: A002
        taken = super().acquire_lease(tenant, hash, holder, seconds)
        if not taken:
            self.refused.set()
        return taken


@pytest.fixture
def watched(url: str, clock: Clock) -> Watched:
    store = Watched(url, clock=clock)
    store.refused = Event()
    return store


def test_a_lease_is_held_inside_the_block_only(store: Store) -> None:
    with lease(store, UPTIME) as first, lease(store, UPTIME) as second:
        assert (first, second) == (True, False)
    with lease(store, UPTIME) as third:
        assert third


def test_a_lease_is_given_back_when_the_block_fails(store: Store) -> None:
    with pytest.raises(LookupError), lease(store, UPTIME):
        raise LookupError
    assert store.acquire_lease(*NAMED, "other", 15)


def while_another_translates(
    watched: Watched, clock: Clock, happens: Callable[[], object]
) -> tuple[Decision, Translator]:
    """Return what is decided while another process holds the lease, until something happens."""
    translator = Translator([OTHER])
    translator.go.set()
    gate: Gate = gate_of(watched, translator, clock)
    assert watched.acquire_lease(*NAMED, "another", 15)
    with ThreadPoolExecutor(1) as threads:
        deciding = threads.submit(gate.decide, UPTIME)
        assert watched.refused.wait(10)
        happens()
        decision = deciding.result(10)
    gate.close()
    watched.close()
    return decision, translator


def test_the_result_of_another_process_is_taken(watched: Watched, clock: Clock) -> None:
    decision, translator = while_another_translates(
        watched, clock, lambda: watched.save_translation(UPTIME, MADE)
    )
    assert (decision, translator.calls) == (decided("ollama"), [])


def test_who_dies_is_replaced(watched: Watched, clock: Clock) -> None:
    def dies() -> None:
        clock.now += 15

    decision, translator = while_another_translates(watched, clock, dies)
    assert (decision, len(translator.calls)) == (decided("ollama", made=OTHER), 1)
