"""The Prometheus API: plain requests go through untouched, questions go to the pipeline."""

import socket
from collections.abc import Iterable
from itertools import chain
from urllib.parse import urlencode

import orjson
from flask import Blueprint, Response, request

from app.answering import Asking
from app.blueprints import received_body
from app.blueprints.guard import tenant
from app.blueprints.streaming import streamed, translated, whole
from app.blueprints.window import window_of
from app.notice_texts import how_to_ask
from app.pipeline.asked import Asked, find_questions, free_text, is_free_text
from app.prometheus import parameters
from app.prometheus.forward import Request, UpstreamAnswer
from app.prometheus.headers import received
from app.prometheus.parameters import Parameters
from app.prometheus.routes import ROUTES, Access, Forwarded, Query, raw_target
from app.wiring import Services, services

blueprint = Blueprint("passthrough", __name__)

_REFUSAL_BYTES = 1024 * 1024
_AT_ONCE_BYTES = 64 * 1024  # a body up to this size is sent again after a reset


def forward(**_: str) -> Response:
    """Answer one request to the Prometheus API: from upstream, or by the pipeline."""
    wired = services()
    path, query_string = raw_target(request.environ)
    forwarded = wired.routes.match(request.method, path)
    tenant()  # refused where it is ambiguous, before anything runs for it
    if request.method == "POST" and "POST" not in forwarded.route.upstream_methods:
        return streamed(_send(wired, _as_get(wired, forwarded, query_string)))
    if forwarded.route.query is Query.NONE or request.method not in ("GET", "POST"):
        return streamed(_send(wired, _unread(wired, forwarded, query_string)))
    return _evaluate(wired, forwarded, query_string)


for _route in ROUTES:
    if _route.access is not Access.DENY:
        blueprint.add_url_rule(
            _route.path.replace("{name}", "<path:name>"),
            _route.path.removeprefix("/api/v1/").replace(".", "_"),
            forward,
            methods=_route.methods,
            provide_automatic_options=False,
        )


def _evaluate(wired: Services, forwarded: Forwarded, query_string: str) -> Response:
    """Answer a request that evaluates PromQL: only that is read before it goes on."""
    body = received_body.whole(request.environ, wired.settings.max_request_bytes)
    found = _parameters(query_string, body)
    text = found.one_query()
    asked = find_questions(text, wired.settings.nl_metric)
    if asked is not None:
        return _answer(wired, forwarded, found, asked)
    answer = _send(wired, _as_it_came(forwarded, query_string, body), found.timeout_seconds())
    if answer.status == 400 and wired.settings.nl_free_text and is_free_text(text):
        return _answer_refused(wired, forwarded, found, answer)
    return streamed(answer)


def _parameters(query_string: str, body: bytes) -> Parameters:
    return parameters.read(request.method, query_string, request.content_type or "", body)


def _as_it_came(
    forwarded: Forwarded,
    query_string: str,
    body: bytes | Iterable[bytes],
    length: int | None = None,
) -> Request:
    headers = received(request.environ)
    return Request(request.method, forwarded.path, query_string, headers, body, length)


def _unread(wired: Services, forwarded: Forwarded, query_string: str) -> Request:
    """Return the request with a body that is read while it is sent, unless it is small."""
    parts = received_body.pieces(request.environ, wired.settings.max_request_bytes)
    length = received_body.declared_length(request.environ)
    if length is not None and length <= _AT_ONCE_BYTES:
        return _as_it_came(forwarded, query_string, b"".join(parts))
    first = next(parts, b"")  # what is too large is refused before upstream hears of it
    return _as_it_came(forwarded, query_string, chain([first], parts), length)


def _as_get(wired: Services, forwarded: Forwarded, query_string: str) -> Request:
    """Return what was posted as the GET that upstream takes in its place."""
    body = received_body.whole(request.environ, wired.settings.max_request_bytes)
    found = _parameters(query_string, body)
    encoded = urlencode((*found.body, *found.url))
    headers = [pair for pair in received(request.environ) if pair[0] != "Content-Type"]
    return Request("GET", forwarded.path, encoded, headers)


def _send(
    wired: Services, sent: Request, evaluation_seconds: float | None = None
) -> UpstreamAnswer:
    patience = wired.upstream.patience(evaluation_seconds, _client())
    return wired.upstream.send(sent, patience)


def _client() -> socket.socket | None:
    """Return the connection of whoever asks, where the server shows it."""
    client: socket.socket | None = request.environ.get("gunicorn.socket")
    return client


def _answer(wired: Services, forwarded: Forwarded, found: Parameters, asked: Asked) -> Response:
    if forwarded.route.query is Query.EXEMPLARS:
        return _success([])
    if not asked.questions:
        empty = "matrix" if forwarded.route.query is Query.RANGE else "vector"
        return _success(
            {"resultType": empty, "result": []}, infos=[how_to_ask(wired.settings.nl_metric)]
        )
    return translated(
        wired.answering.answer(
            Asking(
                asked=asked,
                tenant=tenant(),
                window=window_of(found, is_range=forwarded.route.query is Query.RANGE),
                path=forwarded.path,
                parameters=found,
                headers=list(received(request.environ)),
                from_alert=request.headers.get("FromAlert", "").lower() == "true",
                dashboard=request.headers.get("X-Dashboard-Uid", ""),
                client=_client(),
            )
        )
    )


def _answer_refused(
    wired: Services, forwarded: Forwarded, found: Parameters, answer: UpstreamAnswer
) -> Response:
    """Take plain words that upstream refused as bad data for a question."""
    refusal = answer.read_decoded(_REFUSAL_BYTES)
    if _error_type(refusal) != "bad_data":
        return whole(refusal, answer)
    asked = free_text(found.one_query(), wired.settings.nl_metric)
    return _answer(wired, forwarded, found, asked)


def _error_type(body: bytes) -> str:
    try:
        envelope = orjson.loads(body)
    except orjson.JSONDecodeError:
        return ""
    return str(envelope.get("errorType")) if isinstance(envelope, dict) else ""


def _success(data: object, infos: list[str] | None = None) -> Response:
    envelope = {"status": "success", "data": data, **({"infos": infos} if infos else {})}
    return Response(orjson.dumps(envelope), content_type="application/json")
