"""A ticket's reason for an extension: it was never written, and extensions are not there yet."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0006"
down_revision: str | None = "0005"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.drop_column("tickets", "extension_reason")


def downgrade() -> None:
    op.add_column("tickets", sa.Column("extension_reason", sa.Text(), nullable=True))
