"""One thread of one process reads what Prometheus holds for a tenant; all others map it."""

import logging
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from threading import Barrier

import pytest

from app.catalogue.catalogue import Catalogue
from app.catalogue.catalogues import Catalogues, Intervals
from app.catalogue.fetch import Fetched
from app.catalogue.labels import FixedLabels
from app.catalogue.shelf import Shelves
from app.catalogue.snapshot import write
from app.deadline import Deadline
from app.errors import CatalogueError, TimedOutError, UnavailableError


@dataclass
class Clock:
    now: float = 1000.0

    def __call__(self) -> float:
        return self.now


@dataclass
class BuilderFake:
    """Writes what there is now, once `gate` is open; raises the errors in `fails` first."""

    clock: Clock
    names: tuple[str, ...] = ("a", "b")
    fails: list[Exception] = field(default_factory=list)
    gate: threading.Event = field(default_factory=threading.Event)
    built: list[str] = field(default_factory=list)
    begun: int = 0

    def __post_init__(self) -> None:
        self.gate.set()

    def __call__(self, tenant: str, folder: Path, deadline: Deadline) -> None:
        self.begun += 1
        self.gate.wait(5)
        self.built.append(tenant)
        if self.fails:
            raise self.fails.pop(0)
        write(Fetched(self.names, (), {"job": (tenant,)}, self.clock()), folder)


@dataclass
class House:
    """Processes of one machine: each `process()` has its own memory and the same folder."""

    folder: Path
    clock: Clock = field(default_factory=Clock)
    max_tenants: int = 50

    def __post_init__(self) -> None:
        self.builder = BuilderFake(self.clock)

    def process(self, intervals: Intervals | None = None) -> Catalogues:
        return Catalogues(
            Shelves(self.folder, self.max_tenants),
            self.builder,
            lambda tenant, values: FixedLabels({"a": [{"job": values["job"][0]}]}),
            intervals=intervals,
            clock=self.clock,
        )

    def settled(self) -> Catalogues:
        """Return a process in front of a Prometheus that told the same for long."""
        process = self.process()
        process.get("", soon())
        self.clock.now += 100
        process.get("", soon())
        self.builder.built.clear()
        return process


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path)


def soon() -> Deadline:
    return Deadline.after(5)


def until(done: Callable[[], bool]) -> None:
    deadline = soon()
    while not done():
        assert not deadline.passed
        threading.Event().wait(0.01)


def test_a_fresh_snapshot_is_served_again(house: House) -> None:
    process = house.settled()
    first = process.get("", soon())
    house.clock.now += 299
    assert process.get("", soon()) is first
    assert process.age_seconds() == 299
    assert house.builder.built == []


def test_what_one_process_wrote_all_others_serve(house: House) -> None:
    house.settled()
    other = house.process().get("", soon())
    assert (list(other.names), house.builder.built) == (["a", "b"], [])


def test_a_new_snapshot_of_another_process_is_seen(house: House) -> None:
    process, other = house.settled(), house.process()
    old = other.get("", soon())
    house.builder.names = ("a", "b", "c")
    house.clock.now += 301
    process.get("", soon())
    until(lambda: list(process.get("", soon()).names) == ["a", "b", "c"])
    house.clock.now += 2
    assert other.get("", soon()) is not old
    assert list(other.get("", soon()).names) == ["a", "b", "c"]
    assert house.builder.built == [""]


def test_an_old_snapshot_is_served_while_its_successor_is_read(house: House) -> None:
    process = house.settled()
    first = process.get("", soon())
    house.builder.gate.clear()
    house.clock.now += 301
    assert process.get("", soon()) is first
    assert process.get("", soon()) is first
    house.builder.gate.set()
    until(lambda: process.get("", soon()) is not first)
    assert house.builder.built == [""]


def test_many_askers_of_many_processes_cost_one_reading(house: House) -> None:
    processes = [house.process() for _ in range(4)]
    house.builder.gate.clear()
    with ThreadPoolExecutor(8) as pool:
        asked = [pool.submit(process.get, "", soon()) for process in (*processes, *processes)]
        house.builder.gate.set()
        assert {tuple(found.result().names) for found in asked} == {("a", "b")}
    assert house.builder.built == [""]


def test_on_a_cold_start_all_wait_for_the_one_reading_and_none_is_turned_away(house: House) -> None:
    process, askers = house.process(), Barrier(21)

    def ask() -> Catalogue:
        askers.wait(5)
        return process.get("", soon())

    house.builder.gate.clear()
    with ThreadPoolExecutor(20) as pool:
        asked = [pool.submit(ask) for _ in range(20)]
        askers.wait(5)
        until(lambda: house.builder.begun == 1)
        assert not any(found.done() for found in asked)
        house.builder.gate.set()
        answers = {id(found.result()) for found in asked}
    assert (len(answers), house.builder.built) == (1, [""])


def test_a_cold_start_waits_no_longer_than_the_deadline(house: House) -> None:
    process = house.process()
    house.builder.gate.clear()
    with pytest.raises(TimedOutError, match="has not told its metrics yet"):
        process.get("", Deadline.after(0))
    house.builder.gate.set()
    assert list(process.get("", soon()).names) == ["a", "b"]
    assert house.builder.built == [""]


def test_without_a_snapshot_the_error_is_raised_and_the_next_asks_again(house: House) -> None:
    house.builder.fails = [UnavailableError("down")]
    process = house.process()
    with pytest.raises(UnavailableError, match="down"):
        process.get("", soon())
    assert list(process.get("", soon()).names) == ["a", "b"]


