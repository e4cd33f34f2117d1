"""Passes bytes on to a real upstream, unread, and tells which requests were among them."""

import io
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

from scripts.processes import Server
from tests.functional.arrivals import Arrival, read_arrival


@dataclass
class Relay:
    """`url` is where it listens; each connection's bytes are kept."""

    url: str
    upstream: str
    _streams: list[bytearray] = field(default_factory=list)
    _forgotten: dict[int, int] = field(default_factory=dict)

    @property
    def received(self) -> list[Arrival]:
        """Return what came for clients since the last `forget`, by connection."""
        return [arrival for arrival in self.everything if not arrival.is_look_up]

    @property
    def everything(self) -> list[Arrival]:
        """Return the same with what the proxy asked for itself."""
        return [
            arrival
            for number, arrivals in enumerate(self._arrivals())
            for arrival in arrivals[self._forgotten.get(number, 0) :]
        ]

    def forget(self) -> None:
        """Leave out what came so far, and the rest of a request that is under way."""
        self._forgotten = {
            number: len(arrivals) for number, arrivals in enumerate(self._arrivals())
        }

    def busy(self) -> bool:
        """Say whether anything comes within a moment."""
        before = sum(map(len, self._streams))
        time.sleep(0.5)
        return sum(map(len, self._streams)) > before

    def serve(self, listening: socket.socket) -> None:
        while True:
            try:
                connection, _ = listening.accept()
            except OSError:
                return
            self._streams.append(bytearray())
            self._join(connection, self._streams[-1])

    def _arrivals(self) -> list[list[Arrival]]:
        return [list(_arrivals(bytes(stream))) for stream in list(self._streams)]

    def _join(self, client: socket.socket, stream: bytearray) -> None:
        host, port = self.upstream.split(":")
        try:
            server = socket.create_connection((host, int(port)))
        except ConnectionRefusedError:
            client.close()
            return
        for source, sink, kept in ((client, server, stream), (server, client, None)):
            threading.Thread(target=_pump, args=(source, sink, kept), daemon=True).start()


def _pump(source: socket.socket, sink: socket.socket, kept: bytearray | None) -> None:
    with suppress(OSError):
        while data := source.recv(65_536):
            if kept is not None:
                kept += data
            sink.sendall(data)
    for end in (source, sink):
        with suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)
    sink.close()


def _arrivals(stream: bytes) -> Iterator[Arrival]:
    reader = io.BytesIO(stream)
    while (arrival := read_arrival(reader)) is not None:
        yield arrival


@contextmanager
def relay(upstream: Server | str) -> Iterator[Relay]:
    """Run one on a free loopback port, in front of a server or an address."""
    address = upstream if isinstance(upstream, str) else upstream.address
    with socket.create_server(("127.0.0.1", 0)) as listening:
        running = Relay(f"http://127.0.0.1:{listening.getsockname()[1]}", address)
        threading.Thread(target=running.serve, args=(listening,), daemon=True).start()
        yield running
        listening.shutdown(socket.SHUT_RDWR)
