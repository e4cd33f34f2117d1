"""What a Prometheus that answers badly, late or never becomes."""

import socket
import threading

import pytest

from app.deadline import Deadline
from app.errors import ClientLeftError, ProxyError, TimedOutError, UnavailableError
from app.prometheus.answer_parser import MAX_HEAD_BYTES
from app.prometheus.forward import Request, Upstream, UpstreamAnswer
from app.prometheus.patience import Patience
from tests.fakes import CUT, EVER, RawServer, answer, raw_server

BODY = b"{}"
GET = Request("GET", "/api/v1/query")
POST = Request("POST", "/api/v1/query", body=b"query=1")
CLOSED = "Prometheus closed the connection without an answer"
BROKE_OFF = "Prometheus' answer broke off"
LATE, UNFINISHED = (
    "Prometheus did not answer in time",
    "Prometheus did not finish its answer in time",
)
BEGUN = b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc"


def send(server: RawServer) -> UpstreamAnswer:
    return Upstream(server.url, timeout_seconds=5).send(GET)


def soon() -> Deadline:
    return Deadline.after(0.05)


def test_a_kept_connection_that_died_is_tried_once_more() -> None:
    with raw_server([answer(BODY), None, answer(b"again")]) as server:
        upstream = Upstream(server.url)
        list(upstream.send(GET).body)
        assert list(upstream.send(POST).body) == [b"again"]
    assert [received.body for received in server.received] == [b"", b"query=1", b"query=1"]


def test_a_server_that_never_answers_is_unavailable_after_two_tries() -> None:
    with (
        raw_server([None, None, answer(BODY)]) as server,
        pytest.raises(UnavailableError) as caught,
    ):
        send(server)
    assert str(caught.value) == CLOSED
    assert len(server.received) == 2


def test_a_body_that_was_read_while_it_was_sent_is_not_sent_again() -> None:
    parts = Request("POST", "/", body=iter([b"abc"]), length=3)
    with raw_server([None, answer(BODY)]) as server, pytest.raises(UnavailableError) as caught:
        Upstream(server.url).send(parts)
    assert (str(caught.value), len(server.received)) == (CLOSED, 1)


def test_an_answer_that_began_is_not_asked_for_again() -> None:
    script = [b"HTTP/1.1 200" + CUT, answer(BODY)]
    with raw_server(script) as server, pytest.raises(UnavailableError) as caught:
        send(server)
    assert (str(caught.value), len(server.received)) == (BROKE_OFF, 1)


def test_a_connection_that_was_sent_more_than_asked_for_is_given_up() -> None:
    smuggled = answer(b"for somebody else")
    with raw_server([answer(BODY) + smuggled, answer(b"mine")]) as server:
        upstream = Upstream(server.url)
        assert [b"".join(upstream.send(GET).body) for _ in range(2)] == [BODY, b"mine"]
    assert server.connections == 2


def test_an_answer_that_comes_too_late_is_never_the_next_one() -> None:
    with raw_server([[answer(BODY), answer(b"for somebody else")], answer(b"mine")]) as server:
        upstream = Upstream(server.url)
        first = upstream.send(GET)
        server.dripped.wait(10)
        assert b"".join(first.body) == BODY
        assert b"".join(upstream.send(GET).body) == b"mine"
    assert server.connections == 2


def test_an_answer_to_a_request_that_was_not_read_is_told() -> None:
    too_large = b"HTTP/1.1 413 Too Large\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
    with socket.create_server(("127.0.0.1", 0)) as listening:
        answering = threading.Thread(target=_refuse, args=(listening, too_large))
        answering.start()
        upstream = Upstream(f"http://127.0.0.1:{listening.getsockname()[1]}")
        for body in (b"x" * 20_000_000, iter([b"x" * 10_000_000] * 2)):
            got = upstream.send(Request("POST", "/", body=body, length=20_000_000))
            assert got.status == 413
        answering.join()


def _refuse(listening: socket.socket, answer: bytes) -> None:
    for _ in range(2):
        connection, _ = listening.accept()
        with connection:
            connection.recv(1000)
            connection.sendall(answer)
            connection.shutdown(socket.SHUT_WR)
            while connection.recv(100_000):
                pass


def test_a_server_that_is_down_is_unavailable() -> None:
    with raw_server([]) as server:
        pass
    with pytest.raises(UnavailableError) as caught:
        send(server)
    assert str(caught.value) == (
        "Prometheus cannot be reached (Connection refused): check PROMETHEUS_URL"
    )


@pytest.mark.parametrize(
    "broken",
    [
        b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\nabc",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n",
    ],
)
def test_an_answer_that_breaks_off_is_told(broken: bytes) -> None:
    with raw_server([broken + CUT]) as server:
        got = send(server)
        with pytest.raises(UnavailableError) as caught:
            list(got.body)
    assert str(caught.value) == BROKE_OFF


