"""The teaching API: a person gives a question its PromQL, and sees what became of it."""

from collections.abc import Callable
from dataclasses import asdict
from typing import Self

import orjson
import structlog
from flask import Blueprint, Response
from pydantic import Field, StrictBool, model_validator

from app.blueprints.bodies import Body, read_body
from app.blueprints.findings import MAX_ACCEPTED, Finding, accepted
from app.blueprints.guard import require_reviewer, reviewer, tenant
from app.blueprints.told_record import told_whole
from app.domain import Question
from app.errors import BadRequestError, NotFoundError
from app.pipeline.parse import MAX_TEXT_BYTES
from app.question import ask
from app.teaching import Given, Kept, RefusedError
from app.wiring import services

blueprint = Blueprint("teaching", __name__, url_prefix="/api/v1/llm/queries")
blueprint.before_request(require_reviewer)

_log = structlog.get_logger()

_LESSON = '{"question":"is the shop up","promql":"up{job=\\"shop\\"}","approve":true}'
_TEXT = '{"promql":"up{job=\\"shop\\"}","approve":true}'


class Text(Body):
    """PromQL that a person gives, which may hold `$__rate_interval` and `$__range`."""

    promql: str = Field(min_length=1, max_length=MAX_TEXT_BYTES)
    approve: StrictBool = False
    version: int | None = Field(None, ge=1)
    accept: tuple[Finding, ...] | None = Field(None, max_length=MAX_ACCEPTED)

    @model_validator(mode="after")
    def _accepts_what_it_approves(self) -> Self:
        if self.accept is not None and not self.approve:
            raise ValueError('"accept" goes with "approve": true only')
        return self

    def given(self) -> Given:
        """Return the text as it is checked and kept."""
        return Given(self.promql.strip(), self.approve, accepted(self.accept), self.version)


class Lesson(Text):
    """A question, and the PromQL that answers it."""

    question: str = Field(min_length=1)


@blueprint.post("")
def teach() -> Response:
    """Give a question its PromQL: 201, or 200 where it had this text already."""
    lesson = read_body(Lesson, example=_LESSON)
    question, given, who = _question(lesson.question), lesson.given(), reviewer()
    return _answer(lambda: services().teaching.teach(question, given, who))


@blueprint.put("/<question_hash>")
def edit(question_hash: str) -> Response:
    """Give a known question other PromQL, as `teach` does."""
    given, asked_by, who = read_body(Text, example=_TEXT).given(), tenant(), reviewer()
    return _answer(lambda: services().teaching.edit(asked_by, question_hash, given, who))


@blueprint.get("/<question_hash>")
def show(question_hash: str) -> Response:
    """Return all that is known about a question: what runs, what waits, and who decided."""
    asked_by, store = tenant(), services().store
    record = store.by_hash(asked_by, question_hash)
    if record is None:
        raise NotFoundError(f"there is no question with the hash {question_hash}")
    told = told_whole(record, store.audit(asked_by, question_hash))
    return Response(orjson.dumps(told), content_type="application/json")


def _answer(keep: Callable[[], Kept]) -> Response:
    try:
        return _told(keep())
    except RefusedError as error:
        return _refused(error)


def _question(text: str) -> Question:
    longest = services().settings.max_question_length
    if len(text) > longest:
        raise BadRequestError(
            f"the question is longer than {longest} characters: teach a shorter one"
        )
    question = ask(tenant(), text)
    if not question.normalised:
        raise BadRequestError(f"the question holds no words. Example: {_LESSON}")
    return question


def _told(kept: Kept) -> Response:
    written = kept.written
    told = {
        "hash": written.record.hash,
        "state": written.state.value,
        "version": written.version.number,
        "question": written.record.prompt,
        "promql": written.version.promql,
        "findings": [asdict(problem) for problem in kept.findings],
    }
    _log.info("taught", hash=told["hash"], state=told["state"], who=reviewer())
    status = 201 if written.is_new else 200
    return Response(orjson.dumps(told), status=status, content_type="application/json")


def _refused(error: RefusedError) -> Response:
    """Return the usual envelope, and what the checks found."""
    told = {**error.body(), "findings": [asdict(problem) for problem in error.findings]}
    return Response(orjson.dumps(told), status=error.status, content_type="application/json")
