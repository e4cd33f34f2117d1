"""No spelling of a path reaches what Prometheus guards: the watch stands at its own door."""

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import unquote_to_bytes

import pytest
import requests
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.prometheus.routes import ROUTES, Access
from scripts.processes import Server
from tests import servers
from tests.functional.arrivals import Arrival
from tests.functional.relay import Relay, relay
from tests.functional.wire import asked, connected, get

pytestmark = [pytest.mark.prometheus, pytest.mark.gunicorn]

METHODS = ("GET", "POST", "PUT", "DELETE")
SPELLINGS = (
    "/api/v1/%2561dmin/tsdb/snapshot",
    "/api/v1/query/%2e%2e/admin/tsdb/snapshot",
    "/api/v1/query/../admin/tsdb/snapshot",
    "/api/v1/./admin/tsdb/snapshot",
    "/%252d/reload",
    "/x/%2e%2e/-/reload",
    "/-/reload",
    "/-/quit",
    "/api/v1/admin/tsdb/snapshot",
    "/api/v1/label/x/../../admin/tsdb/snapshot",
    "/api/v1/label/..%2f..%2fadmin%2ftsdb%2fsnapshot/values",
    "/api/v1/label/%2e%2e/values/../../../admin/tsdb/snapshot",
    "//api/v1/admin/tsdb/snapshot",
    "/api/v1/query;/../admin/tsdb/snapshot",
    "/api/v1/query%00/../../-/quit",
    "/api\\v1\\admin\\tsdb\\snapshot",
    "/api/v1/query/%c0%ae%c0%ae/admin/tsdb/snapshot",
    "http://x/-/reload",
    "http://x/api/v1/query/../../../-/quit",
    "http://x/api/v1/query?/../../../-/quit",
    "http://x/-/quit#/api/v1/query",
    "/-/quit?/api/v1/query",
)


@pytest.fixture(scope="module")
def before(upstream: Server, http: requests.Session) -> "State":
    return _state(http, upstream)


@pytest.fixture(scope="module")
def before_of_3(prometheus_3: Server, http: requests.Session) -> "State":
    return _state(http, prometheus_3)


@pytest.fixture(scope="module")
def watched(upstream: Server) -> Iterator[Relay]:
    with relay(upstream) as between:
        yield between


@pytest.fixture(scope="module")
def proxy(watched: Relay) -> Iterator[Server]:
    with servers.gunicorn_proxy({"PROMETHEUS_URL": watched.url}) as server:
        yield server


@pytest.fixture(scope="module")
def proxy_of_3(prometheus_3: Server) -> Iterator[tuple[Server, Relay]]:
    with (
        relay(prometheus_3) as between,
        servers.gunicorn_proxy({"PROMETHEUS_URL": between.url}) as server,
    ):
        yield server, between


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("target", SPELLINGS)
def test_a_spelling_that_passed_a_deny_list_is_refused(
    target: str, method: str, proxy: Server, watched: Relay
) -> None:
    watched.forget()
    answer = asked(proxy, get(target, method=method))
    arrived = watched.received
    if target.startswith("http://x/api/v1/query?") and method in ("GET", "POST"):
        assert [arrival.path for arrival in arrived] == ["/api/v1/query"]
    else:
        assert arrived == []
        assert answer.error[0] in (400, 404, 405)


def test_the_server_is_as_it_was(
    before: "State", proxy: Server, upstream: Server, http: requests.Session
) -> None:
    for target in SPELLINGS:
        asked(proxy, get(target, method="POST"))
    assert _state(http, upstream) == before


def test_the_watch_sees_what_passes_the_proxy_by(watched: Relay, http: requests.Session) -> None:
    watched.forget()
    http.get(f"{watched.url}/debug/pprof/cmdline", timeout=10)
    assert [_guarded(arrival) for arrival in watched.received] == [True]


# What a client may write in place of a character, until it is no longer the same one.
def _spelt(character: str) -> st.SearchStrategy[bytes]:
    code = f"{ord(character):02x}"
    return st.sampled_from(
        [
            *[character.encode()] * 6,
            f"%{code}".encode(),
            f"%{code.upper()}".encode(),
            f"%25{code}".encode(),
            f"%2525{code}".encode(),
            f"%u00{code}".encode(),
            character.swapcase().encode(),
            b"%%%02x%%%02x" % (0xC0 | ord(character) >> 6, 0x80 | ord(character) & 0x3F),
        ]
    )


def _each(text: str) -> st.SearchStrategy[bytes]:
    return st.tuples(*map(_spelt, text)).map(b"".join)


