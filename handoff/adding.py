"""What a second call for the desk adds to the ticket that is open already."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import true
from sqlalchemy.ext.asyncio import AsyncConnection

from handoff.ledger import Ledger
from handoff.schema import tickets
from handoff.ticket import EventKind, Ticket, TicketKind


@dataclass(frozen=True, slots=True, kw_only=True)
class More:
    """As it would have been said of a new ticket; empty texts say nothing."""

    kind: TicketKind
    subject: str
    urgent: bool
    contact: str
    due_at: datetime


async def add(ledger: Ledger, conn: AsyncConnection, ticket: Ticket, more: More, *, now: datetime) -> Ticket:
    """It may become urgent (due at once), a consultation may become a complaint, with its promise; else that stays."""
    calm = tickets.c.urgent.is_(False)
    if more.urgent and await ledger.alter(conn, ticket.id, calm, urgent=True, due_at=now):
        await ledger.record(conn, ticket.id, EventKind.RAISED, now=now)
    if more.kind not in (TicketKind.CONSULT, TicketKind.URGENT):
        plain_one = tickets.c.kind == TicketKind.CONSULT
        said = {"subject": more.subject} if more.subject else {}
        await ledger.alter(conn, ticket.id, plain_one & calm, due_at=more.due_at)  # what is urgent is due at once
        if await ledger.alter(conn, ticket.id, plain_one, kind=more.kind, **said):
            await ledger.record(conn, ticket.id, EventKind.TURNED, text=more.kind.label, now=now)
    if more.contact:
        await ledger.alter(conn, ticket.id, true(), contact=more.contact)
    return await ledger.changed(conn, ticket.id)
