"""The outgoing messages that are not delivered yet: which is due, whose it is, what became of it."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.keeping import quota
from bot.keeping.store import Delivery, conversations, lock, messages, parts
from bot.message import Address, Choice
from handoff.database import insert_once

LEASE = timedelta(seconds=60)
INTERRUPTED = "发送时程序中断，可能没有送达"
REST = "rest"  # author of what did not fit into one answer: it is never sent first and holds nothing up

_earlier = messages.alias("earlier")
_before = and_(
    _earlier.c.conversation_id == messages.c.conversation_id,
    _earlier.c.direction == "out",
    _earlier.c.author != REST,
    _earlier.c.id < messages.c.id,
)
_unsent = [Delivery.PENDING, Delivery.SENDING, Delivery.PARKED]
_must_wait = select(_earlier.c.id).where(_before, _earlier.c.delivery.in_(_unsent)).correlate(messages).exists()
_behind_parked = (
    select(_earlier.c.id).where(_before, _earlier.c.delivery == Delivery.PARKED).correlate(messages).exists()
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """A late answer whose turn it is; `sent` characters of its text went out before."""

    id: int
    conversation_id: int
    address: Address
    author: str
    text: str
    choices: tuple[Choice, ...]
    attempts: int
    sent: int

    @property
    def rest(self) -> str:
        """What is still to be said."""
        return self.text[self.sent :]


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """The right to make one call. `left` are the calls the platform still grants after it (None: it does not count)."""

    left: int | None = None
    taken: quota.Taken | None = None


def _is_due(channels: Collection[str], now: datetime) -> ColumnElement[bool]:
    return and_(
        messages.c.direction == "out",
        messages.c.delivery == Delivery.PENDING,
        messages.c.next_attempt_at <= now,
        messages.c.channel.in_(channels),
    )


async def due(conn: AsyncConnection, channels: Collection[str], now: datetime, limit: int) -> list[Due]:
    """The oldest unsent answer of each conversation, if it is due."""
    query = (
        select(messages, conversations.c.user, parts.c.sent)
        .join(conversations, conversations.c.id == messages.c.conversation_id)
        .outerjoin(parts, parts.c.id == messages.c.id)
        .where(_is_due(channels, now), ~_must_wait)
        .order_by(messages.c.id)
        .limit(limit)
    )
    return [_due(row) for row in await conn.execute(query)]


async def claim(conn: AsyncConnection, one: Due, now: datetime, *, metered: bool) -> Claim | None:
    """One conditional UPDATE; None when another was quicker, or when nothing is granted (then it is parked)."""
    await lock(conn, one.conversation_id)
    sending = {"delivery": Delivery.SENDING, "lease_until": now + LEASE, "attempts": messages.c.attempts + 1}
    where = and_(messages.c.id == one.id, messages.c.delivery == Delivery.PENDING, ~_must_wait)
    moved = await conn.execute(update(messages).where(where).values(**sending))
    if moved.rowcount != 1:
        return None
    if not metered:
        return Claim()
    if taken := await quota.reserve(conn, one.conversation_id, now):
        return Claim(left=(await quota.left(conn, one.conversation_id, now)).left, taken=taken)
    await settle(conn, one, Delivery.SENDING, Delivery.PARKED, now=now, error="主动发送的条数用完或已过时限")
    return None


async def settle(
    conn: AsyncConnection,
    one: Due,
    was: Delivery,
    state: Delivery,
    *,
    now: datetime,
    error: str | None = None,
    wait: timedelta = timedelta(0),
) -> bool:
    """What became of it; False when somebody else settled it in between."""
    values: dict[str, Any] = {"delivery": state, "lease_until": None, "error": error and error[:300]}
    if state is Delivery.PENDING:
        values["next_attempt_at"] = now + wait
    if state is Delivery.SENT:
        values["delivered_at"] = now
    if was is Delivery.PENDING:  # it was never claimed, so the attempt is counted here
        values["attempts"] = messages.c.attempts + 1
    where = and_(messages.c.id == one.id, messages.c.delivery == was)
    moved = await conn.execute(update(messages).where(where).values(**values))
    return moved.rowcount == 1


async def part_sent(conn: AsyncConnection, one: Due, part: str, now: datetime) -> None:
    """One part of several is out; the next one's turn comes at once, or it rides on the citizen's next message."""
    if not await settle(conn, one, Delivery.SENDING, Delivery.PENDING, now=now):
        return  # the citizen left meanwhile, and was forgotten
    sent = one.text.index(part, one.sent) + len(part)
    if await insert_once(conn, parts, id=one.id, sent=sent, at=now) is None:
        await conn.execute(update(parts).where(parts.c.id == one.id).values(sent=sent, at=now))
    await conn.execute(update(messages).where(messages.c.id == one.id).values(attempts=0))


def _lapsed(now: datetime) -> ColumnElement[bool]:
    return and_(messages.c.delivery == Delivery.SENDING, messages.c.lease_until < now)


async def has_lapsed(conn: AsyncConnection, now: datetime) -> bool:
    return bool(await conn.scalar(select(messages.c.id).where(_lapsed(now)).limit(1)))


async def recover(conn: AsyncConnection, now: datetime) -> list[int]:
    """Calls that a stopped process left behind: whether the citizen saw the text is not known. Their conversations."""
    values = {"delivery": Delivery.UNKNOWN, "lease_until": None, "error": INTERRUPTED}
    moved = await conn.execute(
        update(messages).where(_lapsed(now)).values(**values).returning(messages.c.conversation_id)
    )
    return list(moved.scalars())


async def behind_parked(conn: AsyncConnection, channels: Collection[str], now: datetime) -> list[tuple[int, str]]:
    """Conversations and channels with something due behind a parked answer."""
    query = select(messages.c.conversation_id, messages.c.channel).where(_is_due(channels, now), _behind_parked)
    return [(row.conversation_id, row.channel) for row in await conn.execute(query.distinct())]


async def unpark(conn: AsyncConnection, conversation_id: int, now: datetime) -> None:
    """It may go out after all."""
    await lock(conn, conversation_id)
    values = {"delivery": Delivery.PENDING, "next_attempt_at": now, "attempts": 0}
    where = and_(messages.c.conversation_id == conversation_id, _is_parked())
    await conn.execute(update(messages).where(where).values(**values))


def _is_parked() -> ColumnElement[bool]:
    return and_(messages.c.direction == "out", messages.c.delivery == Delivery.PARKED, messages.c.author != REST)


async def parked_on(conn: AsyncConnection, channel: str) -> list[int]:
    """Conversations of a channel with answers that wait for the citizen to write."""
    query = select(messages.c.conversation_id).where(messages.c.channel == channel, _is_parked()).distinct()
    return list(await conn.scalars(query))


async def park(conn: AsyncConnection, conversation_id: int) -> None:
    """All that is not under way waits for the citizen's next message."""
    await lock(conn, conversation_id)
    where = and_(messages.c.conversation_id == conversation_id, messages.c.delivery == Delivery.PENDING)
    await conn.execute(update(messages).where(where).values(delivery=Delivery.PARKED))


def _due(row: Row[Any]) -> Due:
    return Due(
        id=row.id,
        conversation_id=row.conversation_id,
        address=Address(channel=row.channel, user=row.user),
        author=row.author,
        text=row.text,
        choices=_choices(row.choices),
        attempts=row.attempts,
        sent=row.sent or 0,
    )


def _choices(pairs: Iterable[tuple[str, str]]) -> tuple[Choice, ...]:
    return tuple(Choice(key=key, label=label) for key, label in pairs)
