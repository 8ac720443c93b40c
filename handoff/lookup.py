"""Finding tickets: one file with every question that is asked of the tables, and no answer changes them."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import BindParameter, ColumnElement, Row, Select, and_, bindparam, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from handoff.schema import officers, ticket_events, tickets
from handoff.ticket import (
    FIRST,
    PER_LETTER,
    EventKind,
    Progress,
    Status,
    Ticket,
    TicketEvent,
    TicketKind,
    id_of,
    number_of,
)

SHORTEST_WORDS = 2
BETWEEN_DIGITS = re.compile(r"(?<=\d)[\s-]+(?=\d)")  # 「139 0000 1111」, as it is said
SILENT = (EventKind.HEARD, EventKind.REPLIED)  # the conversation itself shows these


def free_at(now: datetime | BindParameter[datetime]) -> ColumnElement[bool]:
    """Waiting, or claimed with a lease that ran out."""
    lapsed = and_(tickets.c.status == Status.CLAIMED, tickets.c.lease_until < now)
    return or_(tickets.c.status == Status.WAITING, lapsed)


async def one(conn: AsyncConnection, ticket_id: int) -> Ticket | None:
    return await _first(conn, _tickets().where(tickets.c.id == ticket_id))


async def by_number(conn: AsyncConnection, number: str) -> Ticket | None:
    id = id_of(number)
    return None if id is None else await one(conn, id)


async def about(conn: AsyncConnection, words: str, limit: int = 30) -> Sequence[Ticket]:
    """Whose matter or telephone contains these words; four digits may also be a number whose letter was not heard."""
    said = unicodedata.normalize("NFKC", words).strip()
    if len(said) < SHORTEST_WORDS:
        return []
    dialled = BETWEEN_DIGITS.sub("", said)
    meant = tickets.c.subject.contains(said, autoescape=True) | tickets.c.contact.contains(dialled, autoescape=True)
    if len(said) == 4 and said.isdecimal():
        meant |= (tickets.c.id - 1) % PER_LETTER == int(said) - FIRST
    query = _tickets().where(meant).order_by((tickets.c.status == Status.CLOSED), tickets.c.id.desc())
    return await _all(conn, query.limit(limit))


async def open_of(conn: AsyncConnection, conversation_id: int) -> Ticket | None:
    query = _tickets().where(tickets.c.conversation_id == conversation_id, tickets.c.status != Status.CLOSED)
    return await _first(conn, query)


def has_open(conversation_id: ColumnElement[int]) -> ColumnElement[bool]:
    """For the WHERE clause of others: somebody looks after this conversation, or soon will."""
    open_one = (tickets.c.conversation_id == conversation_id) & (tickets.c.status != Status.CLOSED)
    return select(tickets.c.id).where(open_one).exists()


async def free(conn: AsyncConnection, now: datetime) -> Sequence[Ticket]:
    """Who waits: urgent ones first, then the oldest."""
    return await _all(conn, _tickets().where(free_at(now)).order_by(*_QUEUE))


async def held(conn: AsyncConnection, now: datetime) -> Sequence[Ticket]:
    """What officers have in hand just now, with a new word from the citizen first."""
    query = _tickets().where(tickets.c.status == Status.CLAIMED, ~free_at(now))
    return await _all(conn, query.order_by((tickets.c.unread > 0).desc(), *_QUEUE))


async def unanswered(conn: AsyncConnection, until: datetime) -> Sequence[Ticket]:
    """Open, nobody has said a word yet, and the promise falls due by `until`; the most pressing first."""
    silent = tickets.c.first_reply_at.is_(None) & (tickets.c.status != Status.CLOSED) & (tickets.c.due_at <= until)
    return await _all(conn, _tickets().where(silent).order_by(tickets.c.due_at, tickets.c.id))


async def closed_since(conn: AsyncConnection, start: datetime, limit: int = 100) -> Sequence[Ticket]:
    query = _tickets().where(tickets.c.status == Status.CLOSED, tickets.c.closed_at >= start)
    return await _all(conn, query.order_by(tickets.c.closed_at.desc()).limit(limit))


async def of_conversation(conn: AsyncConnection, conversation_id: int) -> Sequence[Ticket]:
    """All tickets of one conversation, newest first."""
    query = _tickets().where(tickets.c.conversation_id == conversation_id)
    return await _all(conn, query.order_by(tickets.c.id.desc()))


async def standing(
    conn: AsyncConnection, conversation_id: int, number: str | None
) -> tuple[Ticket | None, Progress | None]:
    """The open ticket, and how the newest one stands, or the one with this number if it is of this conversation."""
    rows = (await conn.execute(OF_CONVERSATION, {"this": conversation_id})).all()
    open_one = next((_ticket(row) for row in rows if row.status != Status.CLOSED), None)
    wanted = [row for row in rows if number is None or row.id == id_of(number)]
    return open_one, _progress(wanted[0]) if wanted else None


async def queue_size(conn: AsyncConnection, officer: int, now: datetime) -> tuple[int, int]:
    """How many wait for this officer, and how many of them are urgent; what lapsed in their own hands does not."""
    others = or_(tickets.c.claimed_by.is_(None), tickets.c.claimed_by != officer)
    urgent = func.count().filter(tickets.c.urgent)
    query = select(func.count(), urgent).select_from(tickets).where(free_at(now), others)
    waiting, urgent_ones = (await conn.execute(query)).one()
    return waiting, urgent_ones


async def ahead(conn: AsyncConnection, ticket: Ticket, now: datetime) -> int:
    """How many who wait, as the queue counts them, come before this one."""
    earlier = or_(
        tickets.c.opened_at < ticket.opened_at,
        and_(tickets.c.opened_at == ticket.opened_at, tickets.c.id < ticket.id),
    )
    before = earlier & tickets.c.urgent if ticket.urgent else earlier | tickets.c.urgent
    query = select(func.count()).select_from(tickets).where(free_at(now), before)
    return await conn.scalar(query.where(tickets.c.id != ticket.id)) or 0


async def departments(conn: AsyncConnection) -> Sequence[str]:
    """The names that were ever used, for the pass-on field."""
    query = select(tickets.c.department_name).where(tickets.c.department_name.is_not(None)).distinct()
    return [name for name in (await conn.scalars(query)).all() if name]


async def events(conn: AsyncConnection, ticket_ids: Sequence[int]) -> Sequence[TicketEvent]:
    """The history that officers read, oldest first."""
    query = (
        select(ticket_events, officers.c.name.label("officer"))
        .outerjoin(officers, officers.c.id == ticket_events.c.officer_id)
        .where(ticket_events.c.ticket_id.in_(ticket_ids), ticket_events.c.kind.not_in(SILENT))
        .order_by(ticket_events.c.at, ticket_events.c.id)
    )
    return [_event(row) for row in await conn.execute(query)]


async def newest_event(conn: AsyncConnection, ticket_id: int) -> int:
    """Grows with whatever happens to the ticket."""
    return await conn.scalar(select(func.max(ticket_events.c.id)).where(ticket_events.c.ticket_id == ticket_id)) or 0


async def speakers(conn: AsyncConnection, conversation_id: int) -> Mapping[str, str]:
    """Who said the officers' lines of a conversation: names by the key of each line."""
    query = (
        select(ticket_events.c.key, officers.c.name)
        .join(ticket_events, ticket_events.c.officer_id == officers.c.id)
        .join(tickets, tickets.c.id == ticket_events.c.ticket_id)
        .where(tickets.c.conversation_id == conversation_id, ticket_events.c.kind == EventKind.REPLIED)
    )
    return {row.key: row.name for row in await conn.execute(query)}


