"""When an access token was last replaced by force."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from handoff import database

revision: str = "0005"
down_revision: str | None = "0004"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.add_column("access_tokens", sa.Column("forced_at", database.UtcDateTime(timezone=True), nullable=True))


def downgrade() -> None:
    op.drop_column("access_tokens", "forced_at")
