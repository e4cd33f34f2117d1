"""Whatever an upstream does: the client is told or cut off, the operator told, no thread lost."""

import gzip
import json
import socket
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from scripts.processes import Server
from tests import servers
from tests.fakes import answer
from tests.functional.arrivals import Arrival
from tests.functional.fake_upstream import OK, Closing, FakeUpstream, fake_upstream
from tests.functional.until import until
from tests.functional.wire import Answer, asked, connected, get, post
from tests.functional.worker_processes import memory_bytes, worker_pids

pytestmark = pytest.mark.gunicorn

QUERY = "/api/v1/query"
THREADS = 16
LINE = b"HTTP/1.1 200 OK\r\n"
LENGTH = b"Content-Length: 2\r\n\r\nok"
CHUNKED = b"Transfer-Encoding: chunked\r\n\r\n"
LENGTH_OF_OK = str(len(OK.rpartition(b"\r\n\r\n")[2]))
GZIPPED = gzip.compress(b'{"status":"success","data":[]}')

UNSOUND = {
    "closes at once": b"",
    "closes inside the first line": b"HTTP/1.",
    "closes inside the headers": LINE + b"Content-",
    "TLS": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\0" * 100,
    "SSH": b"SSH-2.0-OpenSSH_9.2\r\n",
    "HTTP/0.9": b"ok",
    "a status of two digits": b"HTTP/1.1 20 OK\r\n" + LENGTH,
    "status 000": b"HTTP/1.1 000 OK\r\n" + LENGTH,
    "status 099": b"HTTP/1.1 099 OK\r\n" + LENGTH,
    "another protocol": b"HTTP/1.1 101 Switching\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\nok",
    "interim answers without end": b"HTTP/1.1 100 Continue\r\n\r\n" * 30_000,
    "10 MB of headers": LINE + b"X: " + (b"y" * 1000 + b"\r\nX: ") * 10_000 + LENGTH,
    "10 MB of one header": LINE + b"X: " + b"y" * 10_000_000,
    "NUL in a header": LINE + b"X: y\0z\r\n" + LENGTH,
    "a control character in a header": LINE + b"X: y\x01z\r\n" + LENGTH,
    "a bare carriage return in a header": LINE + b"X: y\rz\r\n" + LENGTH,
    "a folded header": LINE + b"X: y\r\n z\r\n" + LENGTH,
    "space in a name": LINE + b"X y: z\r\n" + LENGTH,
    "bare line feeds": (LINE + LENGTH).replace(b"\r\n", b"\n"),
    "two lengths": LINE + b"Content-Length: 3\r\n" + LENGTH,
    "a length and chunks": LINE + b"Content-Length: 2\r\n" + CHUNKED + b"2\r\nok\r\n0\r\n\r\n",
    "a negative length": LINE + b"Content-Length: -2\r\n\r\nok",
    "a length past all numbers": LINE + b"Content-Length: 99999999999999999999999\r\n\r\nok",
    "a bad first chunk": LINE + CHUNKED + b"zz\r\nok\r\n0\r\n\r\n",
}
BROKEN_OFF = {
    "in a length": LINE + b"Content-Length: 20\r\n\r\nok",
    "before a length": LINE + b"Content-Length: 20\r\n\r\n",
    "in a chunk": LINE + CHUNKED + b"20\r\nok",
    "between chunks": LINE + CHUNKED + b"2\r\nok\r\n",
    "before the last line": LINE + CHUNKED + b"2\r\nok\r\n0\r\n",
    "in an unknown coding": LINE + b"Transfer-Encoding: gzip\r\n\r\nok",
}
SOUND = {
    "204": answer(b"", status="204 No Content"),
    "304": answer(b"", status="304 Not Modified"),
    "404 as text": answer(b"404 page not found\n", "Content-Type: text/plain", status="404 No"),
    "503 as text": answer(
        b"Service Unavailable", "Content-Type: text/plain", status="503 Not ready"
    ),
    "no reason": b"HTTP/1.1 200 \r\n" + LENGTH,
    "no length": LINE + b"Content-Type: text/plain\r\n\r\nok",
    "HTTP/1.0": b"HTTP/1.0 200 OK\r\n\r\nok",
    "early hints": b"HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n" + LINE + LENGTH,
    "chunks and a trailer": LINE + CHUNKED + b"2\r\nok\r\n0\r\nX: y\r\n\r\n",
    "more than it said": LINE + LENGTH + b"HTTP/1.1 200 OK\r\n",
    "gzip": answer(GZIPPED, "Content-Encoding: gzip", "Vary: Accept-Encoding"),
}
ODD_REASONS = {
    f"a reason with {character!r}": b"HTTP/1.1 200 O" + character + b"K\r\n" + LENGTH
    for character in (b"\0", b"\x01", b"\x1b", b"\x7f")
}
REDIRECT = answer(b"", "Location: http://127.0.0.1:1/-/reload", status="301 Moved Permanently")


