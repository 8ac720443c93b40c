"""Conversations and messages; the outbox is the outgoing messages that are not delivered yet."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from functools import cache
from typing import Any

from sqlalchemy import (
    JSON,
    Column,
    ColumnElement,
    ForeignKey,
    Index,
    Insert,
    Integer,
    Row,
    String,
    Table,
    Text,
    UniqueConstraint,
    bindparam,
    case,
    select,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.message import Address, Choice, Message, Reply
from handoff.database import UtcDateTime, insert, insert_once, metadata

conversations = Table(
    "conversations",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("channel", String(60), nullable=False),
    Column("user", String(128), nullable=False),
    Column("context", JSON, nullable=False, default=dict),
    Column("created_at", UtcDateTime, nullable=False),
    Column("updated_at", UtcDateTime, nullable=False),
    Column("heard_at", UtcDateTime),  # the newest that they sent, by the platform's clock
    UniqueConstraint("channel", "user"),
)

messages = Table(
    "messages",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("conversation_id", ForeignKey("conversations.id"), nullable=False, index=True),
    Column("direction", String(3), nullable=False),  # in | out
    Column("author", String(20), nullable=False),  # citizen | bot | officer | rest
    Column("kind", String(20), nullable=False, default="text"),
    Column("text", Text, nullable=False),  # masked before it gets here
    Column("choices", JSON, nullable=False, default=list),
    Column("entry_id", String(64)),
    Column("section", String(20)),
    Column("channel", String(60), nullable=False),
    Column("external_id", String(200)),  # incoming only: the platform's own id
    Column("key", String(200), unique=True),  # outgoing only: the same late answer is never kept twice
    Column("reply_to", ForeignKey("messages.id"), index=True),  # the incoming message this answers; null: a late answer
    Column("delivery", String(10), nullable=False),
    Column("attempts", Integer, nullable=False, default=0),
    Column("next_attempt_at", UtcDateTime),
    Column("lease_until", UtcDateTime),
    Column("error", String(300)),
    Column("understood", JSON),  # incoming only: what the engine made of it
    Column("media", JSON),  # incoming only: what was fetched for the officer
    Column("created_at", UtcDateTime, nullable=False),
    Column("delivered_at", UtcDateTime),
    UniqueConstraint("channel", "external_id"),
    Index("ix_messages_outbox", "delivery", "next_attempt_at"),
)

parts = Table(
    "message_parts",  # of a long answer that goes out piece by piece; no row: nothing went out yet
    metadata,
    Column("id", ForeignKey("messages.id", ondelete="CASCADE"), primary_key=True),
    Column("sent", Integer, nullable=False),  # characters of the text
    Column("at", UtcDateTime, nullable=False),
)


class Delivery(StrEnum):
    """done: the citizen's request carried it; pending → sending → sent, or parked until the citizen writes again;
    unknown: the platform took it and then fell silent (never sent twice)."""

    DONE = "done"
    PENDING = "pending"
    SENDING = "sending"
    SENT = "sent"
    PARKED = "parked"
    FAILED = "failed"
    UNKNOWN = "unknown"


# Every message needs these; building a statement takes longer than executing it.
_SAVE = (
    update(conversations)
    .where(conversations.c.id == bindparam("this"))
    .values(context=bindparam("context"), updated_at=bindparam("updated_at"))
)
PARKED = (
    select(messages)
    .where(messages.c.conversation_id == bindparam("this"), messages.c.delivery == Delivery.PARKED)
    .where(messages.c.direction == "out")
    .order_by(messages.c.id)
)
LINES = 200  # of a conversation, where nobody asks for more or fewer


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """A message as it stands in the thread, oldest first."""

    id: int
    author: str
    kind: str
    reply: Reply
    delivery: Delivery
    created_at: datetime
    error: str | None = None
    key: str | None = None


async def conversation_for(
    conn: AsyncConnection, address: Address, now: datetime, sent_at: datetime | None = None
) -> tuple[int, dict[str, object]]:
    """The conversation of an address, made when new, locked on PostgreSQL until the transaction ends.

    The lock is one that the foreign keys of new messages pass: the desk adds some while it holds the ticket.
    """
    new = {"channel": address.channel, "user": address.user, "context": {}, "created_at": now, "updated_at": now}
    row = (await conn.execute(_found_or_made(conn.dialect.name), {**new, "heard_at": sent_at})).one()
    return row.id, row.context


@cache
def _found_or_made(dialect: str) -> Insert:
    new = insert(dialect, conversations)
    before, sent = conversations.c.heard_at, new.excluded.heard_at
    heard = case(((before.is_(None)) | (sent > before), sent), else_=before)
    seen = {"updated_at": new.excluded.updated_at, "heard_at": heard}
    found = new.on_conflict_do_update(index_elements=["channel", "user"], set_=seen)
    return found.returning(conversations.c.id, conversations.c.context)


async def lock(conn: AsyncConnection, conversation_id: int) -> None:
    """As an incoming message locks it, so that it and we never both deliver what waits for the citizen to write."""
    where = conversations.c.id == conversation_id
    await conn.execute(select(conversations.c.id).where(where).with_for_update(key_share=True))


async def find_conversation(conn: AsyncConnection, address: Address) -> int | None:
    where = (conversations.c.channel == address.channel) & (conversations.c.user == address.user)
    return (await conn.execute(select(conversations.c.id).where(where))).scalar()


async def address_of(conn: AsyncConnection, conversation_id: int) -> Address:
    row = (await conn.execute(select(conversations).where(conversations.c.id == conversation_id))).one()
    return Address(channel=row.channel, user=row.user)


async def memory_of(conn: AsyncConnection, conversation_id: int) -> dict[str, Any]:
    """The context as it was saved last."""
    where = conversations.c.id == conversation_id
    memory: dict[str, Any] = (await conn.execute(select(conversations.c.context).where(where))).scalar_one()
    return memory


async def save_context(conn: AsyncConnection, conversation_id: int, context: dict[str, object], now: datetime) -> None:
    await conn.execute(_SAVE, {"this": conversation_id, "context": context, "updated_at": now})


async def keep_incoming(
    conn: AsyncConnection, conversation_id: int, message: Message, text: str, understood: dict[str, object] | None
) -> int | None:
    """The new row's id, or None when this message was handled before."""
    return await insert_once(
        conn,
        messages,
        conversation_id=conversation_id,
        direction="in",
        author="citizen",
        kind=message.kind.value,
        text=text,
        channel=message.address.channel,
        external_id=message.external_id,
        delivery=Delivery.DONE.value,
        understood=understood,
        created_at=message.received_at,
    )