_PLAIN = st.sampled_from(
    [
        b"/-/reload",
        b"/-/quit",
        b"/api/v1/admin/tsdb/snapshot",
        b"/api/v1/admin/tsdb/delete_series?match[]=up",
        b"/api/v1/admin/tsdb/clean_tombstones",
        b"/api/v1/write",
        b"/api/v1/status/config",
        b"/debug/pprof/goroutine",
        b"/federate?match[]=up",
        b"/metrics",
    ]
)
_GUARDED = _PLAIN | _PLAIN.flatmap(lambda path: _each(path.decode()))
_LED = st.sampled_from(
    [
        b"",
        b"/api/v1/query",
        b"/api/v1/label/x/values",
        b"/api/v1/label/x",
        b"/api/v1/label",
        b"/api/v1",
        b"/-/healthy",
        b"/static",
        b"http://x",
        b"http://x/api/v1/query",
        b"http://127.0.0.1",
        b"//x",
    ]
)
_UP = st.lists(
    st.sampled_from(
        [
            b"/..",
            b"/.",
            b"/",
            b"\\..",
            b"/%2e%2e",
            b"/.%2e",
            b"%2f..",
            b"%2f%2e%2e",
            b"%5c..",
            b"/%252e%252e",
            b"/%c0%ae%c0%ae",
            b"/%e0%80%ae%e0%80%ae",
            b"/..;",
            b"/..%00",
            b"/..%0d%0a",
            b"/\xc0\xae\xc0\xae",
            b";a=b",
            b"%3b",
            b"?",
            b"#",
            b"%23",
            b"%3f",
            b"\0",
            b"%00",
            b"\t",
            b" ",
        ]
    ),
    max_size=5,
).map(b"".join)
_TAILS = st.sampled_from(
    [
        b"",
        b"/",
        b"/.",
        b"/..",
        b";x",
        b"?",
        b"?query=1",
        b"#",
        b"%00",
        b"%20",
        b"/values",
        b"%2fvalues",
    ]
)
_TARGETS = st.tuples(_LED, _UP, _GUARDED, _TAILS).map(b"".join)


@settings(max_examples=1000, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(method=st.sampled_from(METHODS), target=_TARGETS)
def test_no_generated_spelling_arrives(
    before_of_3: "State", method: str, target: bytes, proxy_of_3: tuple[Server, Relay]
) -> None:
    proxy, watched = proxy_of_3
    watched.forget()
    with connected(proxy) as client:
        client.send(method.encode(), b" ", target, b" HTTP/1.1\r\nHost: x\r\n\r\n")
        with suppress(EOFError):
            assert client.answer().status < 600
    assert not [arrival.line for arrival in watched.everything if _guarded(arrival)]


def test_the_server_is_as_it_was_after_all_of_them(
    before_of_3: "State",
    proxy_of_3: tuple[Server, Relay],
    prometheus_3: Server,
    http: requests.Session,
) -> None:
    proxy, watched = proxy_of_3
    watched.forget()
    assert asked(proxy, get("/api/v1/query", query="1")).status == 200
    assert [arrival.path for arrival in watched.received] == ["/api/v1/query"]
    assert _state(http, prometheus_3) == before_of_3


_ALLOWED = {route.path for route in ROUTES if route.access is Access.ALLOW}
_LABEL_VALUES = re.compile(rb"/api/v1/label/([^/]+)/values")


def _guarded(arrival: Arrival) -> bool:
    """Say whether it is anything but a row of the allow-list, character by character."""
    if arrival.path in _ALLOWED and "{" not in arrival.path:
        return False
    label = _LABEL_VALUES.fullmatch(arrival.path.encode())
    if label is None:
        return True
    name = unquote_to_bytes(label[1])
    return bool({b".", b".."} & set(name.split(b"/"))) or b"%" in name or b"\0" in name


@dataclass(frozen=True)
class State:
    """Whether a Prometheus runs, its snapshots, and how often what it guards was used."""

    ready: int
    snapshots: tuple[str, ...]
    used: float


def _state(http: requests.Session, upstream: Server) -> State:
    folder = upstream.log.parent / "data" / "snapshots"
    snapshots = tuple(path.name for path in folder.iterdir()) if folder.exists() else ()
    exposition = http.get(f"{upstream.url}/metrics", timeout=10).text
    counts = re.findall(
        r'prometheus_http_requests_total\{[^}]*handler="(?:/-/(?:reload|quit)|/api/v1/admin/[^"]*|'
        r'/api/v1/write)"[^}]*\} (\S+)',
        exposition,
    )
    ready = http.get(f"{upstream.url}/-/ready", timeout=10).status_code
    return State(ready, snapshots, sum(map(float, counts)))
