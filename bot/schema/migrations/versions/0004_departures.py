"""Who left lately, and what a citizen sent last by the platform's clock."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from handoff import database

revision: str = "0004"
down_revision: str | None = "0003"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "departures",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("who", sa.String(length=64), nullable=False),
        sa.Column("left_at", database.UtcDateTime(timezone=True), nullable=False),
        sa.Column("noted_at", database.UtcDateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_departures")),
        sa.UniqueConstraint("who", name=op.f("uq_departures_who")),
    )
    op.add_column("conversations", sa.Column("heard_at", database.UtcDateTime(timezone=True), nullable=True))


def downgrade() -> None:
    op.drop_column("conversations", "heard_at")
    op.drop_table("departures")
