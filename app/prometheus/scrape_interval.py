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
        self._seconds: Cache[str, float] = Cache(max_items=64, ttl_seconds=300)

    def seconds(self, tenant: str, deadline: Deadline) -> float:
        """Return the scrape interval in seconds."""
        if self._setting_seconds is not None:
            return self._setting_seconds
        bound = deadline.at_most(_PROBE_SECONDS)
        return self._seconds.get_or_load(tenant, lambda: self._longest(tenant, bound))

    def _longest(self, tenant: str, deadline: Deadline) -> float:
        try:
            targets = self._prometheus.targets(tenant, deadline, max_bytes=_MAX_BYTES)
        except ProxyError:
            return _DEFAULT_SECONDS  # a server without scrape targets, or one that hides them
        intervals = [duration_seconds(str(target.get("scrapeInterval", ""))) for target in targets]
        return max((seconds for seconds in intervals if seconds > 0), default=_DEFAULT_SECONDS)