async def note_understood(conn: AsyncConnection, message_id: int, understood: dict[str, object]) -> None:
    """What the citizen thought of an answer is kept with the line that said so."""
    await conn.execute(update(messages).where(messages.c.id == message_id).values(understood=understood))


async def is_kept(conn: AsyncConnection, message: Message) -> bool:
    return (await conn.execute(select(messages.c.id).where(_same(message)))).first() is not None


async def replies_to(conn: AsyncConnection, conversation_id: int, message: Message) -> tuple[int, list[Stored]]:
    """What was answered to a message that came before; raises NoResultFound when it was somebody else's."""
    where = _same(message) & (messages.c.conversation_id == conversation_id)
    message_id = (await conn.execute(select(messages.c.id).where(where))).scalar_one()
    return message_id, await _unsaid(conn, await _stored(conn, messages.c.reply_to == message_id))


def _same(message: Message) -> ColumnElement[bool]:
    return (messages.c.channel == message.address.channel) & (messages.c.external_id == message.external_id)


async def keep_reply(
    conn: AsyncConnection,
    conversation_id: int,
    channel: str,
    reply: Reply,
    now: datetime,
    *,
    reply_to: int | None = None,
    author: str = "bot",
    key: str | None = None,
    delivery: Delivery = Delivery.DONE,
) -> int | None:
    """The new row's id, or None when a reply with this key is there already."""
    return await insert_once(
        conn,
        messages,
        conversation_id=conversation_id,
        direction="out",
        author=author,
        text=reply.text,
        choices=[[choice.key, choice.label] for choice in reply.choices],
        entry_id=reply.entry_id,
        section=reply.section,
        channel=channel,
        key=key,
        reply_to=reply_to,
        delivery=delivery.value,
        next_attempt_at=now if delivery is Delivery.PENDING else None,
        created_at=now,
        delivered_at=now if delivery is Delivery.DONE else None,
    )


async def parked(conn: AsyncConnection, conversation_id: int) -> list[Stored]:
    """Late answers that wait for the citizen to write."""
    rows = (await conn.execute(PARKED, {"this": conversation_id})).all()
    return await _unsaid(conn, [_row(row) for row in rows]) if rows else []


async def take(conn: AsyncConnection, waiting: Sequence[Stored], message_id: int, now: datetime) -> None:
    """From now on they ride on the answer to this message."""
    if waiting:
        these = messages.c.id.in_([one.id for one in waiting])
        taken = {"delivery": Delivery.DONE, "reply_to": message_id, "delivered_at": now}
        await conn.execute(update(messages).where(these).values(taken))


async def thread(
    conn: AsyncConnection, conversation_id: int, after: int = 0, *, limit: int = LINES, without: str = ""
) -> list[Stored]:
    """The newest `limit` messages of a conversation, oldest first; those of one author may be left out."""
    where = (messages.c.conversation_id == conversation_id) & (messages.c.id > after) & (messages.c.author != without)
    newest = select(messages).where(where).order_by(messages.c.id.desc()).limit(limit)
    return [_row(row) for row in reversed((await conn.execute(newest)).all())]


async def _unsaid(conn: AsyncConnection, rows: list[Stored]) -> list[Stored]:
    """Without the beginnings that went out before the rest had to wait."""
    query = select(parts.c.id, parts.c.sent).where(parts.c.id.in_([row.id for row in rows]))
    sent = {row.id: row.sent for row in await conn.execute(query)} if rows else {}
    return [replace(row, reply=replace(row.reply, text=row.reply.text[sent.get(row.id, 0) :].lstrip())) for row in rows]


async def _stored(conn: AsyncConnection, where: ColumnElement[bool]) -> list[Stored]:
    rows = (await conn.execute(select(messages).where(where).order_by(messages.c.id))).all()
    return [_row(row) for row in rows]


def _row(row: Row[Any]) -> Stored:
    return Stored(
        id=row.id,
        author=row.author,
        kind=row.kind,
        reply=Reply(
            text=row.text,
            choices=tuple(Choice(key=key, label=label) for key, label in row.choices),
            entry_id=row.entry_id,
            section=row.section,
        ),
        delivery=Delivery(row.delivery),
        created_at=row.created_at,
        error=row.error,
        key=row.key,
    )
