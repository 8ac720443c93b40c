"""A line that every citizen it concerns hears once, from its start to its end: 「今日系统维护」."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import BindParameter, ColumnElement, Row, Select, bindparam, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from handoff.database import insert_once
from handoff.plain import plain
from handoff.schema import notices, officers
from handoff.ticket import TicketError

EVERYBODY = "*"
LIMIT = 100


class NoticeError(TicketError):
    """通知没有发布。"""


class NoText(NoticeError):
    """请写通知的内容。"""


class TooLong(NoticeError):
    """通知最多 {limit} 个字，现在有 {length} 个。"""


class NeverInForce(NoticeError):
    """结束时间要晚于开始时间，也要晚于现在。"""


class AlreadyWithdrawn(NoticeError):
    """这条通知已经撤下，或者已经过期。"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """`area` "*" concerns everybody; `by` is the officer's name."""

    id: int
    text: str
    area: str
    starts_at: datetime
    ends_at: datetime
    by: str
    withdrawn_at: datetime | None = None

    def is_active(self, now: datetime) -> bool:
        return self.withdrawn_at is None and self.starts_at <= now < self.ends_at


async def active(conn: AsyncConnection, now: datetime) -> Sequence[Notice]:
    """In force now, oldest start first."""
    return [_notice(row) for row in await conn.execute(ACTIVE, {"now": now})]


async def planned(conn: AsyncConnection, now: datetime) -> Sequence[Notice]:
    """In force now or later."""
    return [_notice(row) for row in await conn.execute(_STANDING, {"now": now})]


async def publish(
    conn: AsyncConnection, text: str, area: str, starts_at: datetime, ends_at: datetime, officer: int, *, now: datetime
) -> int:
    """Its id; raises NoticeError with what to do about it."""
    text = " ".join(plain(text).split())
    if not text:
        raise NoText
    if len(text) > LIMIT:
        raise TooLong(limit=LIMIT, length=len(text))
    if ends_at <= max(starts_at, now):
        raise NeverInForce
    values = {"text": text, "area": area, "starts_at": starts_at, "ends_at": ends_at, "officer_id": officer}
    id = await insert_once(conn, notices, created_at=now, **values)
    assert id is not None
    return id


async def withdraw(conn: AsyncConnection, notice: int, officer: int, *, now: datetime) -> None:
    """No longer said to anybody; the row stays."""
    ended = {"withdrawn_at": now, "withdrawn_by": officer}
    done = await conn.execute(update(notices).where(notices.c.id == notice, _standing(now)).values(**ended))
    if done.rowcount != 1:
        raise AlreadyWithdrawn


def _standing(now: datetime | BindParameter[datetime]) -> ColumnElement[bool]:
    return notices.c.withdrawn_at.is_(None) & (notices.c.ends_at > now)


def _notices() -> Select[tuple[object, ...]]:
    query = select(notices, officers.c.name.label("by")).join(officers, officers.c.id == notices.c.officer_id)
    return query.order_by(notices.c.starts_at, notices.c.id)


def _notice(row: Row[tuple[object, ...]]) -> Notice:
    return Notice(
        id=row.id, text=row.text, area=row.area, starts_at=row.starts_at, ends_at=row.ends_at, by=row.by,
        withdrawn_at=row.withdrawn_at,
    )  # fmt: skip


_NOW = bindparam("now", type_=notices.c.starts_at.type)
_STANDING = _notices().where(_standing(_NOW))
ACTIVE = _STANDING.where(notices.c.starts_at <= _NOW)
