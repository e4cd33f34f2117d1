"""Keep with a failure what Prometheus held when the question failed."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; of what failed before nothing is known."""
    op.add_column(
        "questions", sa.Column("failure_catalogue", sa.Text(), server_default="", nullable=False)
    )


def downgrade() -> None:
    """Drop the column."""
    op.drop_column("questions", "failure_catalogue")
