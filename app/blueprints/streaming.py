"""Turns upstream answers into streaming responses; closing the response closes the upstream."""

from collections.abc import Iterable

from flask import Response

from app.answering import Answered
from app.prometheus.forward import UpstreamAnswer

_OF_THE_ENCODED_BODY = frozenset({"content-length", "content-encoding", "transfer-encoding"})


def streamed(answer: UpstreamAnswer) -> Response:
    """Return the upstream's answer as it comes: status, headers, bytes."""
    return _response(answer.body, answer.status, answer.headers)


def whole(body: bytes, answer: UpstreamAnswer) -> Response:
    """Return the upstream's answer, whose body was read and decoded before."""
    headers = [pair for pair in answer.headers if pair[0].lower() not in _OF_THE_ENCODED_BODY]
    return _response([body], answer.status, headers)


def translated(answered: Answered) -> Response:
    """Return the answer to a question, with the headers that tell what ran."""
    headers = [
        *answered.answer.headers,
        ("Content-Type", "application/json"),
        *answered.headers.items(),
    ]
    return _response(answered.answer, answered.answer.status, headers)


def _response(body: Iterable[bytes], status: int, headers: Iterable[tuple[str, str]]) -> Response:
    response = Response(body, status=status, direct_passthrough=True)
    response.headers.clear()  # werkzeug's own Content-Type
    for name, value in headers:
        response.headers.add(name, value)
    return response