@dataclass(frozen=True)
class Hostile:
    """What a query makes the upstream do is its text."""

    meeting: threading.Barrier

    def __call__(self, upstream: FakeUpstream, arrival: Arrival, sock: socket.socket) -> None:
        wanted = _query(arrival)
        for answers in (UNSOUND, BROKEN_OFF, SOUND, ODD_REASONS):
            if wanted in answers:
                sock.sendall(answers[wanted])
                raise Closing
        if wanted == "closes once" and len(upstream.received) == 1:
            raise Closing
        if wanted == "thinks":
            upstream.think(arrival, sock)
        elif wanted == "redirects":
            sock.sendall(REDIRECT)
        elif wanted in ("drips a head", "drips a body", "pours"):
            self._go_on(upstream, arrival, sock)
        elif wanted == "breaks later":
            sock.sendall(LINE + CHUNKED + b"2\r\nok\r\n")
            upstream.later.wait(10)
            sock.sendall(b"zz\r\n")
        elif wanted == "meets":
            self.meeting.wait(10)
            sock.sendall(OK)
        else:
            sock.sendall(OK)

    def _go_on(self, upstream: FakeUpstream, arrival: Arrival, sock: socket.socket) -> None:
        beginning, drop, pause = {
            "drips a head": (LINE + b"X: ", b"y", 0.1),
            "drips a body": (LINE + CHUNKED, b"2\r\nok\r\n", 0.1),
            "pours": (LINE + CHUNKED, b"10000\r\n" + b"x" * 65_536 + b"\r\n", 0),
        }[_query(arrival)]
        with suppress(ConnectionError):
            sock.sendall(beginning)
            while not upstream.later.wait(pause):
                sock.sendall(drop)
        upstream.left.append(arrival)


@pytest.fixture(scope="module")
def upstream() -> Iterator[FakeUpstream]:
    with fake_upstream(Hostile(threading.Barrier(THREADS))) as running:
        yield running


@pytest.fixture(autouse=True)
def _anew(upstream: FakeUpstream) -> None:
    upstream.received.clear()
    upstream.left.clear()
    upstream.later.clear()


@pytest.fixture(scope="module")
def proxy(upstream: FakeUpstream) -> Iterator[Server]:
    env = {"UPSTREAM_TIMEOUT": "1", "NL_FREE_TEXT": "false", **quiet(upstream)}
    with servers.gunicorn_proxy(env, workers=1) as server:
        yield server


def quiet(upstream: FakeUpstream) -> dict[str, str]:
    """Return settings with which nothing is asked of an upstream but what a client asks.

    With tenants no catalogue is read before the first question of one.
    """
    return {"PROMETHEUS_URL": upstream.url, "TENANT_HEADER": "X-Scope-OrgID"}


@pytest.fixture
def told(proxy: Server) -> "Told":
    return Told(proxy, len(proxy.log.read_text()))


@dataclass(frozen=True)
class Told:
    """What the operator is told from here on."""

    proxy: Server
    mark: int

    def lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.proxy.log.read_text()[self.mark :].splitlines()]

    def once(self) -> str:
        """Return the reason in the one line there is, which is no traceback."""
        [line] = self.lines()
        assert line["level"] == "warning"
        assert "exception" not in line
        reason: str = line["reason"]
        return reason


@pytest.mark.parametrize("what", UNSOUND)
def test_an_unsound_answer_is_503_in_words(what: str, proxy: Server, told: Told) -> None:
    refused = asked(proxy, get(QUERY, query=what))
    assert refused.error == (503, "unavailable")
    assert refused.json()["error"].startswith("Prometheus")
    assert told.once() == refused.json()["error"]


@pytest.mark.parametrize("what", ODD_REASONS)
def test_an_odd_reason_phrase_is_no_failure_of_ours(what: str, proxy: Server, told: Told) -> None:
    given = asked(proxy, get(QUERY, query=what))
    assert given.status in (200, 503)
    assert b"its log says why" not in given.body
    assert not [line for line in told.lines() if "exception" in line]


@pytest.mark.parametrize("where", BROKEN_OFF)
def test_an_answer_that_breaks_off_never_ends_well(where: str, proxy: Server, told: Told) -> None:
    assert not _whole(proxy, get(QUERY, query=where))
    assert told.once() == "Prometheus' answer broke off"


def test_an_answer_that_turns_bad_later_never_ends_well(
    proxy: Server, upstream: FakeUpstream, told: Told
) -> None:
    with connected(proxy) as client:
        client.send(get(QUERY, query="breaks later"))
        assert client.reader.readline() == LINE
        upstream.later.set()
        with pytest.raises(ConnectionResetError):
            client.reader.read()
    assert "not sound HTTP" in told.once()


