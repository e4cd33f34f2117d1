"""A body is read within bounds, and what is wrong with it is told."""

import io
from typing import Any

import pytest
from gunicorn.http.errors import InvalidChunkSize, NoMoreData

from app.blueprints.received_body import declared_length, pieces, whole
from app.errors import BadRequestError, ProxyError, RequestTimeoutError, TooLargeError


def sent(body: bytes, length: int | None) -> dict[str, Any]:
    """Return the environment of a request; without a length its body is chunked."""
    how = {"HTTP_TRANSFER_ENCODING": "chunked"} if length is None else {"CONTENT_LENGTH": length}
    return {"wsgi.input": io.BytesIO(body), **how}


class Failing(io.BytesIO):
    def __init__(self, error: Exception) -> None:
        super().__init__()
        self._error = error

    def read(self, size: int | None = -1) -> bytes:
        raise self._error


@pytest.mark.parametrize("length", [None, 200_000])
def test_a_body_is_read_whole_or_in_pieces(length: int | None) -> None:
    body = b"ab" * 100_000
    assert whole(sent(body, length), 200_000) == body
    assert [len(piece) for piece in pieces(sent(body, length), 200_000)] == [
        65_536, 65_536, 65_536, 3_392,
    ]  # fmt: skip


@pytest.mark.parametrize("environ", [{}, {"CONTENT_LENGTH": ""}, {"CONTENT_LENGTH": "0"}])
def test_without_a_length_there_is_no_body(environ: dict[str, Any]) -> None:
    assert (declared_length(environ), whole(environ, 10)) == (0, b"")


@pytest.mark.parametrize(
    ("environ", "error", "told"),
    [
        (sent(b"x" * 11, 11), TooLargeError, "larger than MAX_REQUEST_BYTES"),
        (sent(b"x" * 11, None), TooLargeError, "larger than MAX_REQUEST_BYTES"),
        (sent(b"x" * 9, 10), BadRequestError, "broke off"),
        (
            {"wsgi.input": Failing(InvalidChunkSize(b"zz")), "HTTP_TRANSFER_ENCODING": "chunked"},
            BadRequestError,
            "not chunked as HTTP asks for",
        ),
        ({"wsgi.input": Failing(NoMoreData()), "CONTENT_LENGTH": "5"}, BadRequestError, "broke"),
        (
            {"wsgi.input": Failing(TimeoutError()), "CONTENT_LENGTH": "5"},
            RequestTimeoutError,
            "did not come in time",
        ),
    ],
)
def test_what_is_wrong_is_told(environ: dict[str, Any], error: type[ProxyError], told: str) -> None:
    with pytest.raises(error, match=told):
        whole(environ, 10)
