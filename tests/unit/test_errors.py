"""Every error is an envelope that Grafana shows: no data, one text."""

import pytest

from app import errors
from app.prometheus.client import UpstreamRefusedError

KINDS = [
    (errors.ProxyError("x"), 503, "unavailable"),
    (errors.BadRequestError("x"), 400, "bad_data"),
    (errors.UnauthorizedError("x"), 401, "unauthorized"),
    (errors.ForbiddenError("x"), 403, "forbidden"),
    (errors.NotFoundError("x"), 404, "not_found"),
    (errors.ConflictError("x"), 409, "conflict"),
    (errors.TooLargeError("x"), 413, "bad_data"),
    (errors.UnsupportedMediaTypeError("x"), 415, "bad_data"),
    (errors.ExecutionError("x"), 422, "execution"),
    (errors.TimedOutError("x"), 503, "timeout"),
    (errors.UnavailableError("x"), 503, "unavailable"),
]


@pytest.mark.parametrize(("error", "status", "error_type"), KINDS)
def test_an_error_is_told_in_prometheus_envelope(
    error: errors.ProxyError, status: int, error_type: str
) -> None:
    assert (error.status, error.headers) == (status, {})
    assert error.body() == {"status": "error", "errorType": error_type, "error": "x"}


def test_a_wrong_method_tells_the_right_ones() -> None:
    error = errors.MethodNotAllowedError(("GET", "POST"))
    assert (error.status, error.headers) == (405, {"Allow": "GET, POST"})
    assert error.body() == {
        "status": "error",
        "errorType": "bad_data",
        "error": "method not allowed: use GET, POST",
    }


def test_an_error_that_says_more_leaves_the_first_one_as_it_was() -> None:
    first = UpstreamRefusedError(400, "bad_data", "x")
    second = first.about("(hash 1)", {"X-A": "1"})
    assert (str(first), first.headers) == ("x", {})
    assert (type(second), str(second)) == (UpstreamRefusedError, "x (hash 1)")
    assert vars(second) == {**vars(first), "headers": {"X-A": "1"}}
