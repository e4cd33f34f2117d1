"""A TCP relay in front of an upstream that keeps every byte of both directions."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

from scripts.processes import LOOPBACK, Server

_PIECE_BYTES = 256 * 1024


@dataclass(slots=True)
class Recorded:
    """What went through one connection since it was last looked at."""

    request: bytearray = field(default_factory=bytearray)
    answer: bytearray = field(default_factory=bytearray)


class Relay:
    """Passes bytes on as they come; a byte is recorded before it is passed on."""

    def __init__(self, listening: socket.socket, upstream: Server) -> None:
        self.url = f"http://{LOOPBACK}:{listening.getsockname()[1]}"
        self._listening = listening
        host, _, port = upstream.address.partition(":")
        self._upstream = (host, int(port))
        self._lock = threading.Lock()
        self._connections: list[Recorded] = []

    def taken(self) -> list[tuple[bytes, bytes]]:
        """Return (request, answer) of each connection used since the last call, and forget them."""
        with self._lock:
            used = [one for one in self._connections if one.request or one.answer]
            pairs = [(bytes(one.request), bytes(one.answer)) for one in used]
            for one in used:
                one.request.clear()
                one.answer.clear()
            return pairs

    def accept(self) -> None:
        """Serve connections until the listening socket is shut down."""
        served = []
        with suppress(OSError):
            while True:
                client, _ = self._listening.accept()
                served.append(threading.Thread(target=self._serve, args=(client,)))
                served[-1].start()
        for thread in served:
            thread.join()

    def _serve(self, client: socket.socket) -> None:
        recorded = Recorded()
        with self._lock:
            self._connections.append(recorded)
        with client, socket.create_connection(self._upstream) as upstream:
            back = threading.Thread(target=self._pump, args=(upstream, client, recorded.answer))
            back.start()
            self._pump(client, upstream, recorded.request)
            back.join()

    def _pump(self, source: socket.socket, sink: socket.socket, record: bytearray) -> None:
        sink.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        with suppress(OSError):
            while piece := source.recv(_PIECE_BYTES):
                with self._lock:
                    record += piece
                sink.sendall(piece)
        # One end has closed: so does the other, which ends the pump of the other direction.
        for end in (source, sink):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)


@contextmanager
def relay(upstream: Server) -> Iterator[Relay]:
    """Run a relay to `upstream` on a free loopback port."""
    with socket.create_server((LOOPBACK, 0)) as listening:
        running = Relay(listening, upstream)
        thread = threading.Thread(target=running.accept, daemon=True)
        thread.start()
        yield running
        listening.shutdown(socket.SHUT_RDWR)
        thread.join()
