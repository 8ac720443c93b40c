"""What stands on top of every page: who waits, whether somebody is on duty, what the bot leaves to the desk."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncConnection

from handoff import lookup, switch
from handoff.console.guard import Visit
from handoff.switch import Turned
from handoff.ticket import DeskStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """Read in the page's own transaction, so that it agrees with the page."""

    desk: DeskStatus
    waiting: int
    urgent: int
    off: Mapping[str, Turned]


async def bar(visit: Visit, conn: AsyncConnection) -> Bar:
    waiting, urgent = await lookup.queue_size(conn, visit.officer.id, visit.now)
    status = visit.console.desk.status(visit.now)
    return Bar(desk=status, waiting=waiting, urgent=urgent, off=await switch.off(conn))


async def bar_alone(visit: Visit) -> Bar:
    """For a page that reads nothing else."""
    async with visit.console.database.read() as conn:
        return await bar(visit, conn)
