"""The translation API: what a question becomes, without running it."""

from dataclasses import asdict

import orjson
from flask import Blueprint, Response
from pydantic import Field

from app.blueprints.bodies import Body, read_body
from app.blueprints.guard import require_reviewer, tenant
from app.deadline import Deadline
from app.domain import Window
from app.errors import BadRequestError, ExecutionError
from app.pipeline.parse import ParseError
from app.question import ask
from app.wiring import services

blueprint = Blueprint("translation", __name__, url_prefix="/api/v1/llm")
blueprint.before_request(require_reviewer)

_LAST_SECOND = 1e11  # some thousand years on
_EXAMPLE = '{"prompt":"show Prometheus server uptime"}'


class Wanted(Body):
    """A question to translate; start, end and step in seconds fill the placeholders."""

    prompt: str = Field(min_length=1)
    start: float | None = Field(None, ge=0, le=_LAST_SECOND)
    end: float | None = Field(None, ge=0, le=_LAST_SECOND)
    step: float | None = Field(None, ge=0.001, le=_LAST_SECOND)


@blueprint.post("/translate")
def translate() -> Response:
    """Return the PromQL for a question with its findings and cost; nothing is run."""
    wanted = read_body(Wanted, example=_EXAMPLE)
    wired = services()
    if len(wanted.prompt) > wired.settings.max_question_length:
        raise BadRequestError(
            f"the prompt is longer than {wired.settings.max_question_length} characters: ask"
            " shorter"
        )
    question = ask(tenant(), wanted.prompt)
    decision = wired.gate.decide(question)
    deadline = Deadline.after(wired.settings.request_deadline)
    checks, window = wired.pipeline.checks, _window(wanted)
    filled = checks.fill(decision.promql, question.tenant, window, deadline)
    try:
        cost = checks.cost(filled, question.tenant, window, deadline)
        findings = (*checks.lint(filled, question.tenant, deadline), *cost.problems)
    except ParseError as error:
        raise ExecutionError(f"the PromQL does not parse: {error}. PromQL: {filled}") from error
    told = {
        "hash": question.hash,
        "state": decision.state.value,
        "source": decision.source,
        "promql": decision.promql,
        "executed": filled,
        "explanation": decision.explanation,
        "findings": [asdict(problem) for problem in findings],
        "cost": asdict(cost),
    }
    return Response(orjson.dumps(told), content_type="application/json")


def _window(wanted: Wanted) -> Window:
    if wanted.start is None or wanted.end is None or wanted.step is None:
        return services().pipeline.checks.now()
    if wanted.end < wanted.start:
        raise BadRequestError('"end" is before "start"')
    return Window(wanted.start, wanted.end, wanted.step)
