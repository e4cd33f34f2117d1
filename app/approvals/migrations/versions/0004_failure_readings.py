"""Keep with a failure what the question may have meant."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; of what failed before nothing is known."""
    op.add_column(
        "questions", sa.Column("failure_readings", sa.Text(), server_default="[]", nullable=False)
    )


def downgrade() -> None:
    """Drop the column."""
    op.drop_column("questions", "failure_readings")
