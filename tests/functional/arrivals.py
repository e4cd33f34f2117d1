"""What reached an upstream, read off its connections."""

from dataclasses import dataclass
from typing import BinaryIO

from tests.fakes import Received


@dataclass(frozen=True)
class Arrival(Received):
    """A request as it came over the wire; `whole` unless it broke off."""

    whole: bool = True

    @property
    def method(self) -> str:
        return self.line.split(" ")[0]

    @property
    def target(self) -> str:
        return self.line.split(" ")[1]

    @property
    def path(self) -> str:
        return self.target.partition("?")[0]

    @property
    def is_look_up(self) -> bool:
        """Say whether the proxy asked for itself, as it does behind the scenes at any time."""
        return self.named().get("user-agent") == "prometheus-llm-proxy"


def read_arrival(reader: BinaryIO) -> Arrival | None:
    """Return the next request of a connection; None at its end."""
    line = reader.readline().decode("latin-1")
    if not line:
        return None
    headers = []
    while header := reader.readline().decode("latin-1").strip():
        name, _, value = header.partition(":")
        headers.append((name, value.strip()))
    head = Arrival(line.rstrip("\r\n"), tuple(headers), b"")
    body, whole = _body(reader, head.named())
    return Arrival(head.line, head.headers, body, whole)


def _body(reader: BinaryIO, headers: dict[str, str]) -> tuple[bytes, bool]:
    if "transfer-encoding" in headers:
        return _chunks(reader)
    length = int(headers.get("content-length", 0))
    body = reader.read(length)
    return body, len(body) == length


def _chunks(reader: BinaryIO) -> tuple[bytes, bool]:
    body = b""
    while (line := reader.readline()) != b"0\r\n":
        if not line.endswith(b"\r\n"):
            return body, False
        size = int(line, 16)
        part = reader.read(size + 2)
        body += part[:size]
        if len(part) < size + 2:
            return body, False
    return body, reader.readline() == b"\r\n"
