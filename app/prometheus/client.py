"""Small bounded questions to the upstream Prometheus: names, labels, series, instant values."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import quote, urlencode

import orjson

from app.deadline import Deadline
from app.errors import ProxyError, UnavailableError
from app.prometheus.forward import Request, Upstream, UpstreamAnswer
from app.prometheus.patience import Patience
from app.prometheus.routes import PREFIX

Params = Sequence[tuple[str, str]]
Shape = TypeVar("Shape", list[Any], dict[str, Any])

_CHUNK_BYTES = 64 * 1024
# As text: Prometheus itself says 404, VictoriaMetrics 400.
_NO_SUCH_PATH = (400, 404, 405)


class UpstreamRefusedError(ProxyError):
    """Prometheus answered, and the answer is an error of its own (400, 422, …)."""

    status = 422
    error_type = "execution"

    def __init__(self, upstream_status: int, upstream_type: str, message: str) -> None:
        super().__init__(message)
        self.upstream_status = upstream_status
        self.upstream_type = upstream_type


class NoSuchPathError(UnavailableError):
    """The server answers otherwise, and has no such path."""


class AnswerTooLargeError(ProxyError):
    """The answer went over the bound that the caller set; nothing of it was kept."""

    status = 422
    error_type = "execution"


@dataclass(frozen=True)
class Prometheus:
    """The upstream's HTTP API, one method an endpoint; safe to share between threads.

    Raises `UpstreamRefusedError` when Prometheus says no, `TimedOutError` and `UnavailableError`
    when it does not say anything, `AnswerTooLargeError` past `max_bytes`.
    """

    upstream: Upstream
    tenant_header: str | None = None

    def metadata(
        self, tenant: str, deadline: Deadline, *, max_bytes: int
    ) -> Mapping[str, Sequence[Mapping[str, str]]]:
        """Return metric family name → list of {type, help, unit}, as the targets declare them."""
        data = self.get("metadata", [], tenant, deadline, max_bytes=max_bytes)
        return _shaped(dict, data)

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
        return _shaped(list, self.get("labels", params, tenant, deadline, max_bytes=max_bytes))

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
        path = f"label/{quote(label, safe='')}/values"
        return _shaped(list, self.get(path, params, tenant, deadline, max_bytes=max_bytes))

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
        return _shaped(list, self.get("series", params, tenant, deadline, max_bytes=max_bytes))

    def instant(
        self, promql: str, tenant: str, deadline: Deadline, *, time: str | None, max_bytes: int
    ) -> list[Any]:
        """Return the result of an instant query: [{metric, value}, …], or values for a range."""
        params = [
            ("query", promql),
            *([("time", time)] if time else []),
            ("timeout", f"{max(1, round(deadline.remaining_seconds))}s"),
        ]
        data = self.get("query", params, tenant, deadline, max_bytes=max_bytes)
        return _shaped(list, _shaped(dict, data).get("result"))

    def targets(self, tenant: str, deadline: Deadline, *, max_bytes: int) -> list[dict[str, Any]]:
        """Return the active targets, each with its `scrapeInterval`."""
        data = self.get("targets", [("state", "active")], tenant, deadline, max_bytes=max_bytes)
        return _shaped(list, _shaped(dict, data).get("activeTargets"))

    def version(self, tenant: str, deadline: Deadline) -> str:
        """Return Prometheus' own version, such as `2.42.0+ds`; "" for a server of another kind."""
        info = self.get("status/buildinfo", [], tenant, deadline, max_bytes=_CHUNK_BYTES)
        if not isinstance(info, dict) or "version" not in info:
            raise UnavailableError("Prometheus does not tell its version")
        # VictoriaMetrics tells a version and nothing else, Mimir its own and what it is.
        ours = "goVersion" in info and "application" not in info
        return str(info["version"]) if ours else ""

    def get(
        self, path: str, params: Params, tenant: str, deadline: Deadline, *, max_bytes: int
    ) -> Any:
        """Return `data` of one API call, `path` being below `/api/v1/`."""
        headers = [("Accept-Encoding", "gzip"), ("User-Agent", "prometheus-llm-proxy")]
        if self.tenant_header and tenant:
            headers.append((self.tenant_header, tenant))
        request = Request("GET", f"{PREFIX}{path}", urlencode(params) or None, headers)
        answer = self.upstream.send(request, Patience.until(deadline))
        return _data(answer.status, _whole(answer, max_bytes))


def _limit(limit: int | None) -> Iterable[tuple[str, str]]:
    return [] if limit is None else [("limit", str(limit))]


def _shaped(kind: type[Shape], data: Any) -> Shape:
    """Return what Prometheus answered, if it is of the kind that its API promises."""
    if not isinstance(data, kind):
        raise UnavailableError("Prometheus answered with an unknown JSON shape")
    return data


def _whole(answer: UpstreamAnswer, max_bytes: int) -> bytes:
    read = answer.read_decoded(max_bytes + 1)
    if len(read) > max_bytes:
        raise AnswerTooLargeError(f"the answer is larger than {max_bytes} bytes")
    return read


def _data(status: int, body: bytes) -> Any:
    try:
        envelope = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        kind = NoSuchPathError if status in _NO_SUCH_PATH else UnavailableError
        raise kind(f"Prometheus answered {status} with something that is not JSON") from error
    if not isinstance(envelope, dict) or envelope.get("status") not in ("success", "error"):
        raise UnavailableError(f"Prometheus answered {status} with an unknown JSON shape")
    if envelope["status"] == "error":
        raise UpstreamRefusedError(
            status, str(envelope.get("errorType", "")), str(envelope.get("error", ""))
        )
    return envelope.get("data")