_QUEUE = (tickets.c.urgent.desc(), tickets.c.opened_at, tickets.c.id)


def _tickets() -> Select[tuple[object, ...]]:
    holder = officers.c.name.label("claimed_by_name")
    return select(tickets, holder).outerjoin(officers, officers.c.id == tickets.c.claimed_by)


WAITING = select(func.count()).select_from(tickets).where(free_at(bindparam("now")))
OF_CONVERSATION = (
    _tickets().where(tickets.c.conversation_id == bindparam("this")).order_by(tickets.c.id.desc())
)  # built once: building a statement takes longer than executing it


async def _first(conn: AsyncConnection, query: Select[tuple[object, ...]]) -> Ticket | None:
    row = (await conn.execute(query)).first()
    return None if row is None else _ticket(row)


async def _all(conn: AsyncConnection, query: Select[tuple[object, ...]]) -> Sequence[Ticket]:
    return [_ticket(row) for row in await conn.execute(query)]


def _ticket(row: Row[tuple[object, ...]]) -> Ticket:
    return Ticket(
        id=row.id,
        conversation_id=row.conversation_id,
        kind=TicketKind(row.kind),
        reason=row.reason,
        subject=row.subject,
        status=Status(row.status),
        urgent=row.urgent,
        opened_at=row.opened_at,
        due_at=row.due_at,
        department=row.department,
        department_name=row.department_name,
        contact=row.contact,
        unread=row.unread,
        last_heard_at=row.last_heard_at,
        first_reply_at=row.first_reply_at,
        claimed_by=row.claimed_by,
        claimed_by_name=row.claimed_by_name,
        lease_until=row.lease_until,
        closed_at=row.closed_at,
        outcome=row.outcome,
        rating=row.rating,
    )


def _event(row: Row[tuple[object, ...]]) -> TicketEvent:
    return TicketEvent(
        id=row.id, ticket_id=row.ticket_id, kind=EventKind(row.kind), at=row.at, officer=row.officer, text=row.text
    )


def _progress(row: Row[tuple[object, ...]]) -> Progress:
    return Progress(
        id=row.id,
        number=number_of(row.id),
        kind=TicketKind(row.kind),
        status=Status(row.status),
        urgent=row.urgent,
        opened_at=row.opened_at,
        due_at=row.due_at,
        department_name=row.department_name,
        closed_at=row.closed_at,
        outcome=row.outcome,
    )
