"""Connections to the upstream that are kept for the next request."""

from collections import deque
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field

from app.errors import UnavailableError
from app.prometheus.answer_parser import AnswerParser
from app.prometheus.connection import Address, Connection, ResetError, connect
from app.prometheus.patience import Patience


@dataclass(frozen=True, slots=True)
class Message:
    """A request as bytes; a `body` that can be read once only cannot be sent again."""

    head: bytes
    body: bytes | Iterable[bytes]
    to_head: bool

    @property
    def repeatable(self) -> bool:
        """Say whether it can be sent twice."""
        return isinstance(self.body, bytes)

    @property
    def parts(self) -> Iterable[bytes]:
        """Return the body's parts."""
        return (self.body,) if isinstance(self.body, bytes) else self.body


@dataclass(frozen=True, slots=True)
class Pool:
    """Idle connections, the last used first; as many are open as requests are under way."""

    address: Address
    idle: deque[Connection] = field(default_factory=deque)

    def exchange(self, message: Message, patience: Patience) -> tuple[AnswerParser, Connection]:
        """Send a request and return its answer's head, with the connection its body comes by.

        Sends it once more where the connection is reset before the answer's first byte. Raises
        `UnavailableError`, `TimedOutError`, `ClientLeftError`.
        """
        with suppress(ResetError):
            return self._try(self._kept() or connect(self.address, patience), message, patience)
        if message.repeatable and not patience.first_byte.passed:
            with suppress(ResetError):
                return self._try(connect(self.address, patience), message, patience)
        raise UnavailableError("Prometheus closed the connection without an answer")

    def keep(self, connection: Connection) -> None:
        """Take back a connection whose answer was read to its end."""
        self.idle.append(connection)

    def _kept(self) -> Connection | None:
        while self.idle:
            with suppress(IndexError):  # another thread was faster
                connection = self.idle.pop()
                if not connection.stale:
                    return connection
                connection.close()
        return None

    def _try(
        self, connection: Connection, message: Message, patience: Patience
    ) -> tuple[AnswerParser, Connection]:
        parser = AnswerParser(to_head=message.to_head)
        try:
            with suppress(ResetError):  # it may have answered before it had read everything
                connection.send(message.head, message.parts, patience)
            connection.read_head(parser, patience)
        except BaseException:
            connection.close()
            raise
        return parser, connection
