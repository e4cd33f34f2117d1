"""Turns upstream answers into streaming responses; closing the response closes the upstream."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import structlog
from flask import Response, request

from app.answering import Answered
from app.errors import ProxyError
from app.pipeline.execute import Answer
from app.pipeline.notices import AnswerCutError
from app.prometheus.forward import Stream, UpstreamAnswer
from app.prometheus.headers import Headers
from app.serving.client_socket import ClientSocket, CutError

_log = structlog.get_logger()


class Streamed(Response):
    """An answer that goes to the WSGI server as it is, without what werkzeug adds to its own.

    So no header of ours stands in it, and it costs little; docs/adr/0006 has figures.
    """

    def __init__(self, status: int, reason: str, headers: Headers, body: "Body") -> None:
        """Take the body as it is; the WSGI server closes it."""
        # Nothing of werkzeug's own is built: nobody would send it.
        self._status_code = status
        self._line = f"{status} {reason}"
        self._head = list(headers)
        self._body = body

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        """Answer as WSGI has it."""
        client = environ.get("gunicorn.socket")
        if self._body.ready and isinstance(client, ClientSocket):
            client.join_head()
        start_response(self._line, self._head)
        return self._body


@dataclass(frozen=True, slots=True)
class Body:
    """A body under way. Where it breaks off, the connection is cut: that is what tells it."""

    parts: Stream | Answer
    route: str | None

    @property
    def ready(self) -> bool:
        """Say whether some of it, or its end, is here."""
        return not isinstance(self.parts, Stream) or self.parts.ready

    def __iter__(self) -> Iterator[bytes]:
        """Yield the parts; raises `CutError` where they break off."""
        if not self.ready:
            yield b""  # WSGI's way to send the head before there is a body
        try:
            yield from self.parts
        except (ProxyError, AnswerCutError) as error:
            _log.warning("answer cut off", route=self.route, reason=str(error))
            raise CutError(str(error)) from error

    def close(self) -> None:
        """Give up what is not read."""
        self.parts.close()


def streamed(answer: UpstreamAnswer) -> Response:
    """Return the upstream's answer as it comes: status, headers, bytes."""
    return Streamed(
        answer.status, answer.reason, answer.headers, Body(answer.body, request.endpoint)
    )


def translated(answered: Answered) -> Response:
    """Return the answer to a question, with the headers that tell what ran."""
    headers = [
        *answered.answer.headers,
        ("Content-Type", "application/json"),
        *answered.headers.items(),
    ]
    return Streamed(200, "OK", headers, Body(answered.answer, request.endpoint))
