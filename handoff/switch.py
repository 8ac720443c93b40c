"""The bot's off switch, whole or by area: who turned it, when and why is kept for ever; the newest word counts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Row, Select, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from handoff.database import insert_once
from handoff.plain import plain
from handoff.schema import officers, switches
from handoff.ticket import NothingSaid

WHOLE = "*"
WHY_LIMIT = 200


class NoReason(NothingSaid):
    """请写明原因，以后查得到。"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Turned:
    """One turn of the switch; `area` "*" is the whole bot, `who` an officer's name."""

    area: str
    off: bool
    who: str
    why: str
    at: datetime


async def off(conn: AsyncConnection) -> Mapping[str, Turned]:
    """The areas that are left to the desk now ("*": all of them), each with who turned it off, and why."""
    return {row.area: _turned(row) for row in await conn.execute(OFF)}


async def turn(conn: AsyncConnection, area: str, off: bool, officer: int, why: str, now: datetime) -> None:
    """Off, or on again; the reason is required."""
    why = plain(why, WHY_LIMIT)
    if not why:
        raise NoReason
    await insert_once(conn, switches, area=area, off=off, officer_id=officer, why=why, at=now)


async def history(conn: AsyncConnection, limit: int = 20) -> Sequence[Turned]:
    """Newest first."""
    rows = await conn.execute(_turns().order_by(switches.c.id.desc()).limit(limit))
    return [_turned(row) for row in rows]


def _turns() -> Select[tuple[object, ...]]:
    return select(switches, officers.c.name.label("who")).join(officers, officers.c.id == switches.c.officer_id)


def _turned(row: Row[tuple[object, ...]]) -> Turned:
    return Turned(area=row.area, off=row.off, who=row.who, why=row.why, at=row.at)


_NEWEST = select(func.max(switches.c.id)).group_by(switches.c.area)
OFF = _turns().where(switches.c.id.in_(_NEWEST), switches.c.off).order_by(switches.c.area)
