from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from threading import Event

import pytest

from app.catalogue.catalogues import Catalogues
from app.deadline import Deadline
from app.errors import TimedOutError, UnavailableError
from tests.unit.catalogue.fake_prometheus import FakePrometheus


@dataclass
class Clock:
    now: float = 1000.0

    def __call__(self) -> float:
        return self.now


def catalogues(fake: FakePrometheus, clock: Clock, **numbers: float) -> Catalogues:
    return Catalogues(fake, clock=clock, **numbers)  # type: ignore[arg-type]


def soon() -> Deadline:
    return Deadline.after(5)


def loads(fake: FakePrometheus) -> int:
    return sum(1 for each in fake.asked if each.startswith("metadata"))


def test_a_fresh_snapshot_is_served_again() -> None:
    fake, clock = FakePrometheus({"a": ()}), Clock()
    held = catalogues(fake, clock)
    assert held.age_seconds("t") is None
    first = held.get("t", soon())
    clock.now += 299
    assert held.get("t", soon()) is first
    assert held.age_seconds("t") == 299
    assert loads(fake) == 1


def test_an_old_snapshot_is_served_while_its_successor_is_read() -> None:
    fake, clock = FakePrometheus({"a": ()}), Clock()
    held = catalogues(fake, clock)
    first = held.get("t", soon())
    fake.gate = Event()
    clock.now += 301
    assert held.get("t", soon()) is first
    assert held.get("t", soon()) is first
    fake.gate.set()
    while (latest := held.get("t", soon())) is first:
        pass
    assert latest.fetched_at == 1301
    assert loads(fake) == 2


def test_many_askers_of_a_cold_tenant_cost_one_reading() -> None:
    fake = FakePrometheus({"a": ()}, gate=Event())
    held = catalogues(fake, Clock())
    with ThreadPoolExecutor(8) as pool:
        found = [pool.submit(held.get, "t", soon()) for _ in range(8)]
        assert fake.gate is not None
        fake.gate.set()
        assert len({id(each.result()) for each in found}) == 1
    assert loads(fake) == 1


def test_a_cold_start_waits_no_longer_than_the_deadline() -> None:
    fake = FakePrometheus({"a": ()}, gate=Event())
    held = catalogues(fake, Clock())
    with pytest.raises(TimedOutError, match="has not told its metrics yet"):
        held.get("t", Deadline.after(0))
    assert fake.gate is not None
    fake.gate.set()
    assert held.get("t", soon()).names == ("a",)


def test_without_a_snapshot_the_error_of_the_client_is_raised_and_the_next_asks_again() -> None:
    fake = FakePrometheus({"a": ()}, fails=[UnavailableError("down")])
    held = catalogues(fake, Clock())
    with pytest.raises(UnavailableError, match="down"):
        held.get("t", soon())
    assert held.get("t", soon()).names == ("a",)


def test_a_failed_refresh_keeps_the_old_snapshot_and_waits_before_the_next() -> None:
    fake, clock = FakePrometheus({"a": ()}), Clock()
    held = catalogues(fake, clock, retry_seconds=15)
    first = held.get("t", soon())
    clock.now += 301
    fake.fails.append(UnavailableError("down"))
    assert held.get("t", soon()) is first
    while fake.fails:
        pass
    assert held.get("t", soon()) is first


def test_the_least_recently_used_tenant_is_dropped() -> None:
    held = catalogues(FakePrometheus({"a": ()}), Clock(), max_tenants=2)
    for tenant in ("one", "two", "one", "three"):
        held.get(tenant, soon())
    assert held.age_seconds("two") is None
    assert held.age_seconds("one") == 0
    assert held.age_seconds("three") == 0
