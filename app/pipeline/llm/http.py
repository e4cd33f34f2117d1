"""One POST to a model endpoint: bounded in time and size, retried once, redirects not followed."""

import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.cookiejar import DefaultCookiePolicy
from typing import Any

import orjson
import requests
from requests.adapters import HTTPAdapter

from app.deadline import Deadline
from app.pipeline.llm.base import ModelError
from app.pipeline.llm.endpoint import Endpoint
from app.pipeline.llm.failures import ModelTimedOutError, failure_for, unreachable
from app.pipeline.llm.retry_after import pause_seconds

MAX_ANSWER_BYTES = 1024 * 1024

Json = Mapping[str, Any]

_CHUNK_BYTES = 64 * 1024
_CONNECT_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Answer:
    """What one POST brought."""

    status: int
    retry_after: str | None
    body: bytes = field(repr=False)

    @property
    def may_pass(self) -> bool:
        """Say whether the same request may succeed a little later."""
        return self.status == 429 or self.status >= 500


def _session() -> requests.Session:
    session = requests.Session()
    session.trust_env = False
    session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=()))
    adapter = HTTPAdapter(pool_connections=1, pool_maxsize=32, max_retries=0)
    session.mount("http://", adapter)
    session.mount("https://", adapter)
    return session


@dataclass(frozen=True)
class ModelHttp:
    """Posts to one endpoint; safe to share between threads."""

    endpoint: Endpoint
    session: requests.Session = field(default_factory=_session)
    wait: Callable[[float], None] = time.sleep

    def post(self, body: Json, deadline: Deadline) -> Json:
        """Return the JSON object that the endpoint answers.

        429 and 5xx are tried once more, when `Retry-After` fits in. Raises `ModelError`.
        """
        until = deadline.at_most(self.endpoint.timeout_seconds)
        answer = self._send(body, until)
        if answer.may_pass:
            pause = pause_seconds(answer.retry_after)
            if pause < until.remaining_seconds:
                self.wait(pause)
                answer = self._send(body, until)
        if answer.status != 200:
            raise failure_for(answer.status, answer.body, self.endpoint.api_key)
        return _json_object(answer.body)

    def _send(self, body: Json, deadline: Deadline) -> Answer:
        if deadline.passed:
            raise ModelTimedOutError
        wait = max(0.05, deadline.remaining_seconds)
        try:
            with self.session.post(
                self.endpoint.url,
                data=orjson.dumps(body),
                headers=self.endpoint.headers(),
                timeout=(min(_CONNECT_SECONDS, wait), wait),
                stream=True,
                allow_redirects=False,
            ) as response:
                return Answer(
                    response.status_code,
                    response.headers.get("Retry-After"),
                    _read(response, deadline),
                )
        except requests.RequestException as error:
            raise unreachable(error, deadline.passed) from error


def _read(response: requests.Response, deadline: Deadline) -> bytes:
    read = bytearray()
    with _cut_off(response, deadline):
        for chunk in response.iter_content(_CHUNK_BYTES):
            read += chunk
            if len(read) > MAX_ANSWER_BYTES:
                raise ModelError(
                    f"the model endpoint's answer is larger than {MAX_ANSWER_BYTES} bytes: "
                    "check LLM_ENDPOINT"
                )
    if deadline.passed:
        raise ModelTimedOutError
    return bytes(read)


@contextmanager
def _cut_off(response: requests.Response, deadline: Deadline) -> Iterator[None]:
    # A read timeout starts anew with every byte; only closing the socket ends a body that drips.
    timer = threading.Timer(deadline.remaining_seconds, _shut, (response,))
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _shut(response: requests.Response) -> None:
    with suppress(ValueError, RuntimeError, OSError):  # already read, or already closed
        response.raw.shutdown()


def _json_object(body: bytes) -> Json:
    try:
        found = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise ModelError(
            "the model endpoint answered something that is not JSON: check LLM_ENDPOINT"
        ) from error
    if not isinstance(found, dict):
        raise ModelError("the model endpoint answered an unknown shape: check LLM_PROVIDER")
    return found