def test_a_failed_refresh_keeps_the_old_snapshot_and_waits_before_the_next(house: House) -> None:
    process = house.settled()
    first = process.get("", soon())
    house.clock.now += 301
    house.builder.fails = [UnavailableError("down")]
    assert process.get("", soon()) is first
    until(lambda: not house.builder.fails)
    for other in (process, house.process()):
        assert list(other.get("", soon()).names) == ["a", "b"]
    assert house.builder.built == [""]
    house.clock.now += 16
    process.get("", soon())
    until(lambda: house.builder.built == ["", ""])


def test_while_prometheus_starts_a_question_waits_for_what_is_new(house: House) -> None:
    house.builder.names = ()
    process = house.process()
    assert list(process.get("", soon()).names) == []
    house.builder.names = ("a",)
    house.clock.now += 6
    assert list(process.get("", soon()).names) == ["a"]


def test_while_prometheus_starts_and_is_gone_again_the_last_one_serves(house: House) -> None:
    process = house.process()
    process.get("", soon())
    house.clock.now += 6
    house.builder.fails = [UnavailableError("down")]
    assert list(process.get("", soon()).names) == ["a", "b"]


def test_after_a_restart_the_last_one_serves_while_prometheus_is_down(house: House) -> None:
    house.settled()
    house.clock.now += 3600
    house.builder.fails = [UnavailableError("down")]
    restarted = house.process()
    assert list(restarted.get("", soon()).names) == ["a", "b"]
    assert restarted.age_seconds() == 3600


def test_who_may_wait_gets_what_is_new_and_what_is_old_where_that_takes_longer(
    house: House,
) -> None:
    house.settled()
    house.clock.now += 301
    patient = house.process(Intervals(settled_wait_seconds=5))
    assert patient.get("", soon()).fetched_at == house.clock.now
    assert patient.overdue_seconds("") is None
    house.clock.now += 400
    house.builder.gate.clear()
    less = house.process(Intervals(settled_wait_seconds=0.01))
    assert less.get("", soon()).fetched_at == house.clock.now - 400
    assert less.overdue_seconds("") == 400
    house.builder.gate.set()


def test_what_was_begun_is_finished_for_the_next_process(house: House) -> None:
    house.settled()
    house.clock.now += 301
    process = house.process()
    house.builder.gate.clear()
    process.get("", soon())
    until(lambda: house.builder.begun == 3)
    with ThreadPoolExecutor(1) as pool:
        finishing = pool.submit(process.finish)
        assert not finishing.done()
        house.builder.gate.set()
        finishing.result(5)
    assert house.process().get("", soon()).fetched_at == house.clock.now


def test_who_ends_begins_nothing_and_waits_for_nobody_else(house: House) -> None:
    house.settled()
    house.clock.now += 301
    other, process = house.process(), house.process()
    house.builder.gate.clear()
    other.get("", soon())
    until(lambda: house.builder.begun == 3)
    process.get("", soon())
    process.finish()
    house.builder.gate.set()
    other.finish()
    assert house.builder.begun == 3


def test_why_it_cannot_be_read_is_logged_once_and_told_until_it_can(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    process = house.process()
    house.builder.fails = [CatalogueError(why) for why in ("full", "full", "full", "away")]
    with caplog.at_level(logging.INFO):
        for why in ("full", "full", "full", "away"):
            with pytest.raises(CatalogueError, match=why):
                process.get("", soon())
            assert process.trouble() == why
        process.get("", soon())
    assert process.trouble() is None
    assert caplog.messages == [
        "no new catalogue: full",
        "no new catalogue: away",
        "the catalogue is read again",
    ]


def test_why_another_process_could_not_read_it_is_told_too(house: House) -> None:
    process, other = house.settled(), house.process()
    other.get("", soon())
    house.clock.now += 301
    house.builder.fails = [CatalogueError("full")]
    process.get("", soon())
    until(lambda: other.trouble() == "full")


def test_a_damaged_snapshot_is_told_and_read_anew(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    house.settled()
    for names in house.folder.glob("*/*/names"):
        names.write_bytes(b"[")
    with caplog.at_level(logging.WARNING):
        assert list(house.process().get("", soon()).names) == ["a", "b"]
    assert "a catalogue cannot be used" in caplog.text
    assert house.builder.built == [""]


def test_a_folder_that_cannot_be_written_is_told(house: House) -> None:
    (house.folder / "file").touch()
    process = House(house.folder / "file", house.clock).process()
    with pytest.raises(CatalogueError, match="set CATALOGUE_DIR"):
        process.get("", soon())
    assert "cannot be built in" in (process.trouble() or "")


def test_tenants_see_their_own_and_the_least_recently_used_one_is_closed(house: House) -> None:
    house.max_tenants = 2
    process = house.process()
    held: dict[str, Catalogue] = {}
    for tenant in ("one", "two", "one", "three"):
        held[tenant] = process.get(tenant, soon())
        assert held[tenant].label_values("a", "job", soon()) == (tenant,)
        house.clock.now += 2
    assert house.builder.built == ["one", "two", "three"]
    assert len(list(house.folder.iterdir())) == 2


def test_what_is_in_use_is_refreshed_without_anybody_asking(house: House) -> None:
    process = house.process()
    process.keep_fresh("")
    until(lambda: house.builder.built == [""])
    until(lambda: process.age_seconds() == 0)
    process.close()
    assert [about.names for about in process.abouts()] == [2]
