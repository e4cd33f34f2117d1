"""Bulk upkeep: counts of uses, and drafts that nobody asked for any more."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import (
    BigInteger,
    BindParameter,
    ColumnElement,
    Connection,
    Double,
    Text,
    and_,
    bindparam,
    case,
    delete,
    func,
    insert,
    literal,
    null,
    select,
    update,
)

from app.approvals.keys import Key
from app.approvals.models import Prose, audit, leases, questions
from app.approvals.records import Action, State, Use

_SWEEPER = "sweep"


def note_uses(connection: Connection, uses: Mapping[tuple[str, str], Use]) -> None:
    """Add counts to questions; those that are not there are passed over."""
    count: BindParameter[int] = bindparam("count", type_=BigInteger())
    at: BindParameter[float] = bindparam("at", type_=Double())
    dashboard: BindParameter[str] = bindparam("from", type_=Prose())
    # Workers report in any order, so the later use stays.
    later = func.coalesce(questions.c.last_used_at, 0.0) <= at
    add = (
        update(questions)
        .where(
            questions.c.tenant == bindparam("of", type_=Text()),
            questions.c.hash == bindparam("number", type_=BigInteger()),
        )
        .values(
            uses=questions.c.uses + count,
            last_used_at=case((later, at), else_=questions.c.last_used_at),
            dashboard=case((and_(later, dashboard != ""), dashboard), else_=questions.c.dashboard),
        )
    )
    # In one order everywhere, so that two workers cannot wait for each other's rows.
    rows = [
        {
            "of": tenant,
            "number": Key(tenant, name).number,
            "count": use.count,
            "at": use.last_used_at,
            "from": use.dashboard,
        }
        for (tenant, name), use in sorted(uses.items(), key=lambda item: item[0])
    ]
    if rows:
        connection.execute(add, rows)


def sweep(connection: Connection, unused_since: float, now: float) -> int:
    """Remove questions that hold only an old draft nobody reviewed; return how many.

    Leases that ran out go too.
    """
    q = questions.c
    old = and_(
        q.live_number.is_(None),
        q.draft_state.in_([State.PENDING.value, State.FAILED.value]),
        q.reviewed.is_(False),
        q.draft_at < unused_since,
        func.coalesce(q.last_used_at, q.draft_at) < unused_since,
    )
    _audit(connection, old, now)
    connection.execute(delete(leases).where(leases.c.expires_at <= now))
    return connection.execute(delete(questions).where(old)).rowcount


def _audit(connection: Connection, old: ColumnElement[bool], now: float) -> None:
    q = questions.c
    values: dict[str, ColumnElement[Any]] = {
        "at": literal(now),
        "who": literal(_SWEEPER),
        "action": literal(Action.SWEEP.value),
        "tenant": q.tenant,
        "hash": q.hash,
        "prompt": q.prompt,
        "from_state": q.draft_state,
        "to_state": null(),
        "version": q.draft_number,
        "note": literal("not reviewed and not asked for a long time"),
    }
    swept = select(*values.values()).where(old)
    connection.execute(insert(audit).from_select(list(values), swept))
