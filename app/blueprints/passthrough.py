"""The Prometheus API: plain requests go through untouched, questions go to the pipeline."""

import orjson
from flask import Blueprint, Response, request

from app.answering import Asking
from app.blueprints.api_request import ApiRequest
from app.blueprints.guard import tenant
from app.blueprints.streaming import streamed, translated
from app.blueprints.window import window_of
from app.notice_texts import how_to_ask
from app.pipeline.asked import Asked, find_questions, free_text, is_free_text
from app.prometheus.forward import UpstreamAnswer
from app.prometheus.headers import received
from app.prometheus.parameters import Parameters
from app.prometheus.routes import PREFIX, ROUTES, Access, Query
from app.wiring import services

blueprint = Blueprint("passthrough", __name__)

_REFUSAL_BYTES = 1024 * 1024


def forward(**_: str) -> Response:
    """Answer one request to the Prometheus API: from upstream, or by the pipeline."""
    incoming = ApiRequest.of(services(), request.environ)
    tenant()  # refused where it is ambiguous, before anything runs for it
    route = incoming.forwarded.route
    if incoming.method == "POST" and "POST" not in route.upstream_methods:
        return streamed(incoming.send(incoming.as_get()))
    if route.query is Query.NONE or incoming.method not in ("GET", "POST"):
        return streamed(incoming.send(incoming.unread()))
    return _evaluate(incoming)


for _route in ROUTES:
    if _route.access is not Access.DENY:
        blueprint.add_url_rule(
            _route.path.replace("{name}", "<path:name>"),
            _route.path.removeprefix(PREFIX).replace(".", "_"),
            forward,
            methods=_route.methods,
            provide_automatic_options=False,
        )


def _evaluate(incoming: ApiRequest) -> Response:
    """Answer a request that evaluates PromQL, which is read before it goes on."""
    body = incoming.body()
    found = incoming.parameters(body)
    text = found.one_query()
    questions = find_questions(text, incoming.wired.settings.nl_metric)
    if questions is not None:
        return _answer(incoming, found, questions)
    answer = incoming.send(incoming.as_it_came(body), found.timeout_seconds())
    if answer.status == 400 and incoming.wired.settings.nl_free_text and is_free_text(text):
        return _answer_refused(incoming, found, answer)
    return streamed(answer)


def _answer(incoming: ApiRequest, found: Parameters, questions: Asked) -> Response:
    route, settings = incoming.forwarded.route, incoming.wired.settings
    if route.query is Query.EXEMPLARS:
        return _success([])
    if not questions.questions:
        empty = "matrix" if route.query is Query.RANGE else "vector"
        return _success({"resultType": empty, "result": []}, infos=[how_to_ask(settings.nl_metric)])
    return translated(
        incoming.wired.answering.answer(
            Asking(
                asked=questions,
                tenant=tenant(),
                window=window_of(found, is_range=route.query is Query.RANGE),
                path=incoming.forwarded.path,
                parameters=found,
                headers=list(received(incoming.environ)),
                from_alert=request.headers.get("FromAlert", "").lower() == "true",
                dashboard=request.headers.get("X-Dashboard-Uid", ""),
                client=incoming.client,
            )
        )
    )


def _answer_refused(incoming: ApiRequest, found: Parameters, answer: UpstreamAnswer) -> Response:
    """Take plain words that upstream refused as bad data for a question."""
    if _error_type(answer.peek_decoded(_REFUSAL_BYTES)) != "bad_data":
        return streamed(answer)
    answer.body.close()
    questions = free_text(found.one_query(), incoming.wired.settings.nl_metric)
    return _answer(incoming, found, questions)


def _error_type(body: bytes) -> str:
    try:
        envelope = orjson.loads(body)
    except orjson.JSONDecodeError:
        return ""
    return str(envelope.get("errorType")) if isinstance(envelope, dict) else ""


def _success(data: object, infos: list[str] | None = None) -> Response:
    envelope = {"status": "success", "data": data, **({"infos": infos} if infos else {})}
    return Response(orjson.dumps(envelope), content_type="application/json")
