"""Whether the server itself takes a query: what parses here is not yet what runs there."""

from app.cache import Cache
from app.deadline import Deadline
from app.domain import Problem, Severity
from app.errors import ProxyError
from app.prometheus.client import NoSuchPathError, Prometheus, UpstreamRefusedError

_SECONDS = 2.0
_CACHE_SECONDS = 300.0
_MAX_BYTES = 256 * 1024
_NOT_FOUND = (404, 405)
_REFUSED = (400, 422)


class ServerCheck:
    """Asks `format_query`, where the server has it (Prometheus since 2.38); evaluates nothing."""

    def __init__(self, prometheus: Prometheus) -> None:
        self._prometheus = prometheus
        self._said: Cache[tuple[str, str], tuple[Problem, ...]] = Cache(1024, _CACHE_SECONDS)

    def check(self, promql: str, tenant: str, deadline: Deadline) -> tuple[Problem, ...]:
        """Return what the server finds wrong with a query without placeholders."""
        bound = deadline.at_most(_SECONDS)
        try:
            return self._said.get_or_load(
                (tenant, promql), lambda: self._ask(promql, tenant, bound)
            )
        except ProxyError as error:
            short = f"Prometheus could not be asked whether it can read the query: {error}"
            return (Problem("syntax", Severity.WARNING, "", short),)

    def try_out(
        self, promql: str, time_seconds: float, tenant: str, deadline: Deadline
    ) -> tuple[Problem, ...]:
        """Return why the server cannot evaluate a query at one time: only so matching is known.

        What cannot be told in a moment, or is much, is no finding.
        """
        bound = deadline.at_most(_SECONDS)
        time = f"{time_seconds:.3f}"
        params = [("query", promql), ("time", time), ("timeout", f"{_SECONDS:.0f}s")]
        try:
            self._prometheus.get("query", params, tenant, bound, max_bytes=_MAX_BYTES)
        except UpstreamRefusedError as error:
            if error.upstream_status in _REFUSED and error.upstream_type != "timeout":
                said = f"Prometheus cannot evaluate it: {error}"
                return (Problem("execution", Severity.ERROR, promql[:200], said),)
        except ProxyError:
            pass
        return ()

    def _ask(self, promql: str, tenant: str, deadline: Deadline) -> tuple[Problem, ...]:
        params = [("query", promql)]
        try:
            self._prometheus.get("format_query", params, tenant, deadline, max_bytes=_MAX_BYTES)
        except UpstreamRefusedError as error:
            if error.upstream_type != "bad_data" or error.upstream_status in _NOT_FOUND:
                return ()
            said = f"Prometheus cannot read it: {error}"
            return (Problem("syntax", Severity.ERROR, promql[:200], said),)
        except NoSuchPathError:
            return ()
        return ()
