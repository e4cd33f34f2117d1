"""How long a request may take, and for whom."""

import select
import socket
from dataclasses import dataclass

from app.deadline import Deadline
from app.errors import ClientLeftError, TimedOutError

_LONGEST_SECONDS = 86_400.0
_LATE = "Prometheus did not answer in time"
_UNFINISHED = "Prometheus did not finish its answer in time"


@dataclass(frozen=True, slots=True)
class Patience:
    """The answer must begin by `first_byte`, end by `whole`, which is no earlier, and while
    `client` listens.
    """

    first_byte: Deadline
    whole: Deadline
    client: socket.socket | None = None

    @classmethod
    def until(cls, deadline: Deadline) -> "Patience":
        """Return the patience of somebody who wants the whole answer by then."""
        return cls(deadline, deadline)

    def await_first_byte(self, upstream: socket.socket, event: int) -> None:
        """Wait until `upstream` can be written to or has begun to answer.

        Raises `TimedOutError`, or `ClientLeftError` when the client hangs up meanwhile.
        """
        if not self._wait(upstream, event, self.first_byte):
            raise TimedOutError(_LATE)

    def await_more(self, upstream: socket.socket, event: int) -> None:
        """Wait until `upstream` has more of its answer; raises as `await_first_byte` does."""
        if not self._wait(upstream, event, self.whole):
            raise TimedOutError(_UNFINISHED)

    def refuse_late_head(self) -> None:
        """Raise `TimedOutError` where the time for the answer to begin is over."""
        if self.first_byte.passed:
            raise TimedOutError(_LATE)

    def refuse_late(self) -> None:
        """Raise `TimedOutError` where the time for the whole answer is over."""
        if self.whole.passed:
            raise TimedOutError(_UNFINISHED)

    def _wait(self, upstream: socket.socket, event: int, deadline: Deadline) -> bool:
        poll = select.poll()
        poll.register(upstream, event)
        if self.client is not None:
            # Half a close is a close, as it is for Prometheus itself.
            poll.register(self.client, select.POLLRDHUP)
        ready = [
            fd for fd, _ in poll.poll(min(deadline.remaining_seconds, _LONGEST_SECONDS) * 1000)
        ]
        if ready and upstream.fileno() not in ready:
            raise ClientLeftError("the client left before the answer was there")
        return bool(ready)
