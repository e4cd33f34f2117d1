"""The changes to the database, each inside the transaction of its caller."""

from sqlalchemy import Connection, and_, delete, func, insert, select, update

from app.approvals.decisions import Standing
from app.approvals.inserting import insert_if_absent
from app.approvals.keys import Key
from app.approvals.models import audit, questions, rejections, versions
from app.approvals.records import AuditEntry, Version
from app.approvals.rows import standing_values, version_values
from app.domain import Question, Rejection
from app.question import KEY_VERSION


def lock(connection: Connection, key: Key) -> None:
    """Keep all others from changing a question until the transaction ends.

    A statement of its own: on PostgreSQL the next one then sees what the last holder wrote.
    SQLite's writing transaction holds the whole file already.
    """
    connection.execute(select(questions.c.hash).where(key.of_rows(questions)).with_for_update())


def begin(connection: Connection, question: Question, now: float, dashboard: str) -> None:
    """Write the row of a question that is not there yet; it has no standing so far."""
    insert_if_absent(
        connection,
        questions,
        tenant=question.tenant,
        hash=Key.of(question).number,
        key_version=KEY_VERSION,
        prompt=question.text,
        normalised=question.normalised,
        approved_by="",
        final=False,
        reviewed=False,
        uses=0,
        dashboard=dashboard,
        created_at=now,
    )


def next_number(connection: Connection, key: Key) -> int:
    """Return the number of the next version; none is used twice, even after a sweep."""
    last = select(func.max(audit.c.version)).where(key.of_rows(audit))
    return (connection.scalar(last) or 0) + 1


def add_version(connection: Connection, key: Key, version: Version) -> None:
    """Write a version, once and for all."""
    connection.execute(
        insert(versions).values(tenant=key.tenant, hash=key.number, **version_values(version))
    )


def stand(connection: Connection, key: Key, after: Standing, *, reviewed: bool) -> None:
    """Make a standing the present one; `reviewed`: a person decided it."""
    values = dict(standing_values(after))
    if reviewed:
        values["reviewed"] = True
    connection.execute(update(questions).where(key.of_rows(questions)).values(values))


def turn_down(connection: Connection, key: Key, rejection: Rejection) -> None:
    """Remember PromQL that is not wanted; an earlier word on the same text gives way."""
    forgive(connection, key, rejection.promql)
    connection.execute(
        insert(rejections).values(
            tenant=key.tenant,
            hash=key.number,
            promql=rejection.promql,
            reason=rejection.reason,
            who=rejection.by,
        )
    )


def forgive(connection: Connection, key: Key, promql: str | None) -> None:
    """Forget that this PromQL was not wanted."""
    same = and_(key.of_rows(rejections), rejections.c.promql == promql)
    connection.execute(delete(rejections).where(same))


def add_entry(connection: Connection, key: Key, entry: AuditEntry) -> None:
    """Add a decision to the audit."""
    connection.execute(
        insert(audit).values(
            at=entry.at,
            who=entry.who,
            action=entry.action.value,
            tenant=key.tenant,
            hash=key.number,
            prompt=entry.prompt,
            from_state=entry.from_state and entry.from_state.value,
            to_state=entry.to_state and entry.to_state.value,
            version=entry.version,
            note=entry.note,
        )
    )
