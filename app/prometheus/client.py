"""Small bounded questions to the upstream Prometheus: names, labels, series, instant values."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

import orjson
import requests
from requests.adapters import HTTPAdapter

from app.deadline import Deadline
from app.errors import ProxyError, TimedOutError, UnavailableError

Params = Sequence[tuple[str, str]]

_CHUNK_BYTES = 64 * 1024


class UpstreamRefusedError(ProxyError):
    """Prometheus answered, and the answer is an error of its own (400, 422, …)."""

    status = 422
    error_type = "execution"

    def __init__(self, upstream_status: int, upstream_type: str, message: str) -> None:
        super().__init__(message)
        self.upstream_status = upstream_status
        self.upstream_type = upstream_type


class AnswerTooLargeError(ProxyError):
    """The answer went over the bound that the caller set; nothing of it was kept."""

    status = 422
    error_type = "execution"


def _session() -> requests.Session:
    session = requests.Session()
    session.trust_env = False
    adapter = HTTPAdapter(pool_connections=4, pool_maxsize=32, max_retries=0)
    session.mount("http://", adapter)
    session.mount("https://", adapter)
    return session


@dataclass(frozen=True)
class Prometheus:
    """The upstream's HTTP API, one method an endpoint; safe to share between threads.

    Raises `UpstreamRefusedError` when Prometheus says no, `TimedOutError` and `UnavailableError`
    when it does not say anything, `AnswerTooLargeError` past `max_bytes`.
    """

    base_url: str
    tenant_header: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    connect_timeout_seconds: float = 3.0
    session: requests.Session = field(default_factory=_session)

    def metadata(
        self, tenant: str, deadline: Deadline, *, max_bytes: int
    ) -> Mapping[str, Sequence[Mapping[str, str]]]:
        """Return metric family name → list of {type, help, unit}, as the targets declare them."""
        found: Mapping[str, Sequence[Mapping[str, str]]] = self.get(
            "metadata", [], tenant, deadline, max_bytes=max_bytes
        )
        return found

    def label_names(
        self,
        match: str,
        tenant: str,
        deadline: Deadline,
        *,
        times: Params = (),
        max_bytes: int,
        limit: int | None = None,
    ) -> list[str]:
        """Return the label names of the series that `match` selects."""
        params = [("match[]", match), *times, *_limit(limit)]
        names: list[str] = self.get("labels", params, tenant, deadline, max_bytes=max_bytes)
        return names

    def label_values(
        self,
        label: str,
        tenant: str,
        deadline: Deadline,
        *,
        match: str | None = None,
        times: Params = (),
        max_bytes: int,
        limit: int | None = None,
    ) -> list[str]:
        """Return the values of one label, of all series or of those that `match` selects.

        `limit` is a hint: servers before 2.51 ignore it.
        """
        params = [*([("match[]", match)] if match else []), *times, *_limit(limit)]
        values: list[str] = self.get(
            f"label/{quote(label, safe='')}/values", params, tenant, deadline, max_bytes=max_bytes
        )
        return values

    def series(
        self,
        match: str,
        tenant: str,
        deadline: Deadline,
        *,
        times: Params = (),
        max_bytes: int,
        limit: int | None = None,
    ) -> list[dict[str, str]]:
        """Return the label sets of the series that `match` selects; reads no samples."""
        params = [("match[]", match), *times, *_limit(limit)]
        found: list[dict[str, str]] = self.get(
            "series", params, tenant, deadline, max_bytes=max_bytes
        )
        return found

    def instant(
        self, promql: str, tenant: str, deadline: Deadline, *, time: str | None, max_bytes: int
    ) -> list[Any]:
        """Return the result of an instant query that yields a vector: [{metric, value}, …]."""
        params = [
            ("query", promql),
            *([("time", time)] if time else []),
            ("timeout", f"{max(1, round(deadline.remaining_seconds))}s"),
        ]
        data = self.get("query", params, tenant, deadline, max_bytes=max_bytes)
        result: list[Any] = data["result"]
        return result

    def targets(self, tenant: str, deadline: Deadline, *, max_bytes: int) -> list[dict[str, Any]]:
        """Return the active targets, each with its `scrapeInterval`."""
        data = self.get("targets", [("state", "active")], tenant, deadline, max_bytes=max_bytes)
        active: list[dict[str, Any]] = data["activeTargets"]
        return active

    def version(self, tenant: str, deadline: Deadline) -> str:
        """Return the server's own version, such as `2.42.0+ds`."""
        info = self.get("status/buildinfo", [], tenant, deadline, max_bytes=_CHUNK_BYTES)
        if not isinstance(info, dict) or "version" not in info:
            raise UnavailableError("Prometheus does not tell its version")
        return str(info["version"])

    def get(
        self, path: str, params: Params, tenant: str, deadline: Deadline, *, max_bytes: int
    ) -> Any:
        """Return `data` of one API call, `path` being below `/api/v1/`."""
        url = f"{self.base_url.rstrip('/')}/api/v1/{path}"
        headers = dict(self.headers)
        if self.tenant_header and tenant:
            headers[self.tenant_header] = tenant
        wait = max(0.05, deadline.remaining_seconds)
        try:
            with self.session.get(
                url,
                params=list(params),
                headers=headers,
                timeout=(min(self.connect_timeout_seconds, wait), wait),
                stream=True,
                allow_redirects=False,
            ) as response:
                body = _read(response, deadline, max_bytes)
                return _data(response.status_code, body)
        except requests.Timeout as error:
            raise TimedOutError(f"Prometheus did not answer {path} in time") from error
        except requests.RequestException as error:
            raise UnavailableError(
                f"Prometheus cannot be reached ({type(error).__name__}): check PROMETHEUS_URL"
            ) from error


def _limit(limit: int | None) -> Iterable[tuple[str, str]]:
    return [] if limit is None else [("limit", str(limit))]


def _read(response: requests.Response, deadline: Deadline, max_bytes: int) -> bytes:
    read = bytearray()
    for chunk in response.iter_content(_CHUNK_BYTES):
        read += chunk
        if len(read) > max_bytes:
            raise AnswerTooLargeError(f"the answer is larger than {max_bytes} bytes")
        if deadline.passed:
            raise TimedOutError("Prometheus did not finish its answer in time")
    return bytes(read)


def _data(status: int, body: bytes) -> Any:
    try:
        envelope = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise UnavailableError(
            f"Prometheus answered {status} with something that is not JSON"
        ) from error
    if not isinstance(envelope, dict) or envelope.get("status") not in ("success", "error"):
        raise UnavailableError(f"Prometheus answered {status} with an unknown JSON shape")
    if envelope["status"] == "error":
        raise UpstreamRefusedError(
            status, str(envelope.get("errorType", "")), str(envelope.get("error", ""))
        )
    return envelope.get("data")
