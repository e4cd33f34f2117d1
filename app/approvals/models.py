"""The tables: questions and what counts for them now, their versions, rejections, audit, leases."""

from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Dialect,
    Double,
    ForeignKeyConstraint,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    TypeDecorator,
)

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(referred_table_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    }
)

# SQLite counts up by itself only in a column of type INTEGER.
_SERIAL = BigInteger().with_variant(Integer(), "sqlite")


class Prose(TypeDecorator[str]):
    """Text that others wrote; what a database cannot hold (NUL, half a surrogate) is replaced."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """Return `value` as every engine takes it."""
        if value is None:
            return None
        return value.encode("utf-8", "replace").decode().replace("\0", "\ufffd")


def _key() -> list[Column[Any]]:
    return [
        Column("tenant", Text, primary_key=True),
        Column("hash", BigInteger, primary_key=True, autoincrement=False),
    ]


def _of_question() -> ForeignKeyConstraint:
    return ForeignKeyConstraint(
        ["tenant", "hash"], ["questions.tenant", "questions.hash"], ondelete="CASCADE"
    )


questions = Table(
    "questions",
    metadata,
    *_key(),
    Column("key_version", Integer, nullable=False),
    Column("prompt", Prose, nullable=False),
    Column("normalised", Text, nullable=False),
    Column("live_number", Integer),
    Column("approved_by", Text, nullable=False),
    Column("draft_number", Integer),
    Column("draft_state", Text),
    Column("draft_at", Double),
    Column("failure_kind", Text),
    Column("failure_message", Prose),
    Column("final", Boolean, nullable=False),
    # Whether a person ever decided or wrote something: then nothing sweeps the question away.
    Column("reviewed", Boolean, nullable=False),
    Column("uses", BigInteger, nullable=False),
    Column("last_used_at", Double),
    Column("dashboard", Prose, nullable=False),
    Column("created_at", Double, nullable=False),
    # The defaults let processes of the former release go on inserting.
    Column("accepted", Text, nullable=False, server_default="[]"),
    Column("failure_catalogue", Text, nullable=False, server_default=""),
    Column("failure_readings", Prose, nullable=False, server_default="[]"),
    Index(None, "tenant", "created_at", "hash"),
)

versions = Table(
    "versions",
    metadata,
    *_key(),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("promql", Prose),
    Column("explanation", Prose, nullable=False),
    Column("source", Text, nullable=False),
    Column("model", Prose, nullable=False),
    Column("problems", Prose, nullable=False),
    Column("created_at", Double, nullable=False),
    Column("created_by", Text, nullable=False),
    _of_question(),
)

rejections = Table(
    "rejections",
    metadata,
    Column("id", _SERIAL, primary_key=True),
    Column("tenant", Text, nullable=False),
    Column("hash", BigInteger, nullable=False),
    Column("promql", Prose, nullable=False),
    Column("reason", Prose, nullable=False),
    Column("who", Text, nullable=False),
    _of_question(),
    Index(None, "tenant", "hash"),
)

# No foreign key: the audit outlives the question.
audit = Table(
    "audit",
    metadata,
    Column("id", _SERIAL, primary_key=True),
    Column("at", Double, nullable=False),
    Column("who", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("tenant", Text, nullable=False),
    Column("hash", BigInteger, nullable=False),
    Column("prompt", Prose, nullable=False),
    Column("from_state", Text),
    Column("to_state", Text),
    Column("version", Integer),
    Column("note", Prose, nullable=False),
    Index(None, "tenant", "hash"),
)

leases = Table(
    "leases",
    metadata,
    *_key(),
    Column("holder", Text, nullable=False),
    Column("expires_at", Double, nullable=False),
)
