"""The durable duty queue: an act on a ticket is a conditional UPDATE, its event and its signal, in one transaction."""

from datetime import datetime

from sqlalchemy import func, true
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from handoff import lookup
from handoff.adding import More, add
from handoff.database import insert_once
from handoff.erasure import mask
from handoff.ledger import Ledger, held_by
from handoff.live import Live
from handoff.plain import plain
from handoff.schema import tickets
from handoff.seams import Closed, Deliver, Line, Lock, Thread
from handoff.sla import due_at
from handoff.ticket import (
    LEASE,
    AlreadyOpen,
    DeskStatus,
    EventKind,
    Move,
    NothingSaid,
    Progress,
    Status,
    Ticket,
    TicketKind,
    TicketMoved,
)
from handoff.worktime import DutyHours

__all__ = ["Closed", "Deliver", "Desk", "DeskStatus", "Line", "Lock", "Progress", "Thread"]

SUBJECT_LIMIT, NOTE_LIMIT = 200, 2000
WITHDRAWN = "市民结束了对话"


class Desk:
    """Opens, hands out and closes tickets. The connection comes first and the caller owns the transaction.

    What the citizen's side does (open, add_from_citizen, describe, withdraw, rate, erase) has locked the conversation.
    """

    def __init__(
        self,
        *,
        lock: Lock,
        deliver: Deliver,
        thread: Thread,
        live: Live,
        hours: DutyHours,
        closed: Closed | None = None,
    ) -> None:
        self._lock, self._deliver, self._closed = lock, deliver, closed
        self.thread = thread
        self._ledger = Ledger(live)
        self.hours = hours

    async def open(
        self,
        conn: AsyncConnection,
        *,
        conversation_id: int,
        kind: TicketKind,
        reason: str,
        subject: str,
        department: str | None = None,
        department_name: str | None = None,
        urgent: bool = False,
        contact: str | None = None,
        now: datetime,
    ) -> Ticket:
        """A new ticket, or the conversation's open one with what this adds to it."""
        urgent = urgent or kind is TicketKind.URGENT
        subject, contact = plain(subject, SUBJECT_LIMIT), plain(contact or "", SUBJECT_LIMIT)
        already = await lookup.open_of(conn, conversation_id)
        if already is None:
            id = await insert_once(
                conn,
                tickets,
                conversation_id=conversation_id,
                kind=kind,
                reason=plain(reason, 60),
                subject=subject,
                contact=contact or None,
                department=department,
                department_name=department_name,
                status=Status.WAITING,
                urgent=urgent,
                opened_at=now,
                due_at=due_at(kind, now, self.hours, urgent=urgent),
            )
            if id is not None:
                await self._ledger.record(conn, id, EventKind.OPENED, text=reason, now=now)
                return await self._ledger.changed(conn, id)
            already = await self._open_one(conn, conversation_id)
        due = due_at(kind, now, self.hours, urgent=urgent)
        more = More(kind=kind, subject=subject, urgent=urgent, contact=contact, due_at=due)
        return await add(self._ledger, conn, already, more, now=now)

    async def open_ticket(self, conn: AsyncConnection, conversation_id: int) -> Ticket | None:
        return await lookup.open_of(conn, conversation_id)

    async def describe(
        self, conn: AsyncConnection, ticket_id: int, *, subject: str | None, contact: str | None
    ) -> None:
        """What the citizen said later about the matter and how to be reached; what is None stays as it is."""
        said = {"subject": plain(subject or "", SUBJECT_LIMIT), "contact": plain(contact or "", SUBJECT_LIMIT)}
        if news := {name: value for name, value in said.items() if value}:
            await self._ledger.alter(conn, ticket_id, true(), **news)
            await self._ledger.changed(conn, ticket_id)

    async def add_from_citizen(self, conn: AsyncConnection, ticket_id: int, *, now: datetime) -> None:
        """The citizen wrote again; a ticket that was closed in that very moment comes back to the queue."""
        await self._ledger.move(conn, Move.REOPEN, ticket_id, closed_at=None, closed_by=None, outcome=None)
        await self._ledger.alter(conn, ticket_id, true(), unread=tickets.c.unread + 1, last_heard_at=now)
        await self._ledger.record(conn, ticket_id, EventKind.HEARD, now=now)
        await self._ledger.changed(conn, ticket_id)

    async def claim(self, conn: AsyncConnection, ticket_id: int, officer: int, *, now: datetime) -> Ticket:
        """Take a ticket that is free (waiting, or its lease ran out); exactly one of two officers gets it."""
        taken = {"claimed_by": officer, "lease_until": now + LEASE}
        if await self._ledger.move(conn, Move.CLAIM, ticket_id, lookup.free_at(now), **taken):
            await self._ledger.record(conn, ticket_id, EventKind.CLAIMED, officer, now=now)
            return await self._ledger.changed(conn, ticket_id)
        await self._ledger.hold(conn, ticket_id, officer, now=now)
        return await self._ledger.get(conn, ticket_id)

    async def renew(
        self, conn: AsyncConnection, ticket_id: int, officer: int, *, seen: datetime | None, now: datetime
    ) -> bool:
        """The holder still has the page open and has read what came until `seen`; False when it is theirs no more."""
        mine = held_by(officer)
        if seen is not None:
            unread = mine & (tickets.c.unread > 0) & (tickets.c.last_heard_at <= seen)
            if await self._ledger.alter(conn, ticket_id, unread, unread=0):
                await self._ledger.queue_changed(conn)
        return await self._ledger.alter(conn, ticket_id, mine, lease_until=now + LEASE)

    async def release(self, conn: AsyncConnection, ticket_id: int, officer: int, *, now: datetime) -> Ticket:
        await self._ledger.let_go(conn, Move.RELEASE, ticket_id, officer)
        await self._ledger.record(conn, ticket_id, EventKind.RELEASED, officer, now=now)
        return await self._ledger.changed(conn, ticket_id)

    async def reply(
        self, conn: AsyncConnection, ticket_id: int, officer: int, text: str, *, key: str, now: datetime
    ) -> bool:
        """Say something to the citizen; False when this `key` was already delivered."""
        text = _said(text)
        await self._take_turn(conn, ticket_id)
        if await self._ledger.was_done(conn, ticket_id, key):
            return False
        first = func.coalesce(tickets.c.first_reply_at, now, type_=tickets.c.first_reply_at.type)
        await self._ledger.hold(conn, ticket_id, officer, now=now, unread=0, first_reply_at=first)
        ticket = await self._ledger.changed(conn, ticket_id)
        return await self._say(conn, ticket, officer, text, key=key, now=now)

    async def note(self, conn: AsyncConnection, ticket_id: int, officer: int, text: str, *, now: datetime) -> Ticket:
        """A word among officers; the citizen never sees it. Anybody at the desk may leave one."""
        ticket = await self._ledger.get(conn, ticket_id)
        await self._ledger.alter(conn, ticket_id, held_by(officer), lease_until=now + LEASE)
        await self._ledger.record(conn, ticket.id, EventKind.NOTED, officer, text=_said(text, NOTE_LIMIT), now=now)
        return await self._ledger.changed(conn, ticket_id)

    async def transfer(
        self,
        conn: AsyncConnection,
        ticket_id: int,
        officer: int,
        department: str,
        department_name: str,
        *,
        word: str = "",
        now: datetime,
    ) -> Ticket:
        """Pass on to a department's queue, with a word for the colleagues there."""
        place = {"department": _said(department, 60), "department_name": _said(department_name, 60)}
        await self._ledger.let_go(conn, Move.TRANSFER, ticket_id, officer, **place)
        text = "：".join(filter(None, (place["department_name"], plain(word, NOTE_LIMIT))))
        await self._ledger.record(conn, ticket_id, EventKind.TRANSFERRED, officer, text=text, now=now)
        return await self._ledger.changed(conn, ticket_id)

    async def close(
        self,
        conn: AsyncConnection,
        ticket_id: int,
        officer: int,
        outcome: str,
        *,
        last_words: str | None = None,
        key: str,
        now: datetime,
    ) -> bool:
        """End it with an outcome and, if wished, last words to the citizen; False when this `key` already did."""
        outcome = _said(outcome, NOTE_LIMIT)
        await self._take_turn(conn, ticket_id)
        if await self._ledger.was_done(conn, ticket_id, key):
            return False
        ended = {"closed_at": now, "closed_by": officer, "outcome": outcome, "unread": 0}
        await self._ledger.let_go(conn, Move.CLOSE, ticket_id, officer, **ended)
        ticket = await self._ledger.changed(conn, ticket_id)
        if last := plain(last_words or ""):
            await self._say(conn, ticket, officer, last, key=f"{key}:last", now=now)
        await self._ledger.record(conn, ticket_id, EventKind.CLOSED, officer, text=outcome, key=key, now=now)
        if self._closed is not None:
            await self._closed(conn, ticket)
        return True

    async def reopen(self, conn: AsyncConnection, ticket_id: int, officer: int, *, now: datetime) -> Ticket:
        """Back to the queue, with a fresh promise; refused while another ticket of the conversation is open."""
        await self._take_turn(conn, ticket_id)
        ticket = await self._ledger.get(conn, ticket_id)
        values = {"closed_at": None, "closed_by": None, "outcome": None, "first_reply_at": None}
        due = due_at(ticket.kind, now, self.hours, urgent=ticket.urgent)
        try:
            async with conn.begin_nested():
                moved = await self._ledger.move(conn, Move.REOPEN, ticket_id, due_at=due, **values)
        except IntegrityError:
            other = await self._open_one(conn, ticket.conversation_id)
            raise AlreadyOpen(number=other.number) from None
        if not moved:
            raise await self._ledger.refusal(conn, ticket_id)
        await self._ledger.record(conn, ticket_id, EventKind.REOPENED, officer, now=now)
        return await self._ledger.changed(conn, ticket_id)

    async def withdraw(self, conn: AsyncConnection, ticket_id: int, *, now: datetime) -> None:
        """The citizen ended it; no matter who had it. Already closed is closed."""
        ended = {"closed_at": now, "outcome": WITHDRAWN}
        if await self._ledger.move(conn, Move.WITHDRAW, ticket_id, claimed_by=None, lease_until=None, **ended):
            await self._ledger.record(conn, ticket_id, EventKind.WITHDRAWN, now=now)
            await self._ledger.changed(conn, ticket_id)

    def status(self, now: datetime) -> DeskStatus:
        closes_at = self.hours.closes_at(now)
        return DeskStatus(
            on_duty=closes_at is not None,
            next_open=None if closes_at else self.hours.next_open(now),
            closes_at=closes_at,
        )

    async def rate(self, conn: AsyncConnection, ticket_id: int, *, stars: int, now: datetime) -> bool:
        """好差评 of a closed ticket, once; False when it is rated already or not closed."""
        unrated = (tickets.c.status == Status.CLOSED) & tickets.c.rating.is_(None)
        if not await self._ledger.alter(conn, ticket_id, unrated, rating=stars):
            return False
        await self._ledger.record(conn, ticket_id, EventKind.RATED, text=f"{stars} 星", now=now)
        await self._ledger.changed(conn, ticket_id)
        return True

    async def comment(self, conn: AsyncConnection, ticket_id: int, word: str, now: datetime) -> bool:
        """What was not good, said one message after a rating; once, and False when it came too late."""
        said = plain(word, NOTE_LIMIT)
        wordless = tickets.c.rating.is_not(None) & tickets.c.rating_word.is_(None)
        if not said or not await self._ledger.alter(conn, ticket_id, wordless, rating_word=said):
            return False
        await self._ledger.record(conn, ticket_id, EventKind.RATED, text=said, now=now)
        await self._ledger.changed(conn, ticket_id)
        return True

    async def erase(self, conn: AsyncConnection, conversation_id: int, *, now: datetime) -> None:
        """Mask what was said in the conversation's tickets; numbers, times and states stay for the reports."""
        for id in await mask(conn, conversation_id):
            await self._ledger.record(conn, id, EventKind.ERASED, now=now)
            await self._ledger.changed(conn, id)

    async def _take_turn(self, conn: AsyncConnection, ticket_id: int) -> None:
        """The conversation before the ticket, as its citizen's messages do; from here on nobody else alters both."""
        await self._lock(conn, (await self._ledger.get(conn, ticket_id)).conversation_id)

    async def _open_one(self, conn: AsyncConnection, conversation_id: int) -> Ticket:
        ticket = await lookup.open_of(conn, conversation_id)
        if ticket is None:
            raise TicketMoved
        return ticket

    async def _say(
        self, conn: AsyncConnection, ticket: Ticket, officer: int, text: str, *, key: str, now: datetime
    ) -> bool:
        """Deliver once per key; by it the desk's history knows who said what."""
        if not await self._ledger.record(conn, ticket.id, EventKind.REPLIED, officer, key=key, now=now):
            return False
        await self._deliver(conn, ticket.conversation_id, text, key)
        return True


def _said(text: str, limit: int = 4000) -> str:
    text = plain(text, limit)
    if not text:
        raise NothingSaid
    return text
