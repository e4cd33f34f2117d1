"""The questions to the database that change nothing."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    FromClause,
    Select,
    and_,
    func,
    literal,
    or_,
    select,
    tuple_,
)

from app.approvals.keys import Key
from app.approvals.models import audit, questions, rejections, versions
from app.approvals.records import Action, AuditEntry, Cursor, Judged, Record, State
from app.approvals.rows import entry_of, record_of
from app.domain import Rejection

REJECTIONS_KEPT = 5

_live = versions.alias("live")
_draft = versions.alias("draft")


def record(connection: Connection, key: Key) -> Record | None:
    """Return one question."""
    one = _questions().where(key.of_rows(questions))
    return next(_records(connection, key.tenant, one), None)


def records(
    connection: Connection, tenant: str, state: State | None, limit: int, after: Cursor | None
) -> list[Record]:
    """Return a page of questions, newest first."""
    page = (
        _questions()
        .where(questions.c.tenant == tenant)
        .order_by(questions.c.created_at.desc(), questions.c.hash.desc())
        .limit(limit)
    )
    if after is not None:
        place = tuple_(questions.c.created_at, questions.c.hash)
        number = Key(tenant, after.hash).number
        page = page.where(place < tuple_(literal(after.created_at), literal(number, BigInteger)))
    if state is State.APPROVED:
        page = page.where(questions.c.live_number.is_not(None))
    elif state is not None:
        page = page.where(questions.c.live_number.is_(None), questions.c.draft_state == state.value)
    return list(_records(connection, tenant, page))


def entries(connection: Connection, key: Key) -> list[AuditEntry]:
    """Return all decisions about a question, the first one first."""
    mine = select(audit).where(key.of_rows(audit)).order_by(audit.c.id)
    return [entry_of(row) for row in connection.execute(mine).mappings()]


def judged(connection: Connection, tenant: str, limit: int) -> list[Judged]:
    """Return the PromQL that is live for the newest questions, and what was turned down for them.

    Of PromQL that is live now an earlier rejection says nothing.
    """
    q, r = questions.c, rejections.c
    mine = (q.tenant == tenant, q.reviewed)
    newest = (q.created_at.desc(), q.hash.desc())
    live = (
        select(q.prompt, q.normalised, _live.c.promql, literal(value=True))
        .join_from(questions, _live, _is_version(_live, q.live_number))
        .where(*mine)
        .order_by(*newest)
        .limit(limit)
    )
    of_question = and_(r.tenant == q.tenant, r.hash == q.hash)
    turned_down = (
        select(q.prompt, q.normalised, r.promql, literal(value=False))
        .join_from(questions, rejections, of_question)
        .outerjoin(_live, _is_version(_live, q.live_number))
        .where(*mine, or_(_live.c.promql.is_(None), _live.c.promql != r.promql))
        .order_by(*newest, r.id.desc())
        .limit(limit)
    )
    found = (connection.execute(each) for each in (live, turned_down))
    return [Judged(*row) for rows in found for row in rows if row[2]]


def last_decision(connection: Connection, tenant: str) -> int:
    """Return the number of the last audited decision that no translator made, 0 without one."""
    mine = audit.c.tenant == tenant
    by_person = audit.c.action.not_in([Action.TRANSLATE.value, Action.SWEEP.value])
    return connection.execute(select(func.max(audit.c.id)).where(mine, by_person)).scalar() or 0


def _questions() -> "Select[*tuple[Any, ...]]":
    joined = questions.outerjoin(_live, _is_version(_live, questions.c.live_number)).outerjoin(
        _draft, _is_version(_draft, questions.c.draft_number)
    )
    # A row with neither is one that the transaction at hand has only begun to write.
    begun = or_(questions.c.live_number.is_not(None), questions.c.draft_number.is_not(None))
    return select(questions, _live, _draft).select_from(joined).where(begun)


def _is_version(table: FromClause, number: ColumnElement[int]) -> ColumnElement[bool]:
    return and_(
        table.c.tenant == questions.c.tenant,
        table.c.hash == questions.c.hash,
        table.c.number == number,
    )


def _records(
    connection: Connection, tenant: str, found: "Select[*tuple[Any, ...]]"
) -> Iterator[Record]:
    rows = connection.execute(found).mappings().all()
    reviewed = [row[questions.c.hash] for row in rows if row[questions.c.reviewed]]
    turned_down = _rejections(connection, tenant, reviewed)
    for row in rows:
        yield record_of(row, _live, _draft, tuple(turned_down[row[questions.c.hash]]))


def _rejections(
    connection: Connection, tenant: str, numbers: Sequence[int]
) -> defaultdict[int, list[Rejection]]:
    found: defaultdict[int, list[Rejection]] = defaultdict(list)
    if not numbers:
        return found
    r = rejections.c
    newest_first = (
        select(r.hash, r.promql, r.reason, r.who)
        .where(r.tenant == tenant, r.hash.in_(numbers))
        .order_by(r.id.desc())
    )
    for number, promql, reason, who in connection.execute(newest_first):
        if len(found[number]) < REJECTIONS_KEPT:
            found[number].append(Rejection(promql, reason, who))
    return found
