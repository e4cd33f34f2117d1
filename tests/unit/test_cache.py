import random
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.cache import Cache

PATIENCE_SECONDS = 10


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


class SlowLoad:
    """A load that says when it has begun, and ends when it is told to."""

    def __init__(self, outcome: Callable[[], str]) -> None:
        self.calls = 0
        self.begun = Event()
        self.go_on = Event()
        self._outcome = outcome

    def __call__(self) -> str:
        self.calls += 1
        self.begun.set()
        assert self.go_on.wait(PATIENCE_SECONDS)
        return self._outcome()


def refused() -> str:
    raise ConnectionRefusedError("nobody there")


def must_not_be_called() -> str:
    raise AssertionError("loaded twice")


def test_a_key_that_was_never_put_has_no_value() -> None:
    assert Cache[str, str](2, 10).get("a") is None


def test_a_value_is_held_until_its_time_is_over() -> None:
    clock = Clock()
    cache = Cache[str, str](2, 10, clock)
    cache.put("a", "1")
    clock.now += 9.9
    held = cache.get("a")
    clock.now += 0.1
    assert (held, cache.get("a"), len(cache)) == ("1", None, 0)


def test_asking_for_a_value_does_not_lengthen_its_life() -> None:
    clock = Clock()
    cache = Cache[str, str](2, 10, clock)
    cache.put("a", "1")
    clock.now += 6
    cache.get("a")
    clock.now += 6
    assert cache.get("a") is None


def test_the_least_recently_used_value_leaves_first() -> None:
    cache = Cache[str, int](2, 10)
    cache.put("a", 1)
    cache.put("b", 2)
    cache.get("a")
    cache.put("c", 3)
    assert [cache.get(key) for key in "abc"] == [1, None, 3]


@given(st.integers(1, 5), st.lists(st.integers(0, 9), max_size=50))
def test_the_last_keys_used_are_those_held(max_items: int, keys: list[int]) -> None:
    cache = Cache[int, int](max_items, 10, Clock())
    for key in keys:
        cache.get_or_load(key, lambda key=key: key)
    recent = list(dict.fromkeys(reversed(keys)))[:max_items]
    assert len(cache) == len(recent)
    assert [cache.get(key) for key in recent] == recent


def test_none_and_empty_values_are_loaded_once() -> None:
    cache = Cache[str, str | None](2, 10)
    assert cache.get_or_load("a", lambda: None) is None
    assert cache.get_or_load("a", must_not_be_called) is None


def test_a_value_whose_time_is_over_is_loaded_again() -> None:
    clock = Clock()
    cache = Cache[str, str](2, 10, clock)
    cache.get_or_load("a", lambda: "old")
    clock.now += 10
    assert cache.get_or_load("a", lambda: "new") == "new"


def test_the_life_of_a_value_begins_when_its_load_ends() -> None:
    clock = Clock()
    cache = Cache[str, str](2, 10, clock)

    def slow() -> str:
        clock.now += 60
        return "1"

    cache.get_or_load("a", slow)
    assert cache.get("a") == "1"


def test_callers_of_one_key_share_one_load() -> None:
    cache = Cache[str, str](2, 10)
    load = SlowLoad(lambda: "1")
    with ThreadPoolExecutor(8) as threads:
        first = threads.submit(cache.get_or_load, "a", load)
        assert load.begun.wait(PATIENCE_SECONDS)
        others = [threads.submit(cache.get_or_load, "a", must_not_be_called) for _ in range(7)]
        load.go_on.set()
        answers = [each.result(PATIENCE_SECONDS) for each in (first, *others)]
    assert (answers, load.calls) == (["1"] * 8, 1)


def test_an_error_reaches_all_who_wait_and_is_not_kept() -> None:
    cache = Cache[str, str](2, 10)
    load = SlowLoad(refused)
    together = Barrier(4)

    def wait() -> str:
        together.wait(PATIENCE_SECONDS)
        return cache.get_or_load("a", load)

    with ThreadPoolExecutor(4) as threads:
        asked = [threads.submit(wait) for _ in range(4)]
        assert load.begun.wait(PATIENCE_SECONDS)
        load.go_on.set()
        errors = [str(each.exception(PATIENCE_SECONDS)) for each in asked]
    assert errors == ["nobody there"] * 4
    assert (len(cache), cache.get_or_load("a", lambda: "1")) == (0, "1")


def test_an_interrupt_of_a_load_does_not_block_the_key() -> None:
    cache = Cache[str, str](2, 10)

    def interrupted() -> str:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        cache.get_or_load("a", interrupted)
    assert cache.get_or_load("a", lambda: "1") == "1"


def test_other_keys_do_not_wait_for_a_load() -> None:
    cache = Cache[str, str](2, 10)
    load = SlowLoad(lambda: "1")
    with ThreadPoolExecutor(1) as threads:
        slow = threads.submit(cache.get_or_load, "a", load)
        assert load.begun.wait(PATIENCE_SECONDS)
        quick = cache.get_or_load("b", lambda: "2")
        load.go_on.set()
        assert (quick, slow.result(PATIENCE_SECONDS)) == ("2", "1")


@pytest.mark.parametrize(
    ("meanwhile", "held"),
    [
        (lambda cache: cache.drop("a"), None),
        (lambda cache: cache.clear(), None),
        (lambda cache: cache.put("a", "newer"), "newer"),
    ],
    ids=["drop", "clear", "put"],
)
def test_a_load_does_not_bring_back_what_was_changed_meanwhile(
    meanwhile: Callable[[Cache[str, str]], None], held: str | None
) -> None:
    cache = Cache[str, str](2, 10)
    load = SlowLoad(lambda: "stale")
    with ThreadPoolExecutor(1) as threads:
        asked = threads.submit(cache.get_or_load, "a", load)
        assert load.begun.wait(PATIENCE_SECONDS)
        meanwhile(cache)
        load.go_on.set()
        assert asked.result(PATIENCE_SECONDS) == "stale"
    assert cache.get("a") == held


def test_a_key_dropped_during_a_load_is_loaded_anew_by_the_next_caller() -> None:
    cache = Cache[str, str](2, 10)
    load = SlowLoad(lambda: "stale")
    with ThreadPoolExecutor(1) as threads:
        asked = threads.submit(cache.get_or_load, "a", load)
        assert load.begun.wait(PATIENCE_SECONDS)
        cache.drop("a")
        fresh = cache.get_or_load("a", lambda: "fresh")
        load.go_on.set()
        asked.result(PATIENCE_SECONDS)
    assert (fresh, cache.get("a")) == ("fresh", "fresh")


def test_dropping_and_clearing_forget() -> None:
    cache = Cache[str, str](3, 10)
    for key in "abc":
        cache.put(key, key)
    cache.drop("a")
    cache.drop("never there")
    left = len(cache)
    cache.clear()
    assert (left, len(cache)) == (2, 0)


def test_many_threads_never_hold_more_than_the_bound() -> None:
    cache = Cache[int, int](4, 10)
    together = Barrier(8)

    def work(seed: int) -> bool:
        choose = random.Random(seed)
        together.wait(PATIENCE_SECONDS)
        for _ in range(500):
            key = choose.randrange(8)
            if cache.get_or_load(key, lambda key=key: key) != key or len(cache) > 4:
                return False
            if choose.random() < 0.2:
                cache.drop(key)
        return True

    with ThreadPoolExecutor(8) as threads:
        assert all(threads.map(work, range(8)))
