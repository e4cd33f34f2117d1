"""One connection to the upstream: a request goes out, and its answer comes in, in time."""

import errno
import select
import socket
import ssl
import weakref
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from app.errors import UnavailableError
from app.prometheus.answer_parser import AnswerParser
from app.prometheus.patience import Patience
from app.receive_timeout import set_receive_timeout

_READ_BYTES = 256 * 1024
# Linux tells by it how much a socket holds in memory; the first number is what waits to be read.
_SO_MEMINFO = 55
_NOTHING = bytes(4)
_SOON_SECONDS = 0.01
_AGAIN = (BlockingIOError, ssl.SSLWantReadError, ssl.SSLWantWriteError)


class ResetError(Exception):
    """The connection ended before the first byte of an answer: another one may be tried."""


@dataclass(frozen=True, slots=True)
class Address:
    """Where the upstream listens; `tls` where it wants that."""

    host: str
    port: int
    connect_timeout_seconds: float = 3.0
    tls: ssl.SSLContext | None = None


class Connection:
    """A connected socket that never blocks for long; used by one thread at a time."""

    def __init__(self, sock: socket.socket) -> None:
        self._sock = sock
        # TLS can only be asked not to block; else what comes soon is awaited by receiving it.
        if isinstance(sock, ssl.SSLSocket):
            sock.setblocking(False)
            self._flags = 0
        else:
            sock.setblocking(True)
            set_receive_timeout(sock, _SOON_SECONDS)
            self._flags = socket.MSG_DONTWAIT
        # An idle connection ends with its pool.
        self._ended = weakref.finalize(self, sock.close)

    @property
    def stale(self) -> bool:
        """Say whether an idle connection has ended, or was sent what nobody asked for.

        That would be taken for the answer to the next request. The look does not let go of
        Python's lock, so that little can arrive between it and the request.
        """
        return self._sock.getsockopt(socket.SOL_SOCKET, _SO_MEMINFO, 4) != _NOTHING

    def send(self, head: bytes, body: Iterable[bytes], patience: Patience) -> None:
        """Send a request; raises `ResetError` where the other end does not take it."""
        try:
            self._send_all(head, patience)
            for part in body:
                self._send_all(part, patience)
        except OSError as error:
            raise ResetError from error

    def read_head(self, parser: AnswerParser, patience: Patience) -> None:
        """Read until the head of the answer is there, and what came with it."""
        while not parser.head_complete:
            patience.refuse_late_head()
            try:
                data = self._sock.recv(_READ_BYTES)
            except _AGAIN as error:
                patience.await_first_byte(self._sock, _event(error))
                continue
            except OSError as error:
                if parser.started:
                    raise UnavailableError("Prometheus' answer broke off") from error
                raise ResetError from error
            if not data and not parser.started:
                raise ResetError
            parser.feed(data)

    def read_more(self, parser: AnswerParser, patience: Patience) -> None:
        """Read the next piece of the body."""
        patience.refuse_late()
        while True:
            try:
                return parser.feed(self._sock.recv(_READ_BYTES))
            except _AGAIN as error:
                patience.await_more(self._sock, _event(error))
            except OSError as error:
                raise UnavailableError("Prometheus' answer broke off") from error

    def close(self) -> None:
        """Give the connection up."""
        self._ended()

    def _send_all(self, data: bytes, patience: Patience) -> None:
        left = memoryview(data)
        while left:
            try:
                left = left[self._sock.send(left, self._flags) :]
            except _AGAIN as error:
                patience.await_first_byte(self._sock, _event(error, select.POLLOUT))


def tls_context(ca_file: Path | None) -> ssl.SSLContext:
    """Return how certificates are checked: against the file's, or the system's.

    Raises `ValueError` for a file without certificates.
    """
    try:
        return ssl.create_default_context(cafile=ca_file)
    except OSError as error:
        raise ValueError(f"{ca_file} holds no certificates that can be read: {error}") from error


def connect(address: Address, patience: Patience) -> Connection:
    """Return a new connection; raises `UnavailableError` where there is none to be had."""
    seconds = min(address.connect_timeout_seconds, max(0.05, patience.first_byte.remaining_seconds))
    try:
        sock = socket.create_connection((address.host, address.port), seconds)
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if address.tls is not None:
            sock = _secured(sock, address.tls, address.host)
    except OSError as error:
        raise UnavailableError(_unreachable(error)) from error
    return Connection(sock)


def _secured(sock: socket.socket, tls: ssl.SSLContext, host: str) -> socket.socket:
    try:
        return tls.wrap_socket(sock, server_hostname=host)
    except OSError:
        sock.close()
        raise


def _unreachable(error: OSError) -> str:
    if error.errno in (errno.EMFILE, errno.ENFILE):
        return "the proxy may open no more files: raise its limit of open files"
    return f"Prometheus cannot be reached ({_what(error)}): check PROMETHEUS_URL"


def _what(error: OSError) -> str:
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"its certificate is not trusted: {error.verify_message}"
    if isinstance(error, TimeoutError):
        return "no connection in time"
    return error.strerror or type(error).__name__


def _event(error: Exception, otherwise: int = select.POLLIN) -> int:
    """Return what to wait for: TLS may have to write in order to read, and the other way."""
    if isinstance(error, ssl.SSLWantWriteError):
        return select.POLLOUT
    return select.POLLIN if isinstance(error, ssl.SSLWantReadError) else otherwise
