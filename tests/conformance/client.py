"""A client that sends bytes as they stand and decodes nothing."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPResponse

from tests.conformance.exchange import Answer, Sent, read_answer

_TIMEOUT_SECONDS = 30


class Client:
    """One kept-alive connection; a new one is opened where the server closed the last."""

    def __init__(self, url: str) -> None:
        self._address = url.removeprefix("http://")
        self._connection: socket.socket | None = None

    def send(self, sent: Sent) -> Answer:
        """Send one request and read its answer to the end."""
        connection = self._connection or self._open()
        connection.sendall(sent.wire(self._address))
        with HTTPResponse(connection, method=sent.method) as response:
            answer = read_answer(response)
            if response.will_close:
                self.close()
        return answer

    def close(self) -> None:
        """Close the connection, if there is one."""
        if self._connection:
            self._connection.close()
        self._connection = None

    def _open(self) -> socket.socket:
        host, _, port = self._address.partition(":")
        self._connection = socket.create_connection((host, int(port)), timeout=_TIMEOUT_SECONDS)
        self._connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return self._connection


@contextmanager
def client(url: str) -> Iterator[Client]:
    """Return a client whose connection ends with the block."""
    opened = Client(url)
    try:
        yield opened
    finally:
        opened.close()
