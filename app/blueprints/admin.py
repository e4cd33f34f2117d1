"""The review API: approve by hash, list what was asked."""

import re
from collections.abc import Iterator
from dataclasses import asdict
from typing import Self

import orjson
import structlog
from flask import Blueprint, Response, request
from pydantic import Field, StrictBool, field_validator, model_validator

from app.approvals.records import Record, State
from app.blueprints.bodies import Body, read_body
from app.blueprints.findings import MAX_ACCEPTED, Finding, accepted
from app.blueprints.guard import require_reviewer, reviewer, tenant
from app.domain import Problem
from app.errors import BadRequestError, NotFoundError
from app.wiring import services

blueprint = Blueprint("admin", __name__, url_prefix="/api/v1")
blueprint.before_request(require_reviewer)

_log = structlog.get_logger()

_EXAMPLE = '{"hash":"658843486","status":true}'
_HASH = re.compile(r"[0-9]{1,19}")
_PAGE = 1000


class Verdict(Body):
    """`status` true approves the question's PromQL, false rejects or takes it back."""

    hash: str
    status: StrictBool
    version: int | None = Field(None, ge=1)
    reason: str = Field("", max_length=1000)
    accept: tuple[Finding, ...] | None = Field(None, max_length=MAX_ACCEPTED)

    @field_validator("hash", mode="before")
    @classmethod
    def _as_text(cls, value: object) -> object:
        return _hash(value)

    @model_validator(mode="after")
    def _accepts_what_it_approves(self) -> Self:
        if self.accept is not None and not self.status:
            raise ValueError('"accept" goes with "status": true only')
        return self


class Filter(Body):
    """Which questions are listed."""

    hash: str | None = None
    status: StrictBool | None = None

    @field_validator("hash", mode="before")
    @classmethod
    def _as_text(cls, value: object) -> object:
        return None if value is None else _hash(value)


@blueprint.post("/validate_query")
def validate_query() -> Response:
    """Approve or reject by hash, as `curl -d` sends it; answers `OK`."""
    verdict = read_body(Verdict, example=_EXAMPLE)
    store, asked_by = services().store, tenant()
    if verdict.status:
        store.approve(
            asked_by,
            verdict.hash,
            who=reviewer(),
            version=verdict.version,
            note=verdict.reason,
            accept=accepted(verdict.accept),
        )
    else:
        store.reject(
            asked_by, verdict.hash, who=reviewer(), version=verdict.version, reason=verdict.reason
        )
    services().gate.forget(asked_by, verdict.hash)
    _log.info("reviewed", hash=verdict.hash, approved=verdict.status, who=reviewer())
    return Response("OK", content_type="text/plain; charset=utf-8")


@blueprint.get("/get_all_queries")
def get_all_queries() -> Response:
    """List questions by hash, filtered by a JSON body or by parameters."""
    wanted = _filter()
    found = {
        record.hash: _told(record)
        for record in _records(wanted.hash)
        if wanted.status is None or wanted.status == (record.state is State.APPROVED)
    }
    if wanted.hash is not None and not found and not list(_records(wanted.hash)):
        raise NotFoundError(f"there is no question with hash {wanted.hash}")
    return Response(orjson.dumps(found), content_type="application/json")


def _records(question_hash: str | None) -> Iterator[Record]:
    """Yield all questions of the tenant, newest first, a page at a time."""
    store, after = services().store, None
    while True:
        page = store.list_records(tenant(), hash=question_hash, limit=_PAGE, after=after)
        yield from page
        if question_hash is not None or len(page) < _PAGE:
            return
        after = page[-1].cursor


def _filter() -> Filter:
    if request.content_length:
        return read_body(Filter, example=_EXAMPLE)
    status = request.args.get("status")
    if status not in (None, "true", "false"):
        raise BadRequestError('the parameter "status" is true or false')
    question_hash = request.args.get("hash")
    if question_hash is not None and not _HASH.fullmatch(question_hash):
        raise BadRequestError('the parameter "hash" is the number from the notice of an answer')
    return Filter(hash=question_hash, status=None if status is None else status == "true")


def _told(record: Record) -> dict[str, object]:
    version = record.live or record.draft
    # What is live is checked each time it runs: what was found when it was made is past.
    found = version.problems if version is not None and record.live is None else ()
    return {
        "prompt": record.prompt,
        "output": version.promql if version is not None else None,
        "status": record.state is State.APPROVED,
        "state": record.state.value,
        "version": version.number if version is not None else None,
        "explanation": version.explanation if version is not None else "",
        "source": version.source if version is not None else None,
        "approved_by": record.approved_by or None,
        "error": record.failure.message if record.failure is not None else None,
        "accepted": [asdict(each) for each in record.accepted],
        "findings": [_finding(problem) for problem in found],
        "uses": record.uses,
    }


def _finding(problem: Problem) -> dict[str, str]:
    return {
        "rule": problem.rule,
        "severity": problem.severity.value,
        "fragment": problem.fragment,
        "short": problem.short,
        "long": problem.long,
    }


def _hash(value: object) -> str:
    text = str(value) if isinstance(value, int) and not isinstance(value, bool) else value
    if not isinstance(text, str) or not _HASH.fullmatch(text):
        raise ValueError("the hash is the number from the notice of an answer")
    return text
