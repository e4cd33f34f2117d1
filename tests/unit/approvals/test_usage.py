from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor

from app.approvals.records import Use
from app.approvals.usage import Usage
from app.errors import UnavailableError
from tests.unit.approvals.conftest import NOON, Clock

Uses = Mapping[tuple[str, str], Use]


class Counts:
    """Keeps what it is handed, unless it is away."""

    def __init__(self) -> None:
        self.away = False
        self.received: list[Uses] = []

    def note_uses(self, uses: Uses) -> None:
        if self.away:
            raise UnavailableError("the store cannot be used now")
        self.received.append(uses)


def usage_of(counts: Counts, clock: Clock, wall_clock: Clock) -> Usage:
    return Usage(counts, flush_seconds=30, clock=clock, wall_clock=wall_clock)


def test_uses_are_handed_over_together_once_in_a_while() -> None:
    counts, clock, wall = Counts(), Clock(), Clock()
    usage = usage_of(counts, clock, wall)
    usage.note("a", "1", "board")
    wall.now += 7
    usage.note("a", "1")
    usage.note("b", "1")
    before = list(counts.received)
    clock.now += 30
    usage.note("a", "2", "other")
    usage.note("a", "2")
    assert before == []
    assert counts.received == [
        {
            ("a", "1"): Use(2, NOON + 7, "board"),
            ("b", "1"): Use(1, NOON + 7, ""),
            ("a", "2"): Use(1, NOON + 7, "other"),
        }
    ]


def test_the_end_hands_over_what_is_left_and_nothing_when_nothing_is() -> None:
    counts = Counts()
    usage = usage_of(counts, Clock(), Clock())
    usage.note("a", "1")
    usage.flush()
    usage.flush()
    assert counts.received == [{("a", "1"): Use(1, NOON)}]


def test_counts_survive_a_store_that_is_away_and_no_request_notices() -> None:
    counts, clock, wall = Counts(), Clock(), Clock()
    usage = usage_of(counts, clock, wall)
    counts.away = True
    clock.now += 30
    usage.note("a", "1", "board")
    counts.away = False
    wall.now += 1
    usage.note("a", "1")
    usage.flush()
    assert counts.received == [{("a", "1"): Use(2, NOON + 1, "board")}]


def test_threads_lose_no_use() -> None:
    counts, clock = Counts(), Clock()
    usage = Usage(counts, flush_seconds=0, clock=clock, wall_clock=Clock())
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda _: usage.note("a", "1"), range(400)))
    usage.flush()
    assert sum(uses["a", "1"].count for uses in counts.received) == 400
