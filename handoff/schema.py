"""The desk's tables. What must always hold is said here, so no code path can break it."""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
    false,
    text,
)

from handoff.database import UtcDateTime, metadata
from handoff.ticket import Status

_OPEN = text(f"status <> '{Status.CLOSED}'")

officers = Table(
    "officers",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", String(40), nullable=False, unique=True),
    Column("role", String(20), nullable=False),
    Column("password_hash", String(200), nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("disabled_at", UtcDateTime),
)

officer_sessions = Table(
    "officer_sessions",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("token_hash", String(64), nullable=False, unique=True),
    Column("officer_id", ForeignKey("officers.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("created_at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
)

tickets = Table(
    "tickets",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("conversation_id", Integer, nullable=False, index=True),
    Column("kind", String(20), nullable=False),
    Column("reason", String(60), nullable=False),
    Column("subject", Text, nullable=False),
    Column("contact", Text),
    Column("department", String(60)),
    Column("department_name", String(60)),
    Column("status", String(10), nullable=False),
    Column("urgent", Boolean(create_constraint=False), nullable=False, server_default=false()),
    Column("unread", Integer, nullable=False, server_default="0"),
    Column("opened_at", UtcDateTime, nullable=False),
    Column("due_at", UtcDateTime, nullable=False),
    Column("last_heard_at", UtcDateTime),
    Column("first_reply_at", UtcDateTime),
    Column("claimed_by", ForeignKey("officers.id")),
    Column("lease_until", UtcDateTime),
    Column("closed_at", UtcDateTime),
    Column("closed_by", ForeignKey("officers.id")),
    Column("outcome", Text),
    Column("rating", Integer),
    Column("rating_word", Text),
    CheckConstraint("status IN ('waiting', 'claimed', 'closed')", name="status"),
    CheckConstraint("(status = 'claimed') = (claimed_by IS NOT NULL)", name="claimed_by_somebody"),
    CheckConstraint("(status = 'claimed') = (lease_until IS NOT NULL)", name="claimed_with_lease"),
    CheckConstraint("(status = 'closed') = (closed_at IS NOT NULL)", name="closed_at_a_time"),
    CheckConstraint("rating BETWEEN 1 AND 5", name="rating"),
    Index("uq_tickets_open_conversation", "conversation_id", unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN),
    Index("ix_tickets_queue", "status", "opened_at"),
    Index("ix_tickets_closed", "status", "closed_at"),
)

ticket_events = Table(
    "ticket_events",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("ticket_id", ForeignKey("tickets.id", ondelete="CASCADE"), nullable=False),
    Column("kind", String(20), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("officer_id", ForeignKey("officers.id")),
    Column("text", Text),
    Column("key", String(120)),  # what was already delivered is not delivered again
    UniqueConstraint("ticket_id", "key"),
)

switches = Table(
    "switches",  # append-only: the newest row of an area says how it stands
    metadata,
    Column("id", Integer, primary_key=True),
    Column("area", String(20), nullable=False),  # "*": the whole bot
    Column("off", Boolean(create_constraint=False), nullable=False),
    Column("officer_id", ForeignKey("officers.id"), nullable=False),
    Column("why", String(200), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Index("ix_switches_area_id", "area", "id"),
)

notices = Table(
    "notices",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("text", String(100), nullable=False),
    Column("area", String(20), nullable=False),  # "*": everybody
    Column("starts_at", UtcDateTime, nullable=False),
    Column("ends_at", UtcDateTime, nullable=False, index=True),
    Column("officer_id", ForeignKey("officers.id"), nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("withdrawn_at", UtcDateTime),
    Column("withdrawn_by", ForeignKey("officers.id")),
    CheckConstraint("starts_at < ends_at", name="starts_before_it_ends"),
)
