"""Clients that send, read or leave slowly hold up nobody else."""

import random
import socket
import struct
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from functools import partial

import pytest

from app.serving.client_socket import ClientSocket, SlowClientError, SlowClients
from scripts.processes import Server
from tests import servers
from tests.fakes import answer
from tests.functional.arrivals import Arrival
from tests.functional.fake_upstream import OK, FakeUpstream, fake_upstream
from tests.functional.until import STUCK_SECONDS, until
from tests.functional.wire import Client, asked, connected, get, post_head
from tests.functional.worker_processes import idle, limit_files, open_files, worker_pids

pytestmark = pytest.mark.gunicorn

QUERY = "/api/v1/query"
CHUNKED = "Transfer-Encoding: chunked"
CLIENTS = 40
# More than what the kernel takes for a client that does not read.
BIG = 64 * 1024 * 1024
# About what it takes for one with a small window of its own; a few pages more are too much.
NEARLY_FULL = 2_500_000


@pytest.fixture(scope="module")
def upstream() -> Iterator[FakeUpstream]:
    """An upstream that does what the query says."""
    with fake_upstream(_behave) as running:
        yield running


@pytest.fixture(scope="module")
def proxy(upstream: FakeUpstream) -> Iterator[Server]:
    """The service with its own two workers of sixteen threads."""
    with servers.gunicorn_proxy({"PROMETHEUS_URL": upstream.url}) as server:
        yield server


