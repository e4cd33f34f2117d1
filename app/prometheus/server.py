"""What this Prometheus is: its version and how long it keeps samples."""

import re
from dataclasses import dataclass

from app.cache import Cache
from app.deadline import Deadline
from app.errors import ProxyError
from app.prometheus.client import Prometheus
from app.prometheus.durations import duration_seconds

_CACHE_SECONDS = 600.0
_MAX_BYTES = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Server:
    """`version` is (major, minor), empty where the server is no Prometheus that tells one.

    `retention_seconds` is None where the server does not tell how long it keeps samples.
    """

    version: tuple[int, ...] = ()
    retention_seconds: float | None = None

    def has(self, since: tuple[int, int]) -> bool:
        """Say whether the version is known, and `since` or newer."""
        return self.version >= since


class Servers:
    """The server of each tenant, asked once in ten minutes; safe to share between threads."""

    def __init__(self, prometheus: Prometheus) -> None:
        self._prometheus = prometheus
        self._servers: Cache[str, Server] = Cache(max_items=64, ttl_seconds=_CACHE_SECONDS)

    def of(self, tenant: str, deadline: Deadline) -> Server:
        """Return what the server tells about itself; raises the client's errors."""
        return self._servers.get_or_load(tenant, lambda: self._ask(tenant, deadline))

    def _ask(self, tenant: str, deadline: Deadline) -> Server:
        version = _numbers(self._prometheus.version(tenant, deadline))
        return Server(version, self._retention_seconds(tenant, deadline))

    def _retention_seconds(self, tenant: str, deadline: Deadline) -> float | None:
        try:
            told = self._prometheus.get(
                "status/runtimeinfo", [], tenant, deadline, max_bytes=_MAX_BYTES
            )
        except ProxyError:
            return None  # compatible servers have no such page
        return _retention(str(told.get("storageRetention", ""))) if isinstance(told, dict) else None


def _retention(text: str) -> float | None:
    """Read `15d`, `2w`, or `15d or 1GiB`, where the size may come first."""
    lengths = [duration_seconds(part.strip()) for part in text.split(" or ")]
    return max(lengths, default=0) or None


def _numbers(version: str) -> tuple[int, ...]:
    numbers = tuple(int(number) for number in re.findall(r"\d+", version)[:2])
    # Thanos, for one, counts its own versions from 0.
    return numbers if numbers[:1] >= (2,) else ()
