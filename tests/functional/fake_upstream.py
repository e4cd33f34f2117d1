"""An upstream that does to each request what it is told, and tells what arrived."""

import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

from tests.fakes import answer
from tests.functional.arrivals import Arrival, read_arrival

OK = answer(
    b'{"status":"success","data":{"resultType":"scalar","result":[4,"2"]}}',
    "Content-Type: application/json",
)


class Closing(Exception):  # noqa: N818 - it is no error
    """Raised by a behaviour that wants the connection closed."""


Behaviour = Callable[["FakeUpstream", Arrival, socket.socket], None]


@dataclass
class FakeUpstream:
    """`url` is where it listens; `received` what came, `left` what nobody waits for any more.

    A behaviour may wait for a test to set `later`.
    """

    behave: Behaviour
    scheme: str = "http"
    port: int = 0
    received: list[Arrival] = field(default_factory=list)
    connections: int = 0
    left: list[Arrival] = field(default_factory=list)
    later: threading.Event = field(default_factory=threading.Event)
    _open: list[socket.socket] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"{self.scheme}://127.0.0.1:{self.port}"

    def think(self, arrival: Arrival, connection: socket.socket) -> None:
        """Answer nothing, until the other end closes."""
        with suppress(ConnectionError):
            connection.recv(1)
        self.left.append(arrival)

    def serve(self, listening: socket.socket, tls: ssl.SSLContext | None) -> None:
        while True:
            try:
                connection, _ = listening.accept()
            except OSError:
                return
            self.connections += 1
            self._open.append(connection)
            threading.Thread(target=self._serve, args=(connection, tls), daemon=True).start()

    def close(self) -> None:
        for connection in self._open:
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)

    def _serve(self, connection: socket.socket, tls: ssl.SSLContext | None) -> None:
        with suppress(OSError, Closing), connection:
            secured = tls.wrap_socket(connection, server_side=True) if tls else connection
            with secured, secured.makefile("rb") as reader:
                while (arrival := read_arrival(reader)) is not None:
                    self.received.append(arrival)
                    self.behave(self, arrival, secured)


def always(*parts: bytes) -> Behaviour:
    """Return the behaviour that gives one answer to everything."""
    return lambda _upstream, _arrival, connection: connection.sendall(b"".join(parts))


@contextmanager
def fake_upstream(
    behave: Behaviour, *, tls: ssl.SSLContext | None = None
) -> Iterator[FakeUpstream]:
    """Run it on a free loopback port, each connection in a thread."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        upstream = FakeUpstream(behave, "https" if tls else "http", listening.getsockname()[1])
        threading.Thread(target=upstream.serve, args=(listening, tls), daemon=True).start()
        yield upstream
        listening.shutdown(socket.SHUT_RDWR)
        upstream.close()