@pytest.mark.parametrize("where", ["in a chunk", "between chunks"])
def test_a_client_of_http_1_0_is_told_by_a_reset(where: str, proxy: Server, told: Told) -> None:
    """It is sent no length and no chunks: a mere end would be a whole answer to it."""
    request = get(QUERY, query=where).replace(b"HTTP/1.1", b"HTTP/1.0")
    with connected(proxy) as client:
        client.send(request)
        with pytest.raises(ConnectionResetError):
            client.reader.read()


@pytest.mark.parametrize("what", SOUND)
def test_a_sound_answer_comes_as_it_was_given(what: str, proxy: Server, told: Told) -> None:
    given = asked(proxy, get(QUERY, query=what))
    body = SOUND[what].rpartition(b"\r\n\r\n")[2]
    expected = {
        "chunks and a trailer": b"ok",
        "more than it said": b"ok",
        "gzip": GZIPPED,
    }.get(what, body)
    assert (given.body, given.whole) == (expected, True)
    assert given.status == (int(what[:3]) if what[:3].isdigit() else 200)
    assert given.headers.get("content-encoding") == ("gzip" if what == "gzip" else None)
    assert told.lines() == []


def test_a_redirect_is_not_followed(proxy: Server, upstream: FakeUpstream) -> None:
    given = asked(proxy, get(QUERY, query="redirects"))
    assert (given.status, given.headers["location"]) == (301, "http://127.0.0.1:1/-/reload")
    assert len(upstream.received) == 1


def test_a_connection_closed_before_an_answer_is_tried_once_more(
    proxy: Server, upstream: FakeUpstream, told: Told
) -> None:
    assert asked(proxy, get(QUERY, query="closes once")).status == 200
    assert asked(proxy, get(QUERY, query="closes at once")).status == 503
    assert [_query(arrival) for arrival in upstream.received] == [
        *["closes once"] * 2,
        *["closes at once"] * 2,
    ]


@pytest.mark.parametrize("what", ["thinks", "drips a head"])
def test_an_answer_that_does_not_begin_is_a_timeout(
    what: str, proxy: Server, upstream: FakeUpstream, told: Told
) -> None:
    requests = get(QUERY, query=what), post(QUERY, f"query={what}".encode())
    with ThreadPoolExecutor(len(requests)) as pool:
        refused = list(pool.map(partial(asked, proxy), requests))
    assert [answer.error for answer in refused] == [(503, "timeout")] * 2
    until(lambda: len(upstream.left) == 2)
    assert [line["reason"] for line in told.lines()] == ["Prometheus did not answer in time"] * 2


def test_an_answer_that_does_not_end_is_cut_off(
    proxy: Server, upstream: FakeUpstream, told: Told
) -> None:
    assert not _whole(proxy, get(QUERY, query="drips a body"))
    until(lambda: bool(upstream.left))
    assert told.once() == "Prometheus did not finish its answer in time"


def test_the_time_that_a_client_gives_the_server_bounds_the_wait(upstream: FakeUpstream) -> None:
    with servers.gunicorn_proxy(quiet(upstream), workers=1) as patient:
        request = get(QUERY, query="thinks", timeout="1ms")
        assert asked(patient, request).error == (503, "timeout")
    until(lambda: bool(upstream.left))


def test_a_client_that_leaves_an_endless_answer_ends_it_and_little_is_held(
    proxy: Server, upstream: FakeUpstream
) -> None:
    workers = worker_pids(proxy)
    before = memory_bytes(workers)
    with connected(proxy) as client:
        client.send(get(QUERY, query="pours"))
        assert len(client.reader.read(5_000_000)) == 5_000_000
        held = memory_bytes(workers)
    until(lambda: bool(upstream.left))
    assert held - before < 30_000_000


@pytest.mark.parametrize("method", ["HEAD", "OPTIONS"])
def test_other_methods_are_answered_too(method: str, proxy: Server, upstream: FakeUpstream) -> None:
    with connected(proxy) as client:
        client.send(get(QUERY, query="204", method=method))
        assert client.answer(to_head=method == "HEAD").status == 204
        client.send(get(QUERY, query="1", method=method))
        given = client.answer(to_head=method == "HEAD")
    assert (given.status, given.headers["content-length"]) == (200, LENGTH_OF_OK)
    assert {arrival.method for arrival in upstream.received} == {method}


def test_after_all_of_this_each_thread_still_answers(proxy: Server) -> None:
    with ThreadPoolExecutor(THREADS) as pool:
        asking = [pool.submit(asked, proxy, get(QUERY, query="meets")) for _ in range(THREADS)]
        assert [future.result().status for future in asking] == [200] * THREADS


def _query(arrival: Arrival) -> str:
    parameters = arrival.body.decode() or urlsplit(arrival.target).query
    return parse_qs(parameters)["query"][0]


def _whole(proxy: Server, request: bytes) -> Answer | None:
    """Return the answer if there is one and it ends as it should."""
    try:
        given = asked(proxy, request)
    except (EOFError, ConnectionError):
        return None
    return given if given.whole else None
