"""How a ticket changes: one conditional UPDATE, a line of history, a signal; and why a change was refused."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from handoff import lookup
from handoff.database import insert_once
from handoff.live import DESK, Live, conversation_topic, ticket_topic
from handoff.schema import ticket_events, tickets
from handoff.ticket import (
    LEASE,
    MOVES,
    EventKind,
    Move,
    NoTicket,
    NotYours,
    Status,
    Ticket,
    TicketClosed,
    TicketError,
    TicketMoved,
    TicketTaken,
)


def held_by(officer: int) -> ColumnElement[bool]:
    """Theirs, also when the lease ran out but nobody else has taken it."""
    return (tickets.c.status == Status.CLAIMED) & (tickets.c.claimed_by == officer)


class Ledger:
    """The mechanics under `Desk`; every method works in the caller's transaction."""

    def __init__(self, live: Live) -> None:
        self._live = live

    async def alter(self, conn: AsyncConnection, ticket_id: int, when: ColumnElement[bool], **values: Any) -> bool:
        """Whether the ticket was as `when` says, and so took the values."""
        done = await conn.execute(update(tickets).where(tickets.c.id == ticket_id, when).values(**values))
        return done.rowcount == 1

    async def move(self, conn: AsyncConnection, move: Move, ticket_id: int, *when: Any, **values: Any) -> bool:
        """Whether this legal move happened just now."""
        before, after = MOVES[move]
        legal = tickets.c.status.in_(sorted(before))
        for condition in when:
            legal &= condition
        return await self.alter(conn, ticket_id, legal, status=after, **values)

    async def let_go(self, conn: AsyncConnection, move: Move, ticket_id: int, officer: int, **values: Any) -> None:
        """A move that ends the officer's hold; raises when it is not theirs."""
        values = {"claimed_by": None, "lease_until": None} | values
        if not await self.move(conn, move, ticket_id, held_by(officer), **values):
            raise await self.refusal(conn, ticket_id, officer)

    async def hold(self, conn: AsyncConnection, ticket_id: int, officer: int, *, now: datetime, **values: Any) -> None:
        """Keep it for the officer another lease long; raises when it is not theirs."""
        if not await self.alter(conn, ticket_id, held_by(officer), lease_until=now + LEASE, **values):
            raise await self.refusal(conn, ticket_id, officer)

    async def record(
        self,
        conn: AsyncConnection,
        ticket_id: int,
        kind: EventKind,
        officer: int | None = None,
        *,
        text: str | None = None,
        key: str | None = None,
        now: datetime,
    ) -> bool:
        """Add to the history; False when this `key` is in it already."""
        values = {"ticket_id": ticket_id, "kind": kind, "officer_id": officer, "text": text, "key": key, "at": now}
        return await insert_once(conn, ticket_events, **values) is not None

    async def was_done(self, conn: AsyncConnection, ticket_id: int, key: str) -> bool:
        mine = (ticket_events.c.ticket_id == ticket_id) & (ticket_events.c.key == key)
        return await conn.scalar(select(ticket_events.c.id).where(mine)) is not None

    async def changed(self, conn: AsyncConnection, ticket_id: int) -> Ticket:
        """The ticket as it is now, and a signal to everybody who looks at it."""
        ticket = await self.get(conn, ticket_id)
        for topic in (DESK, ticket_topic(ticket_id), conversation_topic(ticket.conversation_id)):
            await self._live.signal(conn, topic)
        return ticket

    async def queue_changed(self, conn: AsyncConnection) -> None:
        await self._live.signal(conn, DESK)

    async def get(self, conn: AsyncConnection, ticket_id: int) -> Ticket:
        ticket = await lookup.one(conn, ticket_id)
        if ticket is None:
            raise NoTicket
        return ticket

    async def refusal(self, conn: AsyncConnection, ticket_id: int, officer: int | None = None) -> TicketError:
        """Why a conditional UPDATE found nothing, as the sentence that the officer needs."""
        ticket = await self.get(conn, ticket_id)
        if ticket.status is Status.CLOSED:
            return TicketClosed()
        if ticket.status is Status.WAITING:
            return NotYours()
        if ticket.claimed_by != officer and ticket.claimed_by_name:
            return TicketTaken(by=ticket.claimed_by_name)
        return TicketMoved()
