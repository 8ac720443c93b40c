"""Files for officers, and citizens who are to be forgotten."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from handoff import database

revision: str = "0003"
down_revision: str | None = "0002"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "erasures",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("conversation_id", sa.Integer(), nullable=False),
        sa.Column("asked_at", database.UtcDateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_erasures")),
        sa.UniqueConstraint("conversation_id", name=op.f("uq_erasures_conversation_id")),
    )
    op.create_table(
        "media_files",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("message_id", sa.Integer(), nullable=False),
        sa.Column("channel", sa.String(length=60), nullable=False),
        sa.Column("media_id", sa.String(length=200), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=True),
        sa.Column("problem", sa.String(length=200), nullable=True),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("next_attempt_at", database.UtcDateTime(timezone=True), nullable=False),
        sa.Column("asked_at", database.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["message_id"], ["messages.id"], name=op.f("fk_media_files_message_id_messages"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_media_files")),
        sa.UniqueConstraint("message_id", name=op.f("uq_media_files_message_id")),
        sa.UniqueConstraint("name", name=op.f("uq_media_files_name")),
    )
    wanted = sa.text("name IS NULL AND problem IS NULL")
    op.create_index(
        "ix_media_files_wanted", "media_files", ["next_attempt_at"], sqlite_where=wanted, postgresql_where=wanted
    )


def downgrade() -> None:
    op.drop_table("media_files")
    op.drop_table("erasures")
