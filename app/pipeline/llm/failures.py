"""What an endpoint's refusal means, in words that say what to check."""

import re

import orjson
import requests
from urllib3.exceptions import ReadTimeoutError

from app.pipeline.llm.base import ModelError

_COMPLAINT_CHARS = 200
_UNPRINTABLE = re.compile(r"[\s\x00-\x1f\x7f-\x9f]+")

_TEXTS = {
    401: "the model endpoint refused the key: check OPENAI_API_KEY",
    403: "the model endpoint forbids this: check OPENAI_API_KEY and what it may use",
    404: "the model endpoint has no such path or model: check LLM_ENDPOINT and OPENAI_MODEL",
    405: "the model endpoint takes no POST at this path: check LLM_ENDPOINT",
    413: "the model endpoint takes no request of this size: check its limits",
    429: "the model endpoint is over its quota or rate limit (429): check the account, or wait",
}


class ModelTimedOutError(ModelError):
    """The deadline passed before the model's answer was there."""

    error_type = "timeout"

    def __init__(self) -> None:
        super().__init__("the model did not answer in time")


class RequestRefusedError(ModelError):
    """The endpoint does not take the request as it is; `complaint` says why, in lower case."""

    def __init__(self, message: str, complaint: str) -> None:
        super().__init__(message)
        self.complaint = complaint


def failure_for(status: int, body: bytes, api_key: str | None) -> ModelError:
    """Return the error for an answer other than 200; no key and no whole body stand in it."""
    if status in _TEXTS:
        return ModelError(_TEXTS[status])
    if 300 <= status < 400:
        return ModelError(
            f"the model endpoint redirects ({status}), which is not followed: check LLM_ENDPOINT"
        )
    if status in (400, 422):
        complaint = _complaint(body, api_key)
        return RequestRefusedError(
            f"the model endpoint did not take the request ({status}): "
            f"{complaint[:_COMPLAINT_CHARS] or 'check LLM_PROVIDER and OPENAI_MODEL'}",
            complaint.casefold(),
        )
    if status >= 500:
        return ModelError(
            f"the model endpoint failed ({status}): it may be overloaded or still loading"
        )
    return ModelError(f"the model endpoint refused the request ({status}): check LLM_ENDPOINT")


def unreachable(error: requests.RequestException, deadline_passed: bool) -> ModelError:
    """Return the error for an endpoint that gave no answer, or only a part of one."""
    if isinstance(error, requests.exceptions.SSLError):
        return ModelError(
            "the model endpoint's certificate cannot be verified: check LLM_ENDPOINT and its CA"
        )
    if isinstance(error, requests.ConnectTimeout):
        return ModelError(
            "the model endpoint does not accept connections: check LLM_ENDPOINT and the network"
        )
    if isinstance(error, requests.Timeout) or deadline_passed or _read_timed_out(error):
        return ModelTimedOutError()
    if isinstance(error, ValueError):  # requests' own way to say that a URL is unusable
        return ModelError("LLM_ENDPOINT is no usable URL: check it")
    return ModelError(
        f"the model endpoint cannot be reached ({type(error).__name__}): "
        "check LLM_ENDPOINT and that the server runs"
    )


def _read_timed_out(error: requests.RequestException) -> bool:
    return bool(error.args) and isinstance(error.args[0], ReadTimeoutError)


def _complaint(body: bytes, api_key: str | None) -> str:
    text = _UNPRINTABLE.sub(" ", _message(body)).strip()[:2000]
    return text.replace(api_key, "…") if api_key else text


def _message(body: bytes) -> str:
    """Return the message of the error shapes of OpenAI, vLLM, FastAPI and Ollama."""
    try:
        found = orjson.loads(body)
    except orjson.JSONDecodeError:
        return ""
    error = (found.get("error") or found) if isinstance(found, dict) else found
    if isinstance(error, dict):
        pieces = (error.get("message"), error.get("detail"), error.get("param"))
        return " ".join(_text(piece) for piece in pieces if piece)
    return _text(error)


def _text(piece: object) -> str:
    return piece if isinstance(piece, str) else orjson.dumps(piece).decode()