def _behave(upstream: FakeUpstream, arrival: Arrival, connection: socket.socket) -> None:
    if "fill" in arrival.target:
        connection.sendall(answer(b"x" * NEARLY_FULL))
    elif "big" in arrival.target:
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % BIG)
        with suppress(ConnectionError):
            for _ in range(BIG // 65_536):
                connection.sendall(b"x" * 65_536)
        upstream.left.append(arrival)
    elif "think" in arrival.target:
        upstream.think(arrival, connection)
    else:
        connection.sendall(OK)


STALLED = {
    "that connect and send nothing": b"",
    "that stop inside the request line": b"GET /api/v1/qu",
    "that stop inside the headers": b"GET /api/v1/query?query=1 HTTP/1.1\r\nHost: x\r\n",
    "that stop after a carriage return": b"GET /api/v1/query?query=1 HTTP/1.1\r\nHost: x\r\n\r",
    "that announce a small body": post_head(QUERY, "Content-Length: 100") + b"query",
    "that announce a large body": post_head(QUERY, "Content-Length: 9000000") + b"query",
    "that begin a large body": post_head(QUERY, "Content-Length: 9000000") + b"x" * 70_000,
    "that announce chunks": post_head(QUERY, CHUNKED),
    "that wait to be told to go on": post_head(
        QUERY, "Content-Length: 100", "Expect: 100-continue"
    ),
    "that announce a body too large": post_head(QUERY, "Content-Length: 99999999") + b"x" * 70_000,
    "that do not read a big answer": get(QUERY, query="big"),
    "that do not read many answers": get(QUERY, query="1") * 300,
}


@pytest.mark.parametrize("kind", STALLED)
def test_clients_hold_up_nobody(kind: str, proxy: Server) -> None:
    with _stalled(proxy, STALLED[kind]):
        _answers_promptly(proxy)


def test_clients_that_send_a_byte_now_and_then_hold_up_nobody(proxy: Server) -> None:
    with _stalled(proxy, b"GET /api/v1/query?query=1 HTTP/1.1\r\nX-Slow: ") as clients:
        for _ in range(5):
            for client in clients:
                with suppress(ConnectionError):
                    client.send(b"y")
            _answers_promptly(proxy)


def test_many_clients_that_stall_in_a_body_hold_up_nobody(proxy: Server) -> None:
    with _stalled(proxy, post_head(QUERY, CHUNKED), clients=10 * CLIENTS):
        _answers_promptly(proxy)


def test_more_connections_than_a_worker_takes_hold_up_nobody(upstream: FakeUpstream) -> None:
    few = {"PROMETHEUS_URL": upstream.url, "GUNICORN_CMD_ARGS": "--worker-connections 50"}
    with servers.gunicorn_proxy(few) as proxy, _stalled(proxy, b"GET", clients=10 * CLIENTS):
        _answers_promptly(proxy)


def test_more_connections_than_files_may_be_open_end_no_worker(upstream: FakeUpstream) -> None:
    with servers.gunicorn_proxy({"PROMETHEUS_URL": upstream.url}) as proxy:
        until(lambda: len(worker_pids(proxy)) == 2)
        workers = worker_pids(proxy)
        limit_files(workers, 128)
        with _stalled(proxy, b"GET", clients=8 * CLIENTS):
            until(lambda: any(open_files(pid) >= 126 for pid in workers))
        with ThreadPoolExecutor(6) as pool:
            list(pool.map(partial(_crowd, proxy), range(6)))
        _answers_promptly(proxy)
        assert worker_pids(proxy) == workers


def test_an_interim_answer_that_nobody_reads_holds_no_thread() -> None:
    ours, theirs = socket.socketpair()
    with theirs, ClientSocket(ours, SlowClients(1, lambda: True)) as client:
        client.setblocking(True)
        _fill(client)
        raised: list[BaseException] = []
        sending = threading.Thread(target=_caught, args=(client, raised), daemon=True)
        # All places for slow clients are taken, so that patience is short.
        client._slow.enter()
        sending.start()
        sending.join(STUCK_SECONDS)
        stuck = sending.is_alive()
        theirs.close()
        sending.join()
    assert not stuck
    assert [type(error) for error in raised] == [SlowClientError]


def test_clients_that_do_not_read_the_pages_files_hold_up_nobody(upstream: FakeUpstream) -> None:
    env = {"PROMETHEUS_URL": upstream.url, "GUNICORN_CMD_ARGS": "--threads 4"}
    sent = get(QUERY, query="fill") + get("/static/page.css") * 600
    with (
        servers.gunicorn_proxy(env, workers=1) as proxy,
        _stalled(proxy, sent, clients=12, window=4096),
    ):
        until(lambda: idle(worker_pids(proxy)))
        _answers_promptly(proxy)


def _half_closed(client: Client) -> None:
    client.sock.shutdown(socket.SHUT_WR)


def _closed(client: Client) -> None:
    client.reader.close()
    client.sock.close()


def _reset(client: Client) -> None:
    client.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    _closed(client)


@pytest.mark.parametrize("leave", [_half_closed, _closed, _reset])
def test_a_client_that_leaves_meanwhile_takes_its_query_along(
    leave: Callable[[Client], None], proxy: Server, upstream: FakeUpstream
) -> None:
    upstream.received.clear()
    upstream.left.clear()
    with connected(proxy) as client:
        client.send(get(QUERY, query="think"))
        until(lambda: any(not arrival.is_look_up for arrival in upstream.received))
        leave(client)
        until(lambda: bool(upstream.left))
    assert len([arrival for arrival in upstream.received if not arrival.is_look_up]) == 1


def test_a_client_that_leaves_in_the_middle_of_an_answer_ends_it(
    proxy: Server, upstream: FakeUpstream
) -> None:
    upstream.left.clear()
    with connected(proxy) as client:
        client.send(get(QUERY, query="big"))
        assert client.reader.read(100_000)
    until(lambda: bool(upstream.left))


@contextmanager
def _stalled(
    proxy: Server, sent: bytes, clients: int = CLIENTS, window: int | None = None
) -> Iterator[list[Client]]:
    with ExitStack() as stack:
        stalled = [stack.enter_context(connected(proxy, window)) for _ in range(clients)]
        for client in stalled:
            with suppress(ConnectionError):
                client.send(sent)
        yield stalled


def _crowd(proxy: Server, seed: int) -> None:
    """Come often, send a little on some connections, and leave with some."""
    chance, clients = random.Random(seed), ExitStack()
    here: list[Client] = []
    with clients:
        for _ in range(300):
            here.append(clients.enter_context(connected(proxy)))
            for client in chance.sample(here, min(10, len(here))):
                with suppress(OSError):
                    client.send(chance.choice([b"G", b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"]))
            if len(here) > 60:
                _closed(here.pop(chance.randrange(60)))


def _answers_promptly(proxy: Server) -> None:
    """Ask often enough to meet every worker, each time over a connection of its own."""
    requests = [get("/-/healthy"), get(QUERY, query="1")] * 4
    with ThreadPoolExecutor(len(requests)) as pool:
        asking = [pool.submit(asked, proxy, request) for request in requests]
        assert [future.result(STUCK_SECONDS).status for future in asking] == [200] * len(asking)


def _fill(sock: socket.socket) -> None:
    with suppress(BlockingIOError):
        while True:
            socket.socket.send(sock, b"x" * 65_536, socket.MSG_DONTWAIT)


def _caught(client: ClientSocket, raised: list[BaseException]) -> None:
    try:
        client.send(b"HTTP/1.1 100 Continue\r\n\r\n")
    except OSError as error:
        raised.append(error)
