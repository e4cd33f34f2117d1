"""Looks at what selectors match, on a budget of time, calls and bytes; what it saw is kept."""

from collections.abc import Callable
from dataclasses import dataclass, field
from math import inf, isfinite
from threading import Lock
from typing import TypeVar

from app.cache import Cache
from app.catalogue.labels import NAME_LABEL
from app.deadline import Deadline
from app.domain import Window
from app.errors import ProxyError, TimedOutError
from app.pipeline.cost.label_sets import Labels, LabelSets, label_sets
from app.pipeline.tokens import quoted
from app.prometheus.client import AnswerTooLargeError, Prometheus
from app.prometheus.server import Servers
from app.prometheus.times import series_times

LISTED_SERIES = 2_000
_LISTED_BYTES = 4 * 1024 * 1024
_NUMBER_BYTES = 256 * 1024
_CACHE_SECONDS = 60.0
# Within one such slot a selector is taken to match the same series.
_SLOT_SECONDS = 300
_LIMIT_SINCE = (2, 51)  # older servers ignore `limit` on /series and send everything
_DENSITY_SECONDS = 600
_LATELY_SECONDS = 120
_SPARSE = 2

V = TypeVar("V")


@dataclass(frozen=True, slots=True)
class Seen:
    """What a selector matches: how many series, which ones where they are few, or one of them.

    `series` is None where it could not be told, and the least there are with `at_least`.
    """

    series: int | None
    at_least: bool = False
    sets: LabelSets | None = None
    example: frozenset[tuple[str, str]] | None = None


@dataclass
class Budget:
    """What one estimate may take: so many requests, until a deadline."""

    deadline: Deadline
    requests: int
    _lock: Lock = field(default_factory=Lock)

    def spend(self) -> Deadline:
        """Take one request; raises `TimedOutError` where nothing is left."""
        with self._lock:
            if self.requests <= 0 or self.deadline.passed:
                raise TimedOutError("finding out the cost takes too long")
            self.requests -= 1
        return self.deadline


