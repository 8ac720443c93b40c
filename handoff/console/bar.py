"""What stands on top of every page: who waits, whether somebody is on duty, what the bot leaves to the desk."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from handoff import lookup, switch
from handoff.console.guard import Visit
from handoff.switch import Turned
from handoff.ticket import DeskStatus
from handoff.worktime import SHANGHAI, DutyHours


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """Read in the page's own transaction, so that it agrees with the page."""

    desk: DeskStatus
    resting: bool
    waiting: int
    urgent: int
    off: Mapping[str, Turned]


async def bar(visit: Visit, conn: AsyncConnection) -> Bar:
    waiting, urgent = await lookup.queue_size(conn, visit.officer.id, visit.now)
    status = visit.console.desk.status(visit.now)
    resting = _is_resting(visit.console.desk.hours, status, visit.now)
    return Bar(desk=status, resting=resting, waiting=waiting, urgent=urgent, off=await switch.off(conn))


def _is_resting(hours: DutyHours, status: DeskStatus, now: datetime) -> bool:
    """Before today's duty, at noon, or on a day off: nobody has just gone home."""
    today = now.astimezone(SHANGHAI).date()
    opens = status.next_open
    return not hours.calendar.is_working(today) or (opens is not None and opens.astimezone(SHANGHAI).date() == today)


async def bar_alone(visit: Visit) -> Bar:
    """For a page that reads nothing else."""
    async with visit.console.database.read() as conn:
        return await bar(visit, conn)
