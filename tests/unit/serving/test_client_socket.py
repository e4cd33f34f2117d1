"""Nobody waits for long for a client, and for few slow ones at once."""

import socket
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import pytest

from app.serving import client_socket
from app.serving.client_socket import ClientSocket, SlowClientError, SlowClients

BIG = b"x" * 5_000_000


@pytest.fixture(autouse=True)
def _short(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client_socket, "PATIENCE_SECONDS", 0.02)
    monkeypatch.setattr(client_socket, "NO_PATIENCE_SECONDS", 0.01)
    monkeypatch.setattr(client_socket, "LOOK_SECONDS", 0.01)
    monkeypatch.setattr(client_socket, "WAIT_SECONDS", 0.1)


def places(number: int, *, wanted: bool = True) -> SlowClients:
    return SlowClients(number, lambda: wanted)


@contextmanager
def connected(slow: SlowClients) -> Iterator[tuple[ClientSocket, socket.socket]]:
    ours, theirs = socket.socketpair()
    with ClientSocket(ours, slow) as client, theirs:
        client.setblocking(True)
        yield client, theirs


def test_what_has_come_is_read_and_what_goes_out_is_sent() -> None:
    with connected(places(1)) as (client, theirs), client.serving():
        theirs.sendall(b"hello")
        assert client.recv(99) == b"hello"
        client.join_head()
        client.sendall(b"head ")
        client.sendall(b"body")
        client.sendall(b" more")
        assert theirs.recv(99) == b"head body more"
        theirs.close()
        assert client.recv(99) == b""


def test_a_head_without_a_body_goes_out_at_the_end() -> None:
    with connected(places(1)) as (client, theirs):
        for _ in range(2):
            with client.serving():
                client.join_head()
                client.sendall(b"head")
            assert theirs.recv(99) == b"head"


def test_a_head_goes_out_alone_unless_it_is_to_be_joined() -> None:
    with connected(places(1)) as (client, theirs), client.serving():
        client.sendall(b"head")
        assert theirs.recv(99) == b"head"


def test_with_all_places_taken_patience_is_short() -> None:
    slow = places(2)
    told = [slow.patience_seconds]
    for change in (slow.enter, slow.enter, slow.leave, slow.leave):
        change()
        told.append(slow.patience_seconds)
    patient, short = client_socket.PATIENCE_SECONDS, client_socket.NO_PATIENCE_SECONDS
    assert told == [patient, patient, short, patient, patient]
    assert [slow.enter() for _ in range(3)] == [True, True, False]


def send_much(client: ClientSocket) -> None:
    client.join_head()
    client.sendall(b"head")
    client.sendall(BIG)


def test_what_comes_within_a_moment_is_returned() -> None:
    with connected(places(1)) as (client, theirs):
        assert client.recv_soon(9) == b""
        theirs.sendall(b"next")
        assert client.recv_soon(9) == b"next"
        theirs.close()
        assert client.recv_soon(9) == b""


@pytest.mark.parametrize("wait", [lambda c: c.recv(9), send_much, lambda c: c.send(BIG)])
def test_a_client_that_keeps_us_waiting_is_cut_off_and_gives_its_place_back(wait: object) -> None:
    assert callable(wait)
    slow = places(1)
    with connected(slow) as (client, _):
        with client.serving(), pytest.raises(SlowClientError, match="kept a thread waiting"):
            wait(client)
        assert slow.enter()


def test_one_slow_client_too_many_is_cut_off_at_once() -> None:
    slow = places(1)
    with connected(slow) as (client, _theirs), client.serving():
        slow.enter()
        with pytest.raises(SlowClientError, match="others wait, and too many clients are slow"):
            client.recv(9)
        slow.leave()


def test_where_nobody_else_waits_a_slow_client_is_waited_for() -> None:
    slow = places(0, wanted=False)
    with connected(slow) as (client, _), client.serving():
        began = client_socket.WAIT_SECONDS
        with pytest.raises(SlowClientError, match="kept a thread waiting"):
            client.recv(9)
        assert client._waited_seconds >= began


def test_each_piece_of_an_answer_has_its_own_time() -> None:
    with connected(places(1)) as (client, theirs), client.serving():
        for _ in range(4):
            sending = threading.Thread(target=client.sendall, args=(BIG[:1_000_000],))
            sending.start()
            left = 1_000_000
            while left:
                left -= len(theirs.recv(100_000))
            sending.join()
        assert client._piece_seconds <= client._waited_seconds


def test_the_waiting_of_one_request_adds_up() -> None:
    with ExitStack() as stack:
        client, theirs = stack.enter_context(connected(places(1)))
        stack.enter_context(client.serving())
        stack.enter_context(pytest.raises(SlowClientError))
        for _ in range(1000):
            theirs.sendall(b"x")
            client.recv(1)
            client.settimeout(0.005)  # as a caller does who waits for less
            with pytest.raises(TimeoutError):
                client.recv(1)
            client.settimeout(None)


def test_without_blocking_it_is_an_ordinary_socket() -> None:
    with connected(places(1)) as (client, _theirs):
        client.setblocking(False)
        with pytest.raises(BlockingIOError):
            client.recv(1)
