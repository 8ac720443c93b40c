"""Who left lately: known by a keyed hash only, so that nothing they sent before leaving brings their data back.

A message may still be under way when its sender leaves, and the platform sends it again when our answer was late.
"""

import hmac
from datetime import datetime, timedelta

from sqlalchemy import Column, Integer, String, Table, bindparam, delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.keeping.store import conversations, messages
from bot.message import Address, Kind, Message
from handoff.database import UtcDateTime, insert, metadata

KEPT = timedelta(days=2)  # a request that is older than ten minutes is refused anyway

erasures = Table(
    "erasures",  # asked for and not done yet: an urgent matter is open, or it went wrong
    metadata,
    Column("id", Integer, primary_key=True),
    Column("conversation_id", Integer, nullable=False, unique=True),
    Column("asked_at", UtcDateTime, nullable=False),
)

departures = Table(
    "departures",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("who", String(64), nullable=False, unique=True),
    Column("left_at", UtcDateTime, nullable=False),  # by the platform's clock
    Column("noted_at", UtcDateTime, nullable=False),  # by ours
)

LEFT_AT = select(departures.c.left_at).where(departures.c.who == bindparam("who"))


class Gone(Exception):
    """Sent before its sender left; nothing of it may be kept."""


class Departures:
    """Who left, when."""

    def __init__(self, secret: str) -> None:
        self._secret = secret.encode()

    async def note(self, conn: AsyncConnection, address: Address, left_at: datetime, now: datetime) -> None:
        new = insert(conn.dialect.name, departures).values(who=self.known_as(address), left_at=left_at, noted_at=now)
        later = {"left_at": new.excluded.left_at, "noted_at": now}
        known = new.on_conflict_do_update(
            index_elements=["who"], set_=later, where=departures.c.left_at < new.excluded.left_at
        )
        await conn.execute(known)

    async def meet(
        self, conn: AsyncConnection, conversation_id: int, message: Message, left_at: datetime | None
    ) -> None:
        """In the message's transaction, its conversation locked: raises Gone, or who is back keeps what they have."""
        if left_at is None or message.sent_at is None:
            return
        # Within one second nobody can tell which came first; who follows in it is there.
        if message.sent_at < left_at or (message.sent_at == left_at and message.kind is not Kind.SUBSCRIBE):
            raise Gone
        await conn.execute(delete(departures).where(departures.c.who == self.known_as(message.address)))
        await conn.execute(delete(erasures).where(erasures.c.conversation_id == conversation_id))

    def known_as(self, address: Address) -> str:
        return hmac.digest(self._secret, f"left:{address.channel}:{address.user}".encode(), "sha256").hex()


async def was_heard_after(conn: AsyncConnection, conversation_id: int, at: datetime) -> bool:
    """Whether the citizen sent something later, by the platform's clock."""
    heard = await conn.scalar(select(conversations.c.heard_at).where(conversations.c.id == conversation_id))
    return heard is not None and heard > at


async def drop_if_empty(conn: AsyncConnection, conversation_id: int) -> bool:
    """Whether nothing was ever said in it; then it is gone."""
    said = select(messages.c.id).where(messages.c.conversation_id == conversations.c.id).exists()
    gone = await conn.execute(delete(conversations).where(conversations.c.id == conversation_id, ~said))
    return gone.rowcount == 1


async def has_old(conn: AsyncConnection, now: datetime) -> bool:
    return bool(await conn.scalar(select(departures.c.id).where(departures.c.noted_at < now - KEPT).limit(1)))


async def forget_old(conn: AsyncConnection, now: datetime) -> None:
    await conn.execute(delete(departures).where(departures.c.noted_at < now - KEPT))
