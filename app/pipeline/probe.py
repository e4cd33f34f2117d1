"""Counts the series that a selector matches, on a budget of time and bytes."""

import re
from collections.abc import Callable

from app.cache import Cache
from app.deadline import Deadline
from app.domain import SeriesCount, Window
from app.errors import ProxyError
from app.prometheus.client import AnswerTooLargeError, Params, Prometheus

_PROBE_SECONDS = 2.0
_PROBE_BYTES = 16 * 1024 * 1024
_CACHE_SECONDS = 60.0
# Within one such slot a selector is taken to match the same number of series.
_SLOT_SECONDS = 300
_LIMIT_SINCE = (2, 51)  # older servers ignore `limit` on /series and send everything


class Probe:
    """Series counts, cached; one probe at a time for one selector and time."""

    def __init__(self, prometheus: Prometheus) -> None:
        self._prometheus = prometheus
        self._counts: Cache[tuple[str, str, int, int, int], SeriesCount] = Cache(
            max_items=4096, ttl_seconds=_CACHE_SECONDS
        )
        self._versions: Cache[str, tuple[int, ...]] = Cache(max_items=64, ttl_seconds=600)

    def count(
        self, selector: str, window: Window, tenant: str, deadline: Deadline, *, at_most: int
    ) -> SeriesCount:
        """Return how many series match in the window: `at_most` + 1 stands for more than that.

        `series` is None when it could not be found out in time.
        """
        slot = (
            int(window.start_seconds // _SLOT_SECONDS),
            int(window.end_seconds // _SLOT_SECONDS),
        )
        key = (tenant, selector, *slot, at_most)
        bound = deadline.at_most(_PROBE_SECONDS)
        try:
            return self._counts.get_or_load(
                key, lambda: self._probe(selector, window, tenant, bound, at_most)
            )
        except ProxyError:
            return SeriesCount(selector, None)

    def _probe(
        self, selector: str, window: Window, tenant: str, deadline: Deadline, at_most: int
    ) -> SeriesCount:
        by_series = self._version(tenant, deadline) >= _LIMIT_SINCE
        count: Callable[..., int] = self._by_series if by_series else self._by_query
        try:
            series = count(selector, window, tenant, deadline, at_most)
        except AnswerTooLargeError:
            series = at_most + 1
        return SeriesCount(selector, min(series, at_most + 1), at_least=series > at_most)

    def _by_series(
        self, selector: str, window: Window, tenant: str, deadline: Deadline, at_most: int
    ) -> int:
        return len(
            self._prometheus.series(
                selector,
                tenant,
                deadline,
                times=_times(window),
                max_bytes=_PROBE_BYTES,
                limit=at_most + 1,
            )
        )

    def _by_query(
        self,
        selector: str,
        window: Window,
        tenant: str,
        deadline: Deadline,
        at_most: int,
    ) -> int:
        result = self._prometheus.instant(
            f"count({selector})",
            tenant,
            deadline,
            time=f"{window.end_seconds:.3f}",
            max_bytes=_PROBE_BYTES,
        )
        return int(float(result[0]["value"][1])) if result else 0

    def _version(self, tenant: str, deadline: Deadline) -> tuple[int, ...]:
        return self._versions.get_or_load(
            tenant, lambda: _numbers(self._prometheus.version(tenant, deadline))
        )


def _times(window: Window) -> Params:
    # The lookback of an instant selector reaches five minutes into the past.
    return (
        ("start", f"{window.start_seconds - _SLOT_SECONDS:.3f}"),
        ("end", f"{window.end_seconds:.3f}"),
    )


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(number) for number in re.findall(r"\d+", version)[:2])
