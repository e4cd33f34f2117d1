"""How often this Prometheus scrapes, which decides how wide a rate window must be."""

from app.cache import Cache
from app.deadline import Deadline
from app.errors import ProxyError
from app.prometheus.client import Prometheus
from app.prometheus.durations import duration_seconds

_DEFAULT_SECONDS = 15.0
_PROBE_SECONDS = 2.0
_MAX_BYTES = 32 * 1024 * 1024


class ScrapeInterval:
    """The operator's setting, else the longest among the active targets, else 15 s."""

    def __init__(self, prometheus: Prometheus, setting_seconds: float | None) -> None:
        self._prometheus = prometheus
        self._setting_seconds = setting_seconds
        self._known: Cache[str, tuple[float, float]] = Cache(max_items=64, ttl_seconds=300)

    def seconds(self, tenant: str, deadline: Deadline) -> float:
        """Return the scrape interval in seconds: of several the longest."""
        return self._both(tenant, deadline)[1]

    def shortest_seconds(self, tenant: str, deadline: Deadline) -> float:
        """Return the shortest scrape interval in seconds."""
        return self._both(tenant, deadline)[0]

    def _both(self, tenant: str, deadline: Deadline) -> tuple[float, float]:
        if self._setting_seconds is not None:
            return self._setting_seconds, self._setting_seconds
        bound = deadline.at_most(_PROBE_SECONDS)
        return self._known.get_or_load(tenant, lambda: self._ask(tenant, bound))

    def _ask(self, tenant: str, deadline: Deadline) -> tuple[float, float]:
        try:
            targets = self._prometheus.targets(tenant, deadline, max_bytes=_MAX_BYTES)
        except ProxyError:
            targets = []  # a server without scrape targets, or one that hides them
        told = (duration_seconds(str(target.get("scrapeInterval", ""))) for target in targets)
        intervals = [seconds for seconds in told if seconds > 0] or [_DEFAULT_SECONDS]
        return min(intervals), max(intervals)
