"""gunicorn's thread worker, whose threads are not held by clients that send or read slowly.

A request is received by the worker's main loop, which waits for all connections at once; a thread
takes it when its head and a small body are whole. gunicorn's own worker hands a connection to a
thread at once, which then waits for as long as the client likes.
"""

import errno
import selectors
import socket
import sys
import time
from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from types import NoneType
from typing import Any

from gunicorn.http.errors import ParseException
from gunicorn.workers.gthread import TConn, ThreadWorker

from app.serving import refusals
from app.serving.client_socket import ClientSocket, CutError, SlowClients
from app.serving.incoming import Incoming, Progress

# From the connection, or from the first byte of a further request on it, to the end of the head.
RECEIVE_SECONDS = 10.0
# For a client to read the last answer, and to close, before we do.
LINGER_SECONDS = 2.0

_READ_BYTES = 64 * 1024
_PAUSE_SECONDS = 0.05
_LONG_WAIT_SECONDS = 0.1
_SILENCE_SECONDS = 10.0
_NO_MORE = (errno.EMFILE, errno.ENFILE)
_GONE = (errno.EAGAIN, errno.ECONNABORTED, errno.EWOULDBLOCK)


class Connection(TConn):
    """A client's connection, with what has come of its next request."""

    def __init__(self, cfg: Any, sock: ClientSocket, client: Any, server: Any) -> None:
        super().__init__(cfg, sock, client, server)
        self.incoming = Incoming()
        self.awaited = False
        self.cut = False
        self.closed = False
        self.queued_at = 0.0

    def hand_over(self) -> None:
        """Give what has come to the parser."""
        self.parser.unreader.unread(self.incoming.hand_over())


class Threads(ThreadPoolExecutor):
    """The worker's pool, which tells whether anybody waits for a thread of it."""

    @property
    def wanted(self) -> bool:
        """Say whether a request waits for a thread."""
        return not self._work_queue.empty()


