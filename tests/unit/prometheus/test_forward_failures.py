"""What a Prometheus that answers badly, late or never becomes."""

import pytest

from app.errors import ProxyError, TimedOutError, UnavailableError
from app.prometheus.forward import Upstream, UpstreamAnswer
from tests.fakes import CUT, RawServer, answer, raw_server

BODY = b"{}"


def send(server: RawServer) -> UpstreamAnswer:
    return Upstream(server.url, read_timeout_seconds=5).send("GET", "query", "", [], None)


def test_a_kept_connection_that_died_is_tried_once_more() -> None:
    with raw_server([answer(BODY), None, answer(b"again")]) as server:
        upstream = Upstream(server.url)
        list(upstream.send("GET", "query", "", [], None).body)
        retried = upstream.send("POST", "query", "", [], b"query=1")
        assert list(retried.body) == [b"again"]
    assert [received.body for received in server.received] == [b"", b"query=1", b"query=1"]


def test_a_server_that_never_answers_is_unavailable_after_two_tries() -> None:
    with (
        raw_server([None, None, answer(BODY)]) as server,
        pytest.raises(UnavailableError) as caught,
    ):
        send(server)
    assert str(caught.value) == (
        "Prometheus cannot be reached (ProtocolError): check PROMETHEUS_URL"
    )
    assert len(server.received) == 2


def test_a_server_that_is_down_is_unavailable() -> None:
    with raw_server([]) as server:
        pass
    with pytest.raises(UnavailableError) as caught:
        send(server)
    assert str(caught.value) == (
        "Prometheus cannot be reached (NewConnectionError): check PROMETHEUS_URL"
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
        with pytest.raises(ProxyError) as caught:
            list(got.body)
    assert (type(caught.value), str(caught.value)) == (
        UnavailableError,
        "Prometheus' answer broke off",
    )


def test_a_server_that_stalls_has_timed_out() -> None:
    with raw_server([b"", b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc"]) as server:
        impatient = Upstream(server.url, read_timeout_seconds=0.05)
        with pytest.raises(TimedOutError) as caught:
            impatient.send("GET", "query", "", [], None)
        assert str(caught.value) == "Prometheus did not answer in time"
        got = impatient.send("GET", "query", "", [], None)
        with pytest.raises(TimedOutError) as caught:
            list(got.body)
        assert str(caught.value) == "Prometheus did not finish its answer in time"
