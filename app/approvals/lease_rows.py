"""The row that lets one worker of all translate a question; it runs out if its holder dies."""

from sqlalchemy import Connection, and_, delete, or_, select, update

from app.approvals.inserting import insert_if_absent
from app.approvals.keys import Key
from app.approvals.models import leases


def acquire(connection: Connection, key: Key, holder: str, now: float, expires_at: float) -> bool:
    """Take, keep or take over the lease; False while another holder's still runs."""
    free = or_(leases.c.expires_at <= now, leases.c.holder == holder)
    taken = connection.execute(
        update(leases).where(key.of_rows(leases), free).values(holder=holder, expires_at=expires_at)
    )
    if taken.rowcount:
        return True
    # Seldom needed, and a refused insert would fill PostgreSQL's log: waiting workers ask often.
    if connection.scalar(select(leases.c.holder).where(key.of_rows(leases))) is not None:
        return False
    return insert_if_absent(
        connection, leases, tenant=key.tenant, hash=key.number, holder=holder, expires_at=expires_at
    )


def release(connection: Connection, key: Key, holder: str) -> None:
    """Give the lease back; nothing happens when another holder has it."""
    mine = and_(key.of_rows(leases), leases.c.holder == holder)
    connection.execute(delete(leases).where(mine))