OK = b"HTTP/1.1 200 OK\r\n"
GARBAGE = [
    b"SSH-2.0-OpenSSH\r\n",
    b"\x00\xff" * 100,
    b"HTTP/1.1 20 OK\r\n\r\n",
    OK + b"Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}",
    OK + b"Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n{}",
    OK + b"Content-Length: -2\r\n\r\n{}",
    OK + b"Content-Length: 9" + b"9" * 30 + b"\r\n\r\n{}",
    OK + b"X y: 1\r\n\r\n",
    OK + b"X: a\x00b\r\n\r\n",
    OK + b": nameless\r\n\r\n",
]
UPGRADE = b"HTTP/1.1 101 Switching\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n"


@pytest.mark.parametrize("garbage", GARBAGE, ids=range(len(GARBAGE)))
def test_garbage_is_told(garbage: bytes) -> None:
    with raw_server([garbage + CUT]) as server, pytest.raises(UnavailableError) as caught:
        send(server)
    assert str(caught.value).startswith("Prometheus' answer is not sound HTTP: ")


@pytest.mark.parametrize(
    ("said", "told"),
    [
        (UPGRADE, "Prometheus' answer switches to another protocol"),
        (b"HTTP/1.1 099 OK\r\nContent-Length: 0\r\n\r\n", "Prometheus' answer has the status 099"),
    ],
)
def test_an_answer_that_is_none_is_told(said: bytes, told: str) -> None:
    with raw_server([said + CUT]) as server, pytest.raises(UnavailableError) as caught:
        send(server)
    assert str(caught.value) == told


def test_a_reason_goes_on_without_what_no_status_line_may_hold() -> None:
    with raw_server([answer(BODY, status="200 O\x00K \x1bü")]) as server:
        assert send(server).reason == "OK \xc3\xbc"


def test_garbage_between_chunks_is_told() -> None:
    chunked = OK + b"Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\nzz\r\n" + CUT
    with raw_server([chunked]) as server, pytest.raises(UnavailableError) as caught:
        list(send(server).body)
    assert str(caught.value).startswith("Prometheus' answer is not sound HTTP: ")


@pytest.mark.parametrize("line", [b"X: " + b"x" * 97 + b"\r\n", b"X" * 100, b"HTTP"])
def test_headers_without_end_are_given_up(line: bytes) -> None:
    script = [OK + line * 100_000 + CUT]
    with raw_server(script) as server, pytest.raises(UnavailableError) as caught:
        send(server)
    assert str(caught.value) in (
        f"Prometheus' answer has more than {MAX_HEAD_BYTES} bytes of headers",
        "Prometheus' answer is not sound HTTP: Invalid header token",
    )


def test_a_server_that_stalls_has_timed_out() -> None:
    with raw_server([b"", BEGUN]) as server:
        impatient = Upstream(server.url, timeout_seconds=0.05)
        with pytest.raises(TimedOutError) as caught:
            impatient.send(GET)
        assert str(caught.value) == LATE
        got = impatient.send(GET)
        with pytest.raises(TimedOutError) as caught:
            list(got.body)
        assert str(caught.value) == UNFINISHED


def test_a_server_that_drips_has_timed_out_all_the_same() -> None:
    drops = [OK + b"Content-Length: 999\r\n\r\n", *[b"x"] * 500]
    with raw_server([drops], pause_seconds=0.01) as server:
        got = Upstream(server.url, timeout_seconds=0.2).send(GET)
        with pytest.raises(TimedOutError) as caught:
            list(got.body)
    assert str(caught.value) == UNFINISHED


def test_headers_that_drip_have_timed_out_too() -> None:
    drops = [OK, *[b"X: 1\r\n"] * 500]
    with raw_server([drops], pause_seconds=0.01) as server, pytest.raises(TimedOutError) as caught:
        Upstream(server.url, timeout_seconds=0.2).send(GET)
    assert str(caught.value) == LATE


def test_an_answer_that_began_in_time_may_take_longer() -> None:
    drops = [OK + b"Content-Length: 20\r\n\r\n", *[b"x"] * 20]
    with raw_server([drops], pause_seconds=0.02) as server:
        got = Upstream(server.url).send(GET, Patience(Deadline.after(0.2), EVER))
        assert b"".join(got.body) == b"x" * 20


def test_who_has_left_is_not_answered() -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs, raw_server([b"", BEGUN]) as server:
        upstream = Upstream(server.url)
        waiting = Patience(EVER, EVER, ours)
        theirs.shutdown(socket.SHUT_WR)
        with pytest.raises(ClientLeftError):
            upstream.send(GET, waiting)


def test_who_leaves_during_the_answer_ends_it() -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs, raw_server([BEGUN]) as server:
        got = Upstream(server.url).send(GET, Patience(EVER, EVER, ours))
        parts = iter(got.body)
        assert next(parts) == b"abc"
        theirs.close()
        with pytest.raises(ProxyError) as caught:
            next(parts)
    assert isinstance(caught.value, ClientLeftError)


def test_who_waits_and_has_sent_more_is_answered() -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs, raw_server([answer(BODY)]) as server:
        theirs.sendall(b"the next request")
        got = Upstream(server.url).send(GET, Patience(soon().at_most(60), EVER, ours))
        assert b"".join(got.body) == BODY
