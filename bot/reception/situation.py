"""What stands around a message: one look at all that a turn depends on, and a second only where there is something."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.dialogue.turn import Notice
from bot.keeping import store
from bot.keeping.leaving import LEFT_AT
from bot.keeping.store import Stored
from handoff import lookup, notice, switch
from handoff.desk import Desk, DeskStatus, Progress
from handoff.ticket import Ticket

# Most messages meet none of these, and asking one by one costs more than all of their SQL.
_AT_A_GLANCE = select(
    lookup.WAITING.scalar_subquery().label("waiting"),
    store.PARKED.exists().label("parked"),
    lookup.OF_CONVERSATION.exists().label("tickets"),
    notice.ACTIVE.exists().label("notices"),
    switch.OFF.exists().label("off"),
    LEFT_AT.scalar_subquery().label("left_at"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """`parked` are late answers that wait for the citizen to write; `ahead` is how many tickets come before theirs.

    `left_at`: when they left, by the platform's clock; None for who never did or was met again since.
    """

    desk: DeskStatus
    parked: Sequence[Stored]
    ticket: Ticket | None
    progress: Progress | None
    ahead: int
    notices: tuple[Notice, ...]
    off: frozenset[str]
    left_at: datetime | None


async def look(
    conn: AsyncConnection, desk: Desk, conversation_id: int, *, who: str, named: str | None, now: datetime
) -> Situation:
    """As it is in this transaction; `who` as departures know them, `named` the number of a ticket they mention."""
    there = (await conn.execute(_AT_A_GLANCE, {"this": conversation_id, "who": who, "now": now})).one()
    ticket, progress = await lookup.standing(conn, conversation_id, named) if there.tickets else (None, None)
    notices = await notice.active(conn, now) if there.notices else ()
    return Situation(
        desk=desk.status(now),
        parked=await store.parked(conn, conversation_id) if there.parked else (),
        ticket=ticket,
        progress=progress,
        ahead=await lookup.ahead(conn, ticket, now) if ticket else there.waiting,
        notices=tuple(Notice(id=one.id, text=one.text, area=one.area) for one in notices),
        off=frozenset(await switch.off(conn)) if there.off else frozenset(),
        left_at=there.left_at,
    )
