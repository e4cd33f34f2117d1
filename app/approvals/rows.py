"""How records and rows become each other."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from sqlalchemy import FromClause, RowMapping

from app.approvals.decisions import Standing
from app.approvals.models import audit, questions
from app.approvals.records import Accepted, Action, AuditEntry, Record, State, Version
from app.domain import Failure, FailureKind, Problem, Reading, Rejection, Severity

Values = Mapping[str, Any]


def record_of(
    row: RowMapping, live: FromClause, draft: FromClause, turned_down: tuple[Rejection, ...]
) -> Record:
    """Return the record of a question's row, which carries both its versions."""
    q = questions.c
    live_version = _version(row, live)
    return Record(
        hash=str(row[q.hash]),
        tenant=row[q.tenant],
        prompt=row[q.prompt],
        normalised=row[q.normalised],
        state=State.APPROVED if live_version else State(row[q.draft_state]),
        live=live_version,
        draft=_version(row, draft),
        failure=_failure(row),
        draft_at=row[q.draft_at],
        uses=row[q.uses],
        last_used_at=row[q.last_used_at],
        dashboard=row[q.dashboard],
        created_at=row[q.created_at],
        final=row[q.final],
        rejections=turned_down,
        approved_by=row[q.approved_by],
        accepted=tuple(Accepted(**each) for each in json.loads(row[q.accepted])),
    )


def entry_of(row: RowMapping) -> AuditEntry:
    """Return the audit entry of a row."""
    a = audit.c
    return AuditEntry(
        at=row[a.at],
        who=row[a.who],
        action=Action(row[a.action]),
        hash=str(row[a.hash]),
        prompt=row[a.prompt],
        from_state=State(row[a.from_state]) if row[a.from_state] else None,
        to_state=State(row[a.to_state]) if row[a.to_state] else None,
        version=row[a.version],
        note=row[a.note],
    )


def standing_values(after: Standing) -> Values:
    """Return the columns of `questions` that hold a standing."""
    return {
        "live_number": after.live,
        "approved_by": after.approved_by,
        "accepted": json.dumps([asdict(each) for each in after.accepted]),
        "draft_number": after.draft,
        "draft_state": after.draft_state and after.draft_state.value,
        "draft_at": after.draft_at,
        "failure_kind": after.failure and after.failure.kind.value,
        "failure_message": after.failure and after.failure.message,
        "failure_catalogue": after.failure.catalogue if after.failure else "",
        "failure_readings": _readings_text(after.failure.readings if after.failure else ()),
        "final": after.final,
    }


def version_values(version: Version) -> Values:
    """Return the columns of `versions` that hold what was written."""
    # Not as ASCII, so that `Prose` sees what a reader could not be sent.
    problems = json.dumps([asdict(problem) for problem in version.problems], ensure_ascii=False)
    return {
        "number": version.number,
        "promql": version.promql,
        "explanation": version.explanation,
        "source": version.source,
        "model": version.model,
        "problems": problems,
        "created_at": version.created_at,
        "created_by": version.created_by,
    }


def _version(row: RowMapping, table: FromClause) -> Version | None:
    v = table.c
    if row[v.number] is None:
        return None
    return Version(
        number=row[v.number],
        promql=row[v.promql],
        explanation=row[v.explanation],
        source=row[v.source],
        model=row[v.model],
        problems=tuple(_problem(found) for found in json.loads(row[v.problems])),
        created_at=row[v.created_at],
        created_by=row[v.created_by],
    )


def _problem(found: dict[str, Any]) -> Problem:
    severity = Severity(found.pop("severity"))
    suggestions = tuple(found.pop("suggestions"))
    return Problem(severity=severity, suggestions=suggestions, **found)


def _failure(row: RowMapping) -> Failure | None:
    q = questions.c
    if row[q.failure_kind] is None:
        return None
    kind = FailureKind(row[q.failure_kind])
    readings = tuple(Reading(**each) for each in json.loads(row[q.failure_readings]))
    return Failure(kind, row[q.failure_message], row[q.failure_catalogue], readings)


def _readings_text(readings: tuple[Reading, ...]) -> str:
    return json.dumps([asdict(reading) for reading in readings], ensure_ascii=False)
