"""The thread-safe cache all blueprints share: bounded, with a lifetime, one load a key."""

import time
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import Future
from threading import Lock
from typing import Generic, NamedTuple, TypeVar

K = TypeVar("K")
V = TypeVar("V")


class _Entry(NamedTuple, Generic[V]):
    value: V
    expires_at: float


class Cache(Generic[K, V]):
    """At most `max_items` values, each for `ttl_seconds`; the least recently used leave first."""

    def __init__(
        self, max_items: int, ttl_seconds: float, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._max_items = max_items
        self._ttl_seconds = ttl_seconds
        self._clock = clock
        self._lock = Lock()
        self._entries: OrderedDict[K, _Entry[V]] = OrderedDict()
        self._flights: dict[K, Future[V]] = {}

    def get(self, key: K) -> V | None:
        """Return the value held for `key`, or None."""
        with self._lock:
            entry = self._fresh(key)
        return entry.value if entry else None

    def put(self, key: K, value: V) -> None:
        """Hold `value`; a load of this key that is under way will not replace it."""
        with self._lock:
            self._flights.pop(key, None)
            self._keep(key, value)

    def get_or_load(self, key: K, load: Callable[[], V]) -> V:
        """Return the value held, or else what `load` returns; callers of one key share one load.

        An error of `load` is raised in all who waited for it, and nothing is kept.
        `load` must not ask this cache for the same key.
        """
        with self._lock:
            if entry := self._fresh(key):
                return entry.value
            under_way = self._flights.get(key)
            flight = under_way or self._flights.setdefault(key, Future())
        if not under_way:
            self._fly(key, flight, load)
        return flight.result()

    def drop(self, key: K) -> None:
        """Forget `key`; what a load under way returns is not kept."""
        with self._lock:
            self._flights.pop(key, None)
            self._entries.pop(key, None)

    def clear(self) -> None:
        """Forget every key, each as `drop` does."""
        with self._lock:
            self._flights.clear()
            self._entries.clear()

    def __len__(self) -> int:
        """Return how many values are held, expired ones not asked for since included."""
        return len(self._entries)

    def _fresh(self, key: K) -> _Entry[V] | None:
        entry = self._entries.get(key)
        if entry and self._clock() >= entry.expires_at:
            del self._entries[key]
            return None
        if entry:
            self._entries.move_to_end(key)
        return entry

    def _keep(self, key: K, value: V) -> None:
        self._entries[key] = _Entry(value, self._clock() + self._ttl_seconds)
        self._entries.move_to_end(key)
        while len(self._entries) > self._max_items:
            self._entries.popitem(last=False)

    def _fly(self, key: K, flight: "Future[V]", load: Callable[[], V]) -> None:
        try:
            value = load()
        except BaseException as error:  # noqa: BLE001 - raised again by whoever asks the flight
            self._land(key, flight)
            flight.set_exception(error)
            return
        self._land(key, flight, value)
        flight.set_result(value)

    def _land(self, key: K, flight: "Future[V]", *values: V) -> None:
        with self._lock:
            # Dropped or put meanwhile: what was loaded may be older than that.
            if self._flights.get(key) is flight:
                del self._flights[key]
                for value in values:
                    self._keep(key, value)
