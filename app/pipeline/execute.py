"""Runs generated PromQL on the upstream and streams its answer with our notices."""

import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import chain

import orjson

from app.errors import ExecutionError, ProxyError, TimedOutError, UnavailableError
from app.pipeline.notices import AnswerCutError, AnswerTooLongError, Notices, Took, with_notices
from app.prometheus.forward import Request, Upstream, UpstreamAnswer
from app.prometheus.headers import Headers
from app.prometheus.parameters import Parameters

_ERROR_BYTES = 1024 * 1024
_DROPPED = frozenset({"content-length", "content-encoding", "accept-encoding", "content-type"})


@dataclass(frozen=True, slots=True)
class Run:
    """A request for the upstream's `path`, with the PromQL in its parameters, for `client`.

    The upstream gives up after `timeout_seconds`, unless the request names another time.
    """

    path: str
    parameters: Parameters
    headers: Headers
    timeout_seconds: int
    client: socket.socket | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """A successful answer that is still arriving; `close` gives its connection up."""

    status: int
    headers: tuple[tuple[str, str], ...]
    first: bytes
    rest: Iterator[bytes]
    upstream: UpstreamAnswer

    def __iter__(self) -> Iterator[bytes]:
        yield from chain([self.first], self.rest)

    def close(self) -> None:
        """Stop reading."""
        self.upstream.body.close()


def execute(
    run: Run,
    promql: str,
    notices: Notices,
    upstream: Upstream,
    max_bytes: int,
    took: Callable[[Took], None],
) -> Answer:
    """Return the upstream's answer to `promql`, which already stands in the run's parameters.

    `took` hears what it took once all of it passed, unless the client asked for statistics itself.
    Raises `ExecutionError` when the upstream refuses the query, `UnavailableError` or
    `TimedOutError` when it gives no answer; the text holds the PromQL.
    """
    asked = run.parameters.first("stats") is not None
    parameters = run.parameters.with_default("timeout", f"{run.timeout_seconds}s")
    parameters = parameters.with_default("stats", "true")
    request = Request(
        "POST",
        run.path,
        parameters.encoded_url() or None,
        _form(run.headers),
        parameters.encoded_body(),
    )
    answer = upstream.send(request, upstream.patience(parameters.timeout_seconds(), run.client))
    if answer.status != 200:
        raise _refusal(answer, promql)
    length = answer.header("content-length") or ""
    if length.isdecimal() and int(length) > max_bytes:
        answer.body.close()
        raise _too_large(max_bytes, promql)
    rest = with_notices(answer.body, notices, max_bytes, None if asked else took)
    try:
        first = next(rest, b"")
    except AnswerTooLongError as error:
        answer.body.close()
        raise _too_large(max_bytes, promql) from error
    except AnswerCutError as error:
        answer.body.close()
        raise UnavailableError(
            f"Prometheus' answer is unusable: {error}. PromQL: {promql}"
        ) from error
    headers = tuple((name, value) for name, value in answer.headers if name.lower() not in _DROPPED)
    return Answer(200, headers, first, rest, answer)


def _form(headers: Headers) -> Headers:
    kept = [(name, value) for name, value in headers if name.lower() not in _DROPPED]
    return [
        *kept,
        ("Accept-Encoding", "identity"),  # the body is edited, so it must not be compressed
        ("Content-Type", "application/x-www-form-urlencoded"),
    ]


def _refusal(answer: UpstreamAnswer, promql: str) -> ProxyError:
    said = _error_text(answer)
    if answer.status in (400, 422):
        return ExecutionError(f"Prometheus refused the query: {said}. PromQL: {promql}")
    if answer.status in (503, 504):
        return TimedOutError(f"Prometheus gave no answer in time: {said}. PromQL: {promql}")
    return UnavailableError(f"Prometheus answered {answer.status}: {said}. PromQL: {promql}")


def _error_text(answer: UpstreamAnswer) -> str:
    read = answer.read_decoded(_ERROR_BYTES)
    try:
        return str(orjson.loads(read)["error"])
    except (orjson.JSONDecodeError, KeyError, TypeError):
        return read[:200].decode("utf-8", "replace").strip() or "no reason given"


def _too_large(max_bytes: int, promql: str) -> ExecutionError:
    return ExecutionError(
        f"the answer would be larger than {max_bytes} bytes: ask a shorter time, a larger step or"
        f" fewer series. PromQL: {promql}"
    )
