"""The exceptions that become answers: each knows its status and Prometheus error type."""

from typing import ClassVar


class ProxyError(Exception):
    """A request that cannot be answered; `str()` is what the user reads."""

    status: ClassVar[int] = 503
    error_type: ClassVar[str] = "unavailable"

    def __init__(self, message: str, *, headers: dict[str, str] | None = None) -> None:
        super().__init__(message)
        self.headers = headers or {}

    def about(self, addition: str, headers: dict[str, str]) -> "ProxyError":
        """Return a copy that says more: one error may be raised in several threads at once."""
        copy = type(self).__new__(type(self), f"{self} {addition}")
        vars(copy).update(vars(self), headers={**self.headers, **headers})
        return copy

    def body(self) -> dict[str, str]:
        """Return the Prometheus error envelope, without a `data` key (it hides the message)."""
        return {"status": "error", "errorType": self.error_type, "error": str(self)}


class BadRequestError(ProxyError):
    """The request is malformed."""

    status = 400
    error_type = "bad_data"


class UnauthorizedError(ProxyError):
    """A token is needed or was wrong."""

    status = 401
    error_type = "unauthorized"


class ForbiddenError(ProxyError):
    """No token can help until an operator sets one."""

    status = 403
    error_type = "forbidden"


class NotFoundError(ProxyError):
    """There is no such route or question."""

    status = 404
    error_type = "not_found"


class MethodNotAllowedError(ProxyError):
    """The route exists, but not for this method."""

    status = 405
    error_type = "bad_data"

    def __init__(self, allowed: tuple[str, ...]) -> None:
        methods = ", ".join(allowed)
        super().__init__(f"method not allowed: use {methods}", headers={"Allow": methods})


class ConflictError(ProxyError):
    """The question is not in a state that allows this decision."""

    status = 409
    error_type = "conflict"


class RequestTimeoutError(ProxyError):
    """The client did not send its request in time."""

    status = 408
    error_type = "bad_data"


class TooLargeError(ProxyError):
    """The request body is larger than the proxy reads."""

    status = 413
    error_type = "bad_data"


class UnsupportedMediaTypeError(ProxyError):
    """The request body is in a form that cannot be read faithfully."""

    status = 415
    error_type = "bad_data"


class ExecutionError(ProxyError):
    """The question cannot be answered, or its PromQL may not run."""

    status = 422
    error_type = "execution"


class TimedOutError(ProxyError):
    """A deadline passed before the answer was there."""

    status = 503
    error_type = "timeout"


class UnavailableError(ProxyError):
    """Something that the answer needs (upstream, model, store) is not there now."""

    status = 503


class CatalogueError(UnavailableError):
    """What Prometheus holds cannot be read, or not be kept: no question can be translated."""


class ClientLeftError(ProxyError):
    """The client hung up, so that nobody reads the answer; the status is for the metrics."""

    status = 499
    error_type = "canceled"
