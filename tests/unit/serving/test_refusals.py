"""What the server refuses is told as Prometheus tells its errors."""

import pytest
from gunicorn.http import errors

from app.serving import refusals
from app.serving.incoming import Progress

LINE, HEADERS = Progress.LINE_TOO_LONG, Progress.HEADERS_TOO_LONG
URL = "the URL is too long: send the parameters in the body of a POST"


@pytest.mark.parametrize(
    ("answer", "line", "error"),
    [
        (refusals.too_long(LINE), "414 Request-URI Too Long", URL),
        (refusals.too_long(HEADERS), "431 Request Header Fields Too Large", "the headers are too"),
        (refusals.malformed(errors.InvalidHeader("x")), "400 Bad Request", "(InvalidHeader)"),
        (refusals.malformed(errors.LimitRequestLine(9, 1)), "414 Request-URI Too Long", "Limit"),
        (refusals.malformed(errors.ExpectationFailed("x")), "417 Expectation Failed", "sound HTTP"),
        (refusals.malformed(errors.UnsupportedTransferCoding("x")), "501 Not Implemented", "HTTP"),
        (refusals.failed(), "503 Service Unavailable", "its log says why"),
    ],
)
def test_a_refusal_is_a_whole_answer_in_the_envelope(answer: bytes, line: str, error: str) -> None:
    head, _, body = answer.decode().partition("\r\n\r\n")
    assert head.split("\r\n")[0] == f"HTTP/1.1 {line}"
    assert f"Content-Length: {len(body)}" in head
    assert "Connection: close" in head
    assert body.startswith('{"status":"error","errorType":')
    assert error in body
