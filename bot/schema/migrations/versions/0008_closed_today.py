"""Tickets by when they were closed: the queue page shows those of today."""

from collections.abc import Sequence

from alembic import op

revision: str = "0008"
down_revision: str | None = "0007"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_index("ix_tickets_closed", "tickets", ["status", "closed_at"])


def downgrade() -> None:
    op.drop_index("ix_tickets_closed", "tickets")
