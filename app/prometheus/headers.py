"""Which headers cross the proxy: those of the two ends, not those of a connection or of Grafana."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

from app.errors import UnavailableError

Headers = Iterable[tuple[str, str]]

_HOP_BY_HOP = frozenset(
    "connection keep-alive proxy-authenticate proxy-authorization proxy-connection te trailer"
    " transfer-encoding upgrade".split()
)
# Said anew for each connection.
_OURS = _HOP_BY_HOP | {"host", "content-length", "expect"}
_NOT_UPSTREAM = _OURS | {"cookie", "x-llm-proxy-hops"}
# Whoever logs in to Grafana; they stay here unless a setting says so.
_CREDENTIALS = frozenset({"authorization", "x-id-token"})
# Grafana tells about its user and dashboard; Prometheus has no use for it.
_GRAFANA = re.compile(r"(?:x-grafana-|x-datasource-|x-dashboard-|x-panel-|x-rule-|fromalert)")
# How often a request passed a proxy of ours: more often than any chain of them is long, and it goes
# round and round. (`Via` says as much, but makes servers such as nginx leave out compression.)
_HOPS = "X-LLM-Proxy-Hops"
_MAX_HOPS = 3
_COUNTS = frozenset(map(str, range(_MAX_HOPS + 1)))
_NOT_DOWNSTREAM = _HOP_BY_HOP | {"date", "server"}  # ours are sent by the WSGI server


def received(environ: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield the headers of a WSGI request; repeated ones come as one, joined by commas."""
    for key, value in environ.items():
        if name := _wire_name(key):
            yield name, value


def upstream_headers(
    headers: Headers, *, forward_authorization: bool = False, tenant_header: str | None = None
) -> list[tuple[str, str]]:
    """Return the headers of a request that go to Prometheus.

    `Connection` cannot take the tenant off again, which somebody in front may have set.
    """
    pairs = list(headers)
    named = named_in_connection(pairs) - {(tenant_header or "").lower()}
    return [
        (name, value)
        for name, value in pairs
        if _goes_upstream(name, forward_authorization) and name.lower() not in named
    ]


def is_ours(name: str) -> bool:
    """Say whether a header is said anew for each connection, so that nobody else can set it."""
    return name.lower() in _OURS


def one_hop_more(headers: Headers) -> tuple[str, str]:
    """Return the header that counts the proxies; raises `UnavailableError` in a loop."""
    told = next((value for name, value in headers if name.lower() == _HOPS.lower()), "")
    hops = int(told) if told in _COUNTS else 0
    if hops >= _MAX_HOPS:
        raise UnavailableError("PROMETHEUS_URL leads back to this proxy: name the Prometheus")
    return _HOPS, str(hops + 1)


def downstream_headers(headers: Sequence[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """Return the headers of an answer that go to the client."""
    named = named_in_connection(headers)
    return tuple(
        (name, value)
        for name, value in headers
        if _goes_downstream(name) and name.lower() not in named
    )


def named_in_connection(headers: Headers) -> frozenset[str]:
    """Return the headers that `Connection` says are for the next hop only, in lower case."""
    values = [value for name, value in headers if name.lower() == "connection"]
    if not values:
        return frozenset()
    return frozenset(name.strip().lower() for name in ",".join(values).split(","))


# The same few names come with every request; the bound keeps invented ones from piling up.
@lru_cache(maxsize=512)
def _wire_name(key: str) -> str | None:
    if key == "CONTENT_TYPE":
        return "Content-Type"
    return key[5:].replace("_", "-").title() if key.startswith("HTTP_") else None


@lru_cache(maxsize=512)
def _goes_upstream(name: str, forward_authorization: bool) -> bool:
    lower = name.lower()
    if lower in _CREDENTIALS:
        return forward_authorization
    return lower not in _NOT_UPSTREAM and not _GRAFANA.match(lower)


@lru_cache(maxsize=512)
def _goes_downstream(name: str) -> bool:
    return name.lower() not in _NOT_DOWNSTREAM
