"""The ticket of a message: it was never written, and the conversation leads to its tickets."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0007"
down_revision: str | None = "0006"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.drop_column("messages", "ticket_id")


def downgrade() -> None:
    op.add_column("messages", sa.Column("ticket_id", sa.Integer(), nullable=True))
