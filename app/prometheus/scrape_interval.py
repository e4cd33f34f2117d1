"""How often this Prometheus scrapes, which decides how wide a rate window must be."""

import re

from app.cache import Cache
from app.deadline import Deadline
from app.errors import ProxyError
from app.prometheus.client import Prometheus

_DEFAULT_SECONDS = 15.0
_PROBE_SECONDS = 2.0
_MAX_BYTES = 32 * 1024 * 1024
_UNIT_SECONDS = {
    "ms": 0.001,
    "s": 1,
    "m": 60,
    "h": 3600,
    "d": 86_400,
    "w": 604_800,
    "y": 31_536_000,
}
_PART = re.compile(r"(\d+)(ms|[smhdwy])")


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


def duration_seconds(text: str) -> float:
    """Return a Prometheus duration such as `1m30s` in seconds, 0 where it is none."""
    parts = _PART.findall(text)
    if "".join(number + unit for number, unit in parts) != text:
        return 0.0
    return sum(int(number) * _UNIT_SECONDS[unit] for number, unit in parts)