class Probe:
    """Small requests about selectors; callers of the same one share it."""

    def __init__(self, prometheus: Prometheus, servers: Servers) -> None:
        self._prometheus = prometheus
        self._servers = servers
        self._seen: Cache[object, Seen] = Cache(4096, _CACHE_SECONDS)
        self._groups: Cache[object, int] = Cache(4096, _CACHE_SECONDS)
        self._intervals: Cache[object, float] = Cache(4096, 10 * _CACHE_SECONDS)

    def look(self, selector: str, window: Window, tenant: str, budget: Budget) -> Seen:
        """Return what a selector matches in the window; never raises for what cannot be told."""

        def ask() -> Seen:
            if self._servers.of(tenant, budget.deadline).has(_LIMIT_SINCE):
                return self._listed(selector, window, tenant, budget)
            return self._counted(selector, window, tenant, budget)

        try:
            return self._seen.get_or_load((tenant, selector, *_slots(window)), ask)
        except ProxyError:
            return Seen(None)

    def groups(
        self, selector: str, labels: Labels, window: Window, tenant: str, budget: Budget
    ) -> int | None:
        """Return into how many groups labels divide what a selector matches at the end."""
        by = (
            f"{'by' if labels.named else 'without'} ({', '.join(map(_name, sorted(labels.names)))})"
        )
        key = (tenant, selector, by, *_slots(window))
        grouped = f"count(count {by} ({selector}))"
        return self._told(
            self._groups, key, lambda: int(self._number(grouped, window, tenant, budget) or 0)
        )

    def interval_seconds(
        self, seen: Seen, usual_seconds: float, window: Window, tenant: str, budget: Budget
    ) -> float | None:
        """Return how far the samples of an example lie apart, None where it cannot be told."""
        if seen.example is None:
            return None
        labels = dict(seen.example)
        key = (tenant, labels.get(NAME_LABEL), labels.get("job"))
        matchers = ",".join(f"{_name(name)}={quoted(labels[name])}" for name in sorted(labels))
        selector = f"{{{matchers}}}"

        def ask() -> float:
            apart = self._apart(selector, _DENSITY_SECONDS, window, tenant, budget)
            if apart > _SPARSE * usual_seconds:  # or else it began a moment ago
                apart = min(apart, self._apart(selector, _LATELY_SECONDS, window, tenant, budget))
            if not isfinite(apart):
                raise TimedOutError("the example has no samples there")
            return apart

        return self._told(self._intervals, key, ask)

    def _apart(
        self, selector: str, seconds: int, window: Window, tenant: str, budget: Budget
    ) -> float:
        counted = f"count_over_time({selector}[{seconds}s])"
        samples = self._number(counted, window, tenant, budget) or 0
        return seconds / samples if samples >= 1 else inf

    def largest(
        self, selector: str, label: str, window: Window, tenant: str, budget: Budget
    ) -> int | None:
        """Return how many series the largest group by one label has at the end."""
        promql = f"max(count by ({_name(label)}) ({selector}))"
        key = (tenant, promql, *_slots(window))
        return self._told(
            self._groups, key, lambda: int(self._number(promql, window, tenant, budget) or 0)
        )

    def _told(self, cache: Cache[object, V], key: object, ask: Callable[[], V]) -> V | None:
        try:
            return cache.get_or_load(key, ask)
        except ProxyError:
            return None

    def _listed(self, selector: str, window: Window, tenant: str, budget: Budget) -> Seen:
        try:
            listed = self._series(selector, window, tenant, budget)
        except AnswerTooLargeError:
            return self._large(selector, window, tenant, budget, None)
        if len(listed) <= LISTED_SERIES:
            return _whole(listed)
        return self._large(selector, window, tenant, budget, next(iter(label_sets(listed[:1]))))

    def _large(
        self,
        selector: str,
        window: Window,
        tenant: str,
        budget: Budget,
        example: frozenset[tuple[str, str]] | None,
    ) -> Seen:
        try:
            number = int(self._number(f"count({selector})", window, tenant, budget) or 0)
        except ProxyError:
            number = 0
        known = number > LISTED_SERIES
        return Seen(number if known else LISTED_SERIES + 1, not known, None, example)

    def _counted(self, selector: str, window: Window, tenant: str, budget: Budget) -> Seen:
        """Count first, since all would be listed; what ended before the window's end is missed."""
        number = int(self._number(f"count({selector})", window, tenant, budget) or 0)
        if number > LISTED_SERIES:
            return Seen(number)
        try:
            return _whole(self._series(selector, window, tenant, budget))
        except AnswerTooLargeError:
            return Seen(number, at_least=True)

    def _series(
        self, selector: str, window: Window, tenant: str, budget: Budget
    ) -> list[dict[str, str]]:
        return self._prometheus.series(
            selector,
            tenant,
            budget.spend(),
            times=series_times(window),
            max_bytes=_LISTED_BYTES,
            limit=LISTED_SERIES + 1,
        )

    def _number(self, promql: str, window: Window, tenant: str, budget: Budget) -> float | None:
        result = self._prometheus.instant(
            promql,
            tenant,
            budget.spend(),
            time=f"{window.end_seconds:.3f}",
            max_bytes=_NUMBER_BYTES,
        )
        return float(result[0]["value"][1]) if result else None


def _whole(listed: list[dict[str, str]]) -> Seen:
    sets = label_sets(listed)
    return Seen(len(listed), False, sets, next(iter(sets), None))


def _slots(window: Window) -> tuple[int, int]:
    start, end = window.start_seconds, window.end_seconds
    return int(start // _SLOT_SECONDS), int(end // _SLOT_SECONDS)


def _name(label: str) -> str:
    return label if label.isascii() and label.isidentifier() else quoted(label)
