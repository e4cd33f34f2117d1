"""Keep with an approval which findings were accepted."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; what was approved before accepts nothing."""
    op.add_column(
        "questions", sa.Column("accepted", sa.Text(), server_default="[]", nullable=False)
    )


def downgrade() -> None:
    """Drop the column."""
    op.drop_column("questions", "accepted")
