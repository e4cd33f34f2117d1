"""The Prometheus API: plain requests go through untouched, questions go to the pipeline."""

from urllib.parse import urlencode

import orjson
from flask import Blueprint, Response, request

from app.answering import Asking
from app.blueprints.streaming import streamed, translated, whole
from app.blueprints.window import window_of
from app.notice_texts import how_to_ask
from app.pipeline.asked import Asked, find_questions, free_text, is_free_text
from app.prometheus import parameters
from app.prometheus.forward import UpstreamAnswer
from app.prometheus.parameters import Parameters
from app.prometheus.routes import METHODS, PREFIX, ROUTES, Forwarded, Query, match, raw_path
from app.wiring import Services, services

blueprint = Blueprint("passthrough", __name__)

_REFUSAL_BYTES = 1024 * 1024


def forward(**_: str) -> Response:
    """Answer one request to the Prometheus API: from upstream, or by the pipeline."""
    forwarded = match(request.method, raw_path(request.environ))
    body = request.get_data(cache=False)
    wired = services()
    if forwarded.route.query is Query.NONE or request.method not in ("GET", "POST"):
        return streamed(_send(wired, forwarded, body))
    found = _parameters(body)
    text = found.one_query()
    asked = find_questions(text, wired.settings.nl_metric)
    if asked is not None:
        return _answer(wired, forwarded, found, asked)
    answer = _send(wired, forwarded, body)
    if answer.status == 400 and wired.settings.nl_free_text and is_free_text(text):
        return _answer_refused(wired, forwarded, found, answer)
    return streamed(answer)


for _route in ROUTES:
    blueprint.add_url_rule(
        PREFIX + _route.pattern.replace("[^/]+", "<path:name>"),
        _route.pattern,
        forward,
        methods=METHODS,
        provide_automatic_options=False,
    )


def _parameters(body: bytes) -> Parameters:
    query_string = request.query_string.decode("utf-8", "replace")
    return parameters.read(request.method, query_string, request.content_type or "", body)


def _send(wired: Services, forwarded: Forwarded, body: bytes) -> UpstreamAnswer:
    """Send the request as it came; a POST where upstream takes none goes as a GET."""
    method, query_string = request.method, request.query_string.decode("latin-1")
    if method == "POST" and "POST" not in forwarded.route.upstream_methods:
        found = _parameters(body)
        method, query_string, body = "GET", urlencode((*found.body, *found.url)), b""
    return wired.upstream.send(
        method, forwarded.path, query_string, list(request.headers), body or None
    )


def _answer(wired: Services, forwarded: Forwarded, found: Parameters, asked: Asked) -> Response:
    if forwarded.route.query is Query.EXEMPLARS:
        return _success([])
    if not asked.questions:
        empty = "matrix" if forwarded.route.query is Query.RANGE else "vector"
        return _success(
            {"resultType": empty, "result": []}, infos=[how_to_ask(wired.settings.nl_metric)]
        )
    tenant_header = wired.settings.tenant_header
    return translated(
        wired.answering.answer(
            Asking(
                asked=asked,
                tenant=request.headers.get(tenant_header, "") if tenant_header else "",
                window=window_of(found, is_range=forwarded.route.query is Query.RANGE),
                path=forwarded.path,
                parameters=found,
                headers=list(request.headers),
                from_alert=request.headers.get("FromAlert", "").lower() == "true",
                dashboard=request.headers.get("X-Dashboard-Uid", ""),
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
