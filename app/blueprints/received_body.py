"""The body of a request, taken off the wire within bounds."""

from collections.abc import Iterator, Mapping
from typing import Any

from gunicorn.http.errors import NoMoreData, ParseException

from app.errors import BadRequestError, RequestTimeoutError, TooLargeError

_PIECE_BYTES = 64 * 1024
_BROKEN_OFF = "the request body broke off"


def declared_length(environ: Mapping[str, Any]) -> int | None:
    """Return how many bytes the body has; None for a chunked one, which tells as it comes."""
    if environ.get("HTTP_TRANSFER_ENCODING"):
        return None
    return int(environ.get("CONTENT_LENGTH") or 0)


def whole(environ: Mapping[str, Any], max_bytes: int) -> bytes:
    """Return the body; raises as `pieces` does."""
    if declared_length(environ) == 0:
        return b""
    return b"".join(pieces(environ, max_bytes))


def pieces(environ: Mapping[str, Any], max_bytes: int) -> Iterator[bytes]:
    """Yield the body piece by piece.

    Raises `TooLargeError`, `RequestTimeoutError` where it stalls, and `BadRequestError` where it
    breaks off or is not framed as HTTP asks for.
    """
    length = declared_length(environ)
    left = max_bytes if length is None else length
    if left > max_bytes:
        raise _too_large()
    while piece := _read(environ["wsgi.input"], min(left + (length is None), _PIECE_BYTES)):
        if len(piece) > left:
            raise _too_large()
        left -= len(piece)
        yield piece
    if length is not None and left:
        raise BadRequestError(_BROKEN_OFF)


def _read(stream: Any, size: int) -> bytes:
    try:
        read: bytes = stream.read(size)
    except ParseException as error:
        raise BadRequestError("the request body is not chunked as HTTP asks for") from error
    except NoMoreData as error:
        raise BadRequestError(_BROKEN_OFF) from error
    except OSError as error:
        raise RequestTimeoutError("the request body did not come in time") from error
    return read


def _too_large() -> TooLargeError:
    return TooLargeError("the request body is larger than MAX_REQUEST_BYTES")
