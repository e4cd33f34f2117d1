"""Create questions, versions, rejections, audit and leases."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_SERIAL = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Create all tables."""
    _create_questions()
    _create_versions()
    _create_rejections()
    _create_audit()
    _create_leases()


def downgrade() -> None:
    """Drop all tables."""
    for table in ("leases", "audit", "rejections", "versions", "questions"):
        op.drop_table(table)


def _create_questions() -> None:
    op.create_table(
        "questions",
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("hash", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("key_version", sa.Integer(), nullable=False),
        sa.Column("prompt", sa.Text(), nullable=False),
        sa.Column("normalised", sa.Text(), nullable=False),
        sa.Column("live_number", sa.Integer()),
        sa.Column("approved_by", sa.Text(), nullable=False),
        sa.Column("draft_number", sa.Integer()),
        sa.Column("draft_state", sa.Text()),
        sa.Column("draft_at", sa.Double()),
        sa.Column("failure_kind", sa.Text()),
        sa.Column("failure_message", sa.Text()),
        sa.Column("final", sa.Boolean(), nullable=False),
        sa.Column("reviewed", sa.Boolean(), nullable=False),
        sa.Column("uses", sa.BigInteger(), nullable=False),
        sa.Column("last_used_at", sa.Double()),
        sa.Column("dashboard", sa.Text(), nullable=False),
        sa.Column("created_at", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "hash", name="pk_questions"),
    )
    op.create_index(
        "ix_questions_tenant_created_at_hash", "questions", ["tenant", "created_at", "hash"]
    )


def _create_versions() -> None:
    op.create_table(
        "versions",
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("hash", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("promql", sa.Text()),
        sa.Column("explanation", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("model", sa.Text(), nullable=False),
        sa.Column("problems", sa.Text(), nullable=False),
        sa.Column("created_at", sa.Double(), nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "hash", "number", name="pk_versions"),
        _of_question("versions"),
    )


def _create_rejections() -> None:
    op.create_table(
        "rejections",
        sa.Column("id", _SERIAL, nullable=False),
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("hash", sa.BigInteger(), nullable=False),
        sa.Column("promql", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_rejections"),
        _of_question("rejections"),
    )
    op.create_index("ix_rejections_tenant_hash", "rejections", ["tenant", "hash"])


def _create_audit() -> None:
    op.create_table(
        "audit",
        sa.Column("id", _SERIAL, nullable=False),
        sa.Column("at", sa.Double(), nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("hash", sa.BigInteger(), nullable=False),
        sa.Column("prompt", sa.Text(), nullable=False),
        sa.Column("from_state", sa.Text()),
        sa.Column("to_state", sa.Text()),
        sa.Column("version", sa.Integer()),
        sa.Column("note", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_audit"),
    )
    op.create_index("ix_audit_tenant_hash", "audit", ["tenant", "hash"])


def _create_leases() -> None:
    op.create_table(
        "leases",
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("hash", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("holder", sa.Text(), nullable=False),
        sa.Column("expires_at", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "hash", name="pk_leases"),
    )


def _of_question(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["tenant", "hash"],
        ["questions.tenant", "questions.hash"],
        name=f"fk_{table}_questions",
        ondelete="CASCADE",
    )
