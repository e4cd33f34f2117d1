"""A question with its versions and decisions, as one JSON object."""

from collections.abc import Iterable
from dataclasses import asdict

from app.approvals.records import AuditEntry, Record, State, Version


def told_whole(record: Record, entries: Iterable[AuditEntry]) -> dict[str, object]:
    """Return all that is known about a question; times in Unix seconds."""
    return {
        "hash": record.hash,
        "question": record.prompt,
        "state": record.state.value,
        "live": _version(record.live),
        "draft": _version(record.draft),
        "draft_state": record.draft_state.value if record.draft_state else None,
        "approved_by": record.approved_by or None,
        "accepted": [asdict(accepted) for accepted in record.accepted],
        "error": record.failure.message if record.failure else None,
        "rejections": [asdict(rejection) for rejection in record.rejections],
        "uses": record.uses,
        "last_used_at": record.last_used_at,
        "created_at": record.created_at,
        "audit": [_entry(entry) for entry in entries],
    }


def _version(version: Version | None) -> dict[str, object] | None:
    if version is None:
        return None
    return {
        "version": version.number,
        "promql": version.promql,
        "explanation": version.explanation,
        "source": version.source,
        "created_by": version.created_by,
        "created_at": version.created_at,
        "findings": [asdict(problem) for problem in version.problems],
    }


def _entry(entry: AuditEntry) -> dict[str, object]:
    return {
        "at": entry.at,
        "who": entry.who,
        "action": entry.action.value,
        "from": _state(entry.from_state),
        "to": _state(entry.to_state),
        "version": entry.version,
        "note": entry.note,
    }


def _state(state: State | None) -> str | None:
    return state.value if state else None
