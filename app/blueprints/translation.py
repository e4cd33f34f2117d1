"""The translation API: what a question becomes, and what is wrong with PromQL; nothing is run."""

from dataclasses import asdict

import orjson
from flask import Blueprint, Response, url_for
from pydantic import Field

from app.approvals.gate import UnansweredError
from app.blueprints.bodies import Body, read_body
from app.blueprints.guard import require_reviewer, tenant
from app.deadline import Deadline
from app.domain import Question, Reading, Window
from app.errors import BadRequestError
from app.pipeline.checks import Examined
from app.pipeline.parse import MAX_TEXT_BYTES
from app.question import ask
from app.shown_prompt import shown_prompt
from app.wiring import services

blueprint = Blueprint("translation", __name__, url_prefix="/api/v1/llm")
blueprint.before_request(require_reviewer)

_LAST_SECOND = 1e11  # some thousand years on
_QUESTION = '{"prompt":"show Prometheus server uptime"}'
_QUERY = '{"promql":"rate(http_requests_total[5m])"}'


class Times(Body):
    """Start, end and step in seconds, which fill the placeholders; without them the query is asked
    once, now.
    """

    start: float | None = Field(None, ge=0, le=_LAST_SECOND)
    end: float | None = Field(None, ge=0, le=_LAST_SECOND)
    step: float | None = Field(None, ge=0.001, le=_LAST_SECOND)

    def window(self) -> Window:
        """Return the window; raises `BadRequestError`."""
        if self.start is None or self.end is None or self.step is None:
            return services().pipeline.checks.now()
        if self.end < self.start:
            raise BadRequestError('"end" is before "start"')
        return Window(self.start, self.end, self.step)


class Wanted(Times):
    """A question to translate."""

    prompt: str = Field(min_length=1)
    show_prompt: bool = False


class Linted(Times):
    """PromQL to check, which may hold `$__rate_interval` and `$__range`."""

    promql: str = Field(min_length=1, max_length=MAX_TEXT_BYTES)


@blueprint.post("/translate")
def translate() -> Response:
    """Return the PromQL for a question with its findings and cost; nothing is run.

    With `show_prompt` return what a model would be sent instead, and ask none.
    """
    wanted = read_body(Wanted, example=_QUESTION)
    wired = services()
    if len(wanted.prompt) > wired.settings.max_question_length:
        raise BadRequestError(
            f"the prompt is longer than {wired.settings.max_question_length} characters: ask"
            " shorter"
        )
    question = ask(tenant(), wanted.prompt)
    if wanted.show_prompt:
        return _shown(question)
    window = wanted.window()
    try:
        decision = wired.gate.decide(question)
    except UnansweredError as error:
        return _unanswered(question, error)
    examined = _examined(decision.promql, window)
    told = {
        "hash": question.hash,
        "state": decision.state.value,
        "source": decision.source,
        "promql": decision.promql,
        "executed": examined.executed,
        "explanation": decision.explanation,
        "findings": [asdict(problem) for problem in examined.findings],
        "cost": asdict(examined.cost) if examined.cost else None,
    }
    return Response(orjson.dumps(told), content_type="application/json")


def _unanswered(question: Question, error: UnansweredError) -> Response:
    """Return the usual envelope, and what the question may mean."""
    told = {**error.body(), "readings": [_offered(question, each) for each in error.readings]}
    return Response(
        orjson.dumps(told),
        status=error.status,
        headers=error.headers,
        content_type="application/json",
    )


def _offered(question: Question, reading: Reading) -> dict[str, object]:
    """Return a reading, and the request that makes it the answer to its question."""
    body = {"question": question.text, "promql": reading.promql, "approve": True}
    teach = {"method": "POST", "path": url_for("teaching.teach"), "body": body}
    return {**asdict(reading), "teach": teach}


@blueprint.post("/lint")
def lint() -> Response:
    """Return what the checks find in PromQL, and what it would take; nothing is run."""
    wanted = read_body(Linted, example=_QUERY)
    examined = _examined(wanted.promql, wanted.window())
    told = {
        "promql": wanted.promql,
        "executed": examined.executed,
        "findings": [asdict(problem) for problem in examined.findings],
        "cost": asdict(examined.cost) if examined.cost else None,
    }
    return Response(orjson.dumps(told), content_type="application/json")


def _shown(question: Question) -> Response:
    wired = services()
    deadline = Deadline.after(wired.settings.request_deadline)
    shown = shown_prompt(wired.pipeline, wired.store, question, deadline)
    return Response(orjson.dumps(asdict(shown)), content_type="application/json")


def _examined(promql: str, window: Window) -> Examined:
    wired = services()
    deadline = Deadline.after(wired.settings.request_deadline)
    return wired.pipeline.checks.examine(promql, tenant(), window, deadline)
