"""What citizens sent besides words: noted with the message, wanted while a ticket is open, told of in the thread.

The platform keeps them for three days: https://developers.weixin.qq.com/doc/service/api/media/api_getmedia
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    and_,
    func,
    select,
    text,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.keeping.store import messages
from bot.message import Message
from handoff import lookup
from handoff.database import UtcDateTime, insert_once, metadata

PATH = "/desk/media"
LASTS = timedelta(days=3)
LEASE = timedelta(minutes=2)
MOST_A_DAY = 30  # files of one citizen: what is bounded one by one must be bounded together too
TOO_MANY = "今天发得太多，没有取"
EXPIRED = "过了三天，取不到了"
COMING = "正在取"
_WANTED = text("name IS NULL AND problem IS NULL")

files = Table(
    "media_files",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("message_id", ForeignKey("messages.id", ondelete="CASCADE"), nullable=False, unique=True),
    Column("channel", String(60), nullable=False),
    Column("media_id", String(200), nullable=False),
    Column("name", String(60), unique=True),  # in the media folder; null until it is there
    Column("problem", String(200)),  # why it will never be
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("next_attempt_at", UtcDateTime, nullable=False),
    Column("asked_at", UtcDateTime, nullable=False),
    Index("ix_media_files_wanted", "next_attempt_at", sqlite_where=_WANTED, postgresql_where=_WANTED),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """One file that is to be fetched now."""

    id: int
    message_id: int
    conversation_id: int
    channel: str
    media_id: str
    attempts: int
    asked_at: datetime


async def note(conn: AsyncConnection, conversation_id: int, message_id: int, message: Message, now: datetime) -> None:
    """In the message's own transaction: something came along that an officer may want to see."""
    media_id = str(message.extra.get("media_id", ""))[:200]
    if not media_id:
        return
    today = _of(conversation_id) & (files.c.asked_at > now - timedelta(days=1))
    count = await conn.scalar(select(func.count()).select_from(files.join(messages)).where(today))
    await insert_once(
        conn, files, message_id=message_id, channel=message.address.channel, media_id=media_id,
        problem=TOO_MANY if (count or 0) >= MOST_A_DAY else None, next_attempt_at=now, asked_at=now,
    )  # fmt: skip


async def due(conn: AsyncConnection, now: datetime, limit: int) -> list[Wanted]:
    """The oldest ones that are due; nobody looks at a picture while no ticket is open."""
    query = (
        select(files, messages.c.conversation_id)
        .join(messages, messages.c.id == files.c.message_id)
        .where(_wanted(), files.c.next_attempt_at <= now, files.c.asked_at > now - LASTS)
        .where(lookup.has_open(messages.c.conversation_id))
        .order_by(files.c.id)
        .limit(limit)
    )
    return [
        Wanted(
            id=row.id, message_id=row.message_id, conversation_id=row.conversation_id, channel=row.channel,
            media_id=row.media_id, attempts=row.attempts, asked_at=row.asked_at,
        )
        for row in await conn.execute(query)
    ]  # fmt: skip


async def claim(conn: AsyncConnection, one: Wanted, now: datetime) -> bool:
    """Whether it is ours to fetch; another process may have been quicker."""
    free = and_(files.c.id == one.id, _wanted(), files.c.attempts == one.attempts)
    values = {"attempts": one.attempts + 1, "next_attempt_at": now + LEASE}
    return (await conn.execute(update(files).where(free).values(**values))).rowcount == 1


async def settle(conn: AsyncConnection, one: Wanted, **values: Any) -> bool:
    """False when the citizen left meanwhile, and was forgotten."""
    return (await conn.execute(update(files).where(files.c.id == one.id).values(**values))).rowcount == 1


async def give_up(conn: AsyncConnection, now: datetime) -> None:
    """What the platform no longer has."""
    await conn.execute(update(files).where(_wanted(), files.c.asked_at < now - LASTS).values(problem=EXPIRED))


async def standing(conn: AsyncConnection, conversation_id: int) -> dict[int, tuple[str | None, str | None]]:
    """By message: the link to what was kept, and a word on what was not."""
    query = select(files).join(messages).where(_of(conversation_id))
    return {
        row.message_id: (f"{PATH}/{row.name}" if row.name else None, None if row.name else row.problem or COMING)
        for row in await conn.execute(query)
    }


async def names(conn: AsyncConnection, conversation_id: int | None = None) -> set[str]:
    """What is kept of one conversation, or of all."""
    query = select(files.c.name).where(files.c.name.is_not(None))
    if conversation_id is not None:
        query = query.join(messages).where(_of(conversation_id))
    return {name for name in await conn.scalars(query) if name}


def _of(conversation_id: int) -> ColumnElement[bool]:
    return messages.c.conversation_id == conversation_id


def _wanted() -> ColumnElement[bool]:
    return and_(files.c.name.is_(None), files.c.problem.is_(None))
