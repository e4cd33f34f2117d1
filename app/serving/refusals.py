"""What the server itself refuses, in the envelope that Prometheus' clients read."""

from http import HTTPStatus

import orjson
from gunicorn.http import errors

from app.serving.incoming import Progress

_TOO_LONG = {
    Progress.LINE_TOO_LONG: (
        HTTPStatus.REQUEST_URI_TOO_LONG,
        "the URL is too long: send the parameters in the body of a POST",
    ),
    Progress.HEADERS_TOO_LONG: (
        HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE,
        "the headers are too long",
    ),
}
_STATUS = {
    errors.LimitRequestLine: HTTPStatus.REQUEST_URI_TOO_LONG,
    errors.LimitRequestHeaders: HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE,
    errors.ExpectationFailed: HTTPStatus.EXPECTATION_FAILED,
    errors.UnsupportedTransferCoding: HTTPStatus.NOT_IMPLEMENTED,
    errors.InvalidHTTPVersion: HTTPStatus.HTTP_VERSION_NOT_SUPPORTED,
}


def too_long(progress: Progress) -> bytes:
    """Return the answer to a request whose line or headers go on for too long."""
    return _answer(*_TOO_LONG[progress])


def malformed(error: errors.ParseException) -> bytes:
    """Return the answer to a request that the server cannot read, or will not."""
    status = _STATUS.get(type(error), HTTPStatus.BAD_REQUEST)
    return _answer(status, f"the request is not sound HTTP ({type(error).__name__})")


def failed() -> bytes:
    """Return the answer where the server itself failed."""
    reason = "the proxy failed on this request: its log says why"
    return _answer(HTTPStatus.SERVICE_UNAVAILABLE, reason, "unavailable")


def _answer(status: HTTPStatus, error: str, error_type: str = "bad_data") -> bytes:
    body = orjson.dumps({"status": "error", "errorType": error_type, "error": error})
    head = (
        f"HTTP/1.1 {status.value} {status.phrase}\r\nConnection: close\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body
