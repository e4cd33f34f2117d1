"""Looks at what selectors match, on a budget of time, calls and bytes; what it saw is kept."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from threading import Lock
from typing import Any, TypeVar

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
_SERIES_BYTES = 500
# With more series in the window than so many times those at its end, series come and go.
_STEADY = 1.2
_NUMBER_BYTES = 256 * 1024
_CACHE_SECONDS = 60.0
# Within one such slot a selector is taken to match the same series.
_SLOT_SECONDS = 300
_LIMIT_SINCE = (2, 51)  # older servers ignore `limit` on /series and send everything
_DENSITY_SECONDS = 600

V = TypeVar("V")


@dataclass(frozen=True, slots=True)
class Seen:
    """What a selector matches: how many series, which ones where they are few, or one of them.

    `series` is None where it could not be told, and the least there are with `at_least`. Where they
    come and go, only `at_once` of them are there at any one time.
    """

    series: int | None
    at_least: bool = False
    sets: LabelSets | None = None
    example: frozenset[tuple[str, str]] | None = None
    at_once: int | None = None

    @property
    def presence(self) -> float:
        """Return the share of the series that is there at any one time."""
        if not self.series or self.at_once is None:
            return 1.0
        return min(1.0, self.at_once / self.series)


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
    """Small requests about selectors; callers of the same one share it.

    Up to `most_series` are told apart even where they come and go.
    """

    def __init__(self, prometheus: Prometheus, servers: Servers, most_series: int = 30_000) -> None:
        self._prometheus = prometheus
        self._servers = servers
        self._most_series = most_series
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
        grouped = f"count {by} ({selector})"
        return self._told(self._groups, key, lambda: self._count(grouped, window, tenant, budget))

    def all_groups(
        self, selector: str, labels: Labels, window: Window, tenant: str, budget: Budget
    ) -> int | None:
        """Return the same of all that a selector matches in the window."""
        key = (tenant, selector, labels, *_slots(window))

        def ask() -> int:
            listed = self._series(selector, window, tenant, budget, self._most_series)
            return len(labels.kept(label_sets(listed)))

        return self._told(self._groups, key, ask)

    def interval_seconds(
        self, selector: str, seen: Seen, window: Window, tenant: str, budget: Budget
    ) -> float | None:
        """Return how far the samples of an example lie apart, None where it cannot be told."""
        if seen.example is None:
            return None
        labels = dict(seen.example)
        key = (tenant, labels.get(NAME_LABEL), labels.get("job"))

        def ask() -> float:
            times = self._sample_times(labels, window, tenant, budget)
            if len(times) < 2:  # it ended, but another may be there
                there = self._instant(f"topk(1, {selector})", window, tenant, budget)
                times = (
                    self._sample_times(there[0]["metric"], window, tenant, budget) if there else []
                )
            if len(times) < 2:
                raise TimedOutError("there are too few samples")
            return (times[-1] - times[0]) / (len(times) - 1)

        return self._told(self._intervals, key, ask)

    def _sample_times(
        self, labels: Mapping[str, str], window: Window, tenant: str, budget: Budget
    ) -> list[float]:
        matchers = ",".join(f"{_name(name)}={quoted(labels[name])}" for name in sorted(labels))
        samples = f"{{{matchers}}}[{_DENSITY_SECONDS}s]"
        found = self._instant(samples, window, tenant, budget)
        values = found[0].get("values", ()) if found else ()
        return [float(time) for time, _ in values]

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
            listed = self._series(selector, window, tenant, budget, LISTED_SERIES)
        except AnswerTooLargeError:
            return self._many(selector, window, tenant, budget, None)
        if len(listed) <= LISTED_SERIES:
            return _whole(listed)
        return self._many(selector, window, tenant, budget, next(iter(label_sets(listed[:1]))))

    def _counted(self, selector: str, window: Window, tenant: str, budget: Budget) -> Seen:
        """Count first, since all would be listed."""
        if self._count(selector, window, tenant, budget) > LISTED_SERIES:
            return self._many(selector, window, tenant, budget, None)
        return self._listed(selector, window, tenant, budget)

    def _many(
        self,
        selector: str,
        window: Window,
        tenant: str,
        budget: Budget,
        example: frozenset[tuple[str, str]] | None,
    ) -> Seen:
        """Count those at the window's end, and list the names of those in all of it."""
        at_end = 0
        try:
            at_end = self._count(selector, window, tenant, budget)
            if window.start_seconds == window.end_seconds or at_end > self._most_series:
                return Seen(at_end, False, None, example)
            series = len(self._series(selector, window, tenant, budget, self._most_series))
            if series > self._most_series:
                return Seen(series, True, None, example)
            if series <= _STEADY * at_end:
                return Seen(max(series, at_end), False, None, example)
            at_once = max(at_end, self._count_before(selector, window, tenant, budget))
            return Seen(series, False, None, example, at_once)
        except ProxyError:
            return Seen(max(LISTED_SERIES + 1, at_end), True, None, example)

    def _count_before(self, selector: str, window: Window, tenant: str, budget: Budget) -> int:
        """Return how many series there are at once at the window's begin, or in its middle."""
        start, end = window.start_seconds, window.end_seconds
        return max(
            self._count(selector, Window(time, time), tenant, budget)
            for time in (start, (start + end) / 2)
        )

    def _series(
        self, selector: str, window: Window, tenant: str, budget: Budget, most: int
    ) -> list[dict[str, str]]:
        """Return the label sets of `most` series, one more where there are more."""
        return self._prometheus.series(
            selector,
            tenant,
            budget.spend(),
            times=series_times(window),
            max_bytes=max(_LISTED_BYTES, most * _SERIES_BYTES),
            limit=most + 1,
        )

    def _count(self, vector: str, window: Window, tenant: str, budget: Budget) -> int:
        return int(self._number(f"count({vector})", window, tenant, budget) or 0)

    def _number(self, promql: str, window: Window, tenant: str, budget: Budget) -> float | None:
        result = self._instant(promql, window, tenant, budget)
        return float(result[0]["value"][1]) if result else None

    def _instant(self, promql: str, window: Window, tenant: str, budget: Budget) -> list[Any]:
        return self._prometheus.instant(
            promql,
            tenant,
            budget.spend(),
            time=f"{window.end_seconds:.3f}",
            max_bytes=_NUMBER_BYTES,
        )


def _whole(listed: list[dict[str, str]]) -> Seen:
    sets = label_sets(listed)
    return Seen(len(listed), False, sets, next(iter(sets), None))


def _slots(window: Window) -> tuple[int, int]:
    start, end = window.start_seconds, window.end_seconds
    return int(start // _SLOT_SECONDS), int(end // _SLOT_SECONDS)


def _name(label: str) -> str:
    return label if label.isascii() and label.isidentifier() else quoted(label)
