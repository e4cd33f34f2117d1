"""What every change to a question begins and ends with: lock and read it, write and audit it."""

from dataclasses import dataclass

from sqlalchemy import Connection

from app.approvals import reading, writing
from app.approvals.decisions import Standing
from app.approvals.keys import Key
from app.approvals.records import Action, AuditEntry, Record
from app.domain import Question
from app.errors import ExecutionError, NotFoundError


class HashCollisionError(ExecutionError):
    """Two different questions have one hash; the second can be neither stored nor answered."""


@dataclass(frozen=True, slots=True)
class Decision:
    """Who did what to which version, when, and why; all of it goes into the audit.

    `version` is 0 until it is known which one is meant.
    """

    action: Action
    who: str
    at: float
    note: str = ""
    version: int = 0


def find(connection: Connection, question: Question) -> Record | None:
    """Return what is stored for these very words.

    Raises `HashCollisionError` when the hash belongs to others.
    """
    record = reading.record(connection, Key.of(question))
    if record and record.normalised != question.normalised:
        raise HashCollisionError(
            f"another question already has the hash {question.hash}: use other words"
        )
    return record


def begun(connection: Connection, question: Question, now: float, dashboard: str) -> Record | None:
    """Return what is stored, locked; of an unknown question begin the row."""
    if find(connection, question) is None:
        writing.begin(connection, question, now, dashboard)
    writing.lock(connection, Key.of(question))
    return find(connection, question)


def known(connection: Connection, key: Key) -> Record:
    """Return what is stored, locked.

    Raises `NotFoundError` when there is nothing.
    """
    writing.lock(connection, key)
    record = reading.record(connection, key)
    if record is None:
        raise NotFoundError(f"there is no question with the hash {key.hash}")
    return record


def settle(
    connection: Connection, key: Key, by: Decision, before: Record | None, after: Standing
) -> Record:
    """Make a standing the present one, audit that, and return what is stored now."""
    writing.stand(connection, key, after, reviewed=by.action is not Action.TRANSLATE)
    record = known(connection, key)
    writing.add_entry(connection, key, _entry(by, before, record))
    return record


def _entry(by: Decision, before: Record | None, after: Record) -> AuditEntry:
    return AuditEntry(
        at=by.at,
        who=by.who,
        action=by.action,
        hash=after.hash,
        prompt=after.prompt,
        from_state=before.state if before else None,
        to_state=after.state,
        version=by.version,
        note=by.note,
    )