class Worker(ThreadWorker):
    """Where gunicorn ends TLS itself (`--certfile`), its own way of receiving is used."""

    def init_process(self) -> None:
        """Start the worker; at most half of its threads may serve slow clients."""
        self.slow = SlowClients(max(1, self.cfg.threads // 2), lambda: self.tpool.wanted)
        # gunicorn would stop accepting; we end the connection that has waited longest.
        self.worker_connections = sys.maxsize
        self.lingering: deque[Connection] = deque()
        self.crowded_at = -_SILENCE_SECONDS
        super().init_process()

    def get_thread_pool(self) -> Threads:
        """Return the pool that serves requests."""
        return Threads(max_workers=self.cfg.threads)

    def accept(self, listener: Any) -> None:
        """Take a new connection."""
        if self.cfg.is_ssl:
            super().accept(listener)
            return
        try:
            sock, client = listener.accept()
        except OSError as error:
            if error.errno in _NO_MORE:
                self._make_room()
            elif error.errno not in _GONE:
                raise
            return
        if self.nr_conns >= self.cfg.worker_connections:
            self._make_room()
        self.nr_conns += 1
        wrapped = ClientSocket(sock, self.slow)
        self._await(Connection(self.cfg, wrapped, client, listener.getsockname()))

    def on_client_socket_readable(self, conn: Connection, client: Any) -> None:
        """Begin to receive a further request on a kept connection."""
        if not isinstance(conn, Connection):
            super().on_client_socket_readable(conn, client)
            return
        if conn.closed:
            return
        self.poller.unregister(client)
        self.keepalived_conns.remove(conn)
        self._receive(conn, client)

    def handle(self, conn: Connection) -> Any:
        """Serve a request, in a thread of the pool.

        A busy connection stays with its thread while no other waits for one: handing it back and
        forth is a good part of what a small request costs.
        """
        if not isinstance(conn, Connection):
            return super().handle(conn)
        waited_seconds = time.monotonic() - conn.queued_at
        if waited_seconds > _LONG_WAIT_SECONDS and conn.sock.has_left():
            return False  # nobody reads what it would cost Prometheus to answer
        kept = self._serve(conn)
        while kept and self.alive and self._next_is_here(conn):
            kept = self._serve(conn)
        return kept

    def handle_request(self, req: Any, conn: Connection) -> Any:
        """Serve one request; an answer that breaks off ends its connection with a reset."""
        try:
            return super().handle_request(req, conn)
        except CutError:
            conn.cut = True
            raise

    def finish_request(self, conn: Connection, future: "Future[Any]") -> None:
        """Keep the connection for its next request, or end it."""
        if not isinstance(conn, Connection):
            super().finish_request(conn, future)
        elif future.cancelled() or future.exception() or not future.result():
            if not future.cancelled() and not isinstance(future.exception(), (OSError, NoneType)):
                self.log.error("a connection failed", exc_info=future.exception())
            self._linger(conn)
        elif rest := conn.parser.unreader.take_buffered():
            conn.sock.setblocking(False)
            self._add(conn, rest)
        elif conn.incoming.received:
            conn.sock.setblocking(False)
            self._add(conn, b"")
        else:
            super().finish_request(conn, future)

    def murder_pending(self) -> None:
        """End what did not come, or was not closed, in time."""
        super().murder_pending()
        now = time.monotonic()
        while self.lingering and self.lingering[0].timeout <= now:
            self._close(self.lingering.popleft())

    def _cap_keepalive(self, deadline: float) -> None:
        """Let a worker that stops wait as briefly for requests that have only begun."""
        super()._cap_keepalive(deadline)
        for conn in self.pending_conns:
            conn.timeout = min(conn.timeout, deadline)

    def handle_error(self, req: Any, client: socket.socket, addr: Any, exc: Exception) -> None:
        """Answer what cannot be served, as Prometheus' clients expect it."""
        if isinstance(exc, ParseException):
            self.log.warning(
                "refused a malformed request from %s: %s", _host(addr), type(exc).__name__
            )
            answer = refusals.malformed(exc)
        else:
            self.log.error("error while serving a request", exc_info=exc)
            answer = refusals.failed()
        with suppress(OSError):
            client.sendall(answer)

    def _make_room(self) -> None:
        """End the connection that has waited longest."""
        if time.monotonic() - self.crowded_at > _SILENCE_SECONDS:
            self.crowded_at = time.monotonic()
            self.log.warning(
                "%s connections are open, and no more may be: those that have waited longest are"
                " ended (--worker-connections, and the limit of open files)",
                self.nr_conns,
            )
        for waiting in (self.pending_conns, self.lingering, self.keepalived_conns):
            if waiting:
                self._close(waiting.popleft())
                return
        time.sleep(_PAUSE_SECONDS)  # all are being served

    def _serve(self, conn: Connection) -> Any:
        with conn.sock.serving():
            return super().handle(conn)

    def _next_is_here(self, conn: Connection) -> bool:
        """Wait a moment for the next request; what has come of it is never lost."""
        if self.tpool.wanted or conn.parser.unreader.buf.getvalue():
            return False
        data = conn.sock.recv_soon(_READ_BYTES)
        if not data or conn.incoming.add(data) is not Progress.READY:
            return False
        conn.hand_over()
        return True

    def _await(self, conn: Connection) -> None:
        """Receive what comes on this connection, beside all others."""
        conn.awaited = True
        conn.timeout = time.monotonic() + RECEIVE_SECONDS
        self.pending_conns.append(conn)
        self.poller.register(conn.sock, selectors.EVENT_READ, partial(self._receive, conn))

    def _stop_awaiting(self, conn: Connection) -> None:
        if conn.awaited:
            conn.awaited = False
            self.poller.unregister(conn.sock)
            self.pending_conns.remove(conn)

    def _receive(self, conn: Connection, client: Any) -> None:
        if conn.closed:  # to make room, while this event was waiting its turn
            return
        try:
            data = conn.sock.recv(_READ_BYTES)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        if data:
            self._add(conn, data)
        else:
            self._stop_awaiting(conn)
            self._close(conn)

    def _add(self, conn: Connection, data: bytes) -> None:
        """Take what has come, and hand the request to a thread once it is whole."""
        progress = conn.incoming.add(data)
        if progress is Progress.PARTIAL:
            if not conn.awaited:
                self._await(conn)
            return
        self._stop_awaiting(conn)
        if progress is Progress.READY:
            conn.init()
            conn.data_ready = True
            conn.hand_over()
            conn.queued_at = time.monotonic()
            self.enqueue_req(conn)
            return
        self.log.warning("refused a request from %s: %s", _host(conn.client), progress.name)
        with suppress(OSError):
            conn.sock.send(refusals.too_long(progress))
        self._linger(conn)

    def _linger(self, conn: Connection) -> None:
        """Say that no more comes, and let the client read it: a reset would throw it away."""
        try:
            conn.sock.setblocking(False)
            if conn.cut:
                conn.sock.reset()
                self._close(conn)
                return
            conn.sock.shutdown(socket.SHUT_WR)
        except OSError:
            self._close(conn)
            return
        conn.timeout = time.monotonic() + LINGER_SECONDS
        self.lingering.append(conn)
        self.poller.register(conn.sock, selectors.EVENT_READ, partial(self._drain, conn))

    def _drain(self, conn: Connection, client: Any) -> None:
        if conn.closed:
            return
        try:
            more = conn.sock.recv(_READ_BYTES)
        except BlockingIOError:
            return
        except OSError:
            more = b""
        if not more:
            self.lingering.remove(conn)
            self._close(conn)

    def _close(self, conn: Connection) -> None:
        conn.closed, conn.awaited = True, False
        with suppress(OSError, KeyError, ValueError):
            self.poller.unregister(conn.sock)
        self.nr_conns -= 1
        conn.close()


def _host(client: Any) -> Any:
    """Return the client's address without its port; it has none on a Unix socket."""
    return client[0] if isinstance(client, tuple) else client
