"""How much may still be said to a citizen first: what the platform granted, what of it is used.

A message grants 5 late answers in 48 hours, a menu tap, a follow or a scan 3 in one minute; a new one starts afresh:
https://developers.weixin.qq.com/doc/service/api/customer/message/api_sendcustommessage
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

from sqlalchemy import (
    Column,
    ForeignKey,
    Insert,
    Integer,
    String,
    Table,
    UniqueConstraint,
    Update,
    delete,
    func,
    select,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.keeping.store import Delivery, messages
from bot.message import Message
from handoff.database import UtcDateTime, insert, metadata

USED_UP = "主动发送的条数用完了。再写的先存着，市民一来信就一起送到；急事请打电话。"
TOO_LATE = "离市民上次来信太久（或已取消关注），微信不让主动发了。写好的先存着，市民一来信就送到；急事请打电话。"

grants = Table(
    "push_grants",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("conversation_id", ForeignKey("conversations.id", ondelete="CASCADE"), nullable=False),
    Column("pool", String(10), nullable=False),  # message | small
    Column("left", Integer, nullable=False),
    Column("until", UtcDateTime, nullable=False),
    UniqueConstraint("conversation_id", "pool"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Quota:
    """「还可发 3 条，剩 21 小时」: `until` is when the last of these grants ends."""

    left: int
    until: datetime | None


@dataclass(frozen=True, slots=True)
class Taken:
    """One unit of a grant as it was then."""

    grant: int
    until: datetime


async def grant(conn: AsyncConnection, conversation_id: int, message: Message) -> None:
    """What this message permits, if its channel counts at all; once per message, in its transaction."""
    given = message.extra.get("grant")
    if not given:
        return
    until = message.received_at + timedelta(seconds=given["seconds"])
    values = {"conversation_id": conversation_id, "pool": given["pool"], "left": int(given["count"]), "until": until}
    await conn.execute(_renewed(conn.dialect.name), values)


@cache
def _renewed(dialect: str) -> Insert:
    """Built once: every message needs it."""
    new = insert(dialect, grants)
    fresh = {"left": new.excluded.left, "until": new.excluded.until}
    return new.on_conflict_do_update(index_elements=["conversation_id", "pool"], set_=fresh)


async def left(conn: AsyncConnection, conversation_id: int, now: datetime) -> Quota:
    usable = (grants.c.conversation_id == conversation_id) & (grants.c.until > now) & (grants.c.left > 0)
    query = select(func.coalesce(func.sum(grants.c.left), 0), func.max(grants.c.until)).where(usable)
    count, until = (await conn.execute(query)).one()
    return Quota(left=count, until=until)


async def quota_text(conn: AsyncConnection, conversation_id: int, now: datetime) -> str | None:
    """「还可发 3 条，剩 21 小时」, less what waits to be sent; or what to do instead; None where nothing counts."""
    mine = grants.c.conversation_id == conversation_id
    ends = await conn.scalar(select(func.max(grants.c.until)).where(mine))
    if ends is None:
        return None
    stands = await left(conn, conversation_id, now)
    free = stands.left - await _on_their_way(conn, conversation_id)
    if free > 0 and stands.until:
        return f"还可发 {free} 条，剩 {_rest_of(stands.until - now)}"
    return USED_UP if ends > now else TOO_LATE


async def _on_their_way(conn: AsyncConnection, conversation_id: int) -> int:
    """What is being sent has taken its share already; what waits for its turn has not."""
    waits = (messages.c.conversation_id == conversation_id) & (messages.c.delivery == Delivery.PENDING)
    return await conn.scalar(select(func.count()).select_from(messages).where(waits)) or 0


def _rest_of(duration: timedelta) -> str:
    minutes = max(1, int(duration.total_seconds() // 60))
    return f"{minutes // 60} 小时" if minutes >= 60 else f"{minutes} 分钟"


async def reserve(conn: AsyncConnection, conversation_id: int, now: datetime) -> Taken | None:
    """Take one from the grant that ends first; None when there is none."""
    usable = (grants.c.conversation_id == conversation_id) & (grants.c.until > now) & (grants.c.left > 0)
    first = select(grants.c.id).where(usable).order_by(grants.c.until).limit(1).scalar_subquery()
    less = update(grants).where(grants.c.id == first, usable).values(left=grants.c.left - 1)
    row = (await conn.execute(less.returning(grants.c.id, grants.c.until))).first()
    return Taken(row.id, row.until) if row else None


async def give_back(conn: AsyncConnection, taken: Taken) -> None:
    """The platform refused without counting it."""
    await conn.execute(_of(taken).values(left=grants.c.left + 1))


async def use_up(conn: AsyncConnection, taken: Taken) -> None:
    """The platform says that the count is reached; it knows better."""
    await conn.execute(_of(taken).values(left=0))


async def end(conn: AsyncConnection, taken: Taken, now: datetime) -> None:
    """The platform says that the window is closed, or that the citizen left."""
    await conn.execute(_of(taken).values(left=0, until=now))


def _of(taken: Taken) -> Update:
    """Of the grant as it was: one that the citizen renewed since then is none of the call's business."""
    return update(grants).where(grants.c.id == taken.grant, grants.c.until == taken.until)


async def close(conn: AsyncConnection, conversation_id: int, now: datetime) -> None:
    """The citizen left: nothing is granted any more."""
    ended = {"left": 0, "until": now}
    await conn.execute(update(grants).where(grants.c.conversation_id == conversation_id).values(ended))


async def erase(conn: AsyncConnection, conversation_id: int) -> None:
    await conn.execute(delete(grants).where(grants.c.conversation_id == conversation_id))
