"""Whether a selector matches any series in a window: one small request, kept for a while."""

from app.cache import Cache
from app.deadline import Deadline
from app.domain import Window
from app.prometheus.client import AnswerTooLargeError, Prometheus
from app.prometheus.times import series_times

_CACHE_SECONDS = 60.0
_SECONDS = 2.0
# One series is far smaller. Servers before 2.51 know no limit and send all: that many are some.
_BYTES = 64 * 1024
# Within one such slot a selector is taken to match the same series.
_SLOT_SECONDS = 300


class Existence:
    """Asks with `limit=1`; callers of one selector and time share one request."""

    def __init__(self, prometheus: Prometheus) -> None:
        self._prometheus = prometheus
        self._known: Cache[tuple[str, str, int, int], bool] = Cache(
            max_items=4096, ttl_seconds=_CACHE_SECONDS
        )

    def holds(self, selector: str, window: Window, tenant: str, deadline: Deadline) -> bool:
        """Say whether any series matches between start and end; raises the client's errors."""
        slots = (
            int(window.start_seconds // _SLOT_SECONDS),
            int(window.end_seconds // _SLOT_SECONDS),
        )
        bound = deadline.at_most(_SECONDS)
        return self._known.get_or_load(
            (tenant, selector, *slots), lambda: self._ask(selector, window, tenant, bound)
        )

    def _ask(self, selector: str, window: Window, tenant: str, deadline: Deadline) -> bool:
        try:
            found = self._prometheus.series(
                selector,
                tenant,
                deadline,
                times=series_times(window),
                max_bytes=_BYTES,
                limit=1,
            )
        except AnswerTooLargeError:
            return True
        return bool(found)
