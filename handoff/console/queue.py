"""The queue: who waits, what is in hand, what was closed today."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from handoff import lookup
from handoff.console.bar import Bar, bar
from handoff.console.composition import Console
from handoff.console.guard import Endpoint, Visit, guarded
from handoff.console.pages import page
from handoff.plain import plain
from handoff.ticket import Ticket
from handoff.worktime import SHANGHAI

MOST_FOUND = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Queue:
    """What the page and its part show."""

    waiting: Sequence[Ticket]
    mine: Sequence[Ticket]
    others: Sequence[Ticket]
    closed: Sequence[Ticket]
    bar: Bar


def queue_endpoint(console: Console) -> Endpoint:
    async def show(visit: Visit) -> Response:
        queue = await look(visit)
        template = "_queue.html" if visit.wants_part else "queue.html"
        return page(console, template, visit=visit, queue=queue, bar=queue.bar)

    return guarded(console, show)


async def look(visit: Visit) -> Queue:
    """A lapsed ticket of one's own still stands under one's own; for colleagues it waits again."""
    me, now = visit.officer.id, visit.now
    async with visit.console.database.read() as conn:
        free, held = await lookup.free(conn, now), await lookup.held(conn, now)
        closed = await lookup.closed_since(conn, midnight(now))
        above = await bar(visit, conn)
    return Queue(
        waiting=[ticket for ticket in free if not ticket.is_held_by(me)],
        mine=[ticket for ticket in (*held, *free) if ticket.is_held_by(me)],
        others=[ticket for ticket in held if not ticket.is_held_by(me)],
        closed=closed,
        bar=above,
    )


def find_endpoint(console: Console) -> Endpoint:
    """From what a citizen says on the phone to the page: the number, or else the telephone or what it was about.

    A POST, and no words in the title: a telephone number stays out of addresses, logs and the browser's history.
    """

    async def find(visit: Visit) -> Response:
        form = await visit.request.form(max_files=0, max_fields=10)
        words = plain(str(form.get("words", "")), 40)
        async with console.database.read() as conn:
            ticket = await lookup.by_number(conn, words.replace(" ", ""))
            found = [ticket] if ticket else await lookup.about(conn, words, MOST_FOUND)
            above = await bar(visit, conn)
        if len(found) == 1:
            return RedirectResponse(f"/desk/t/{found[0].number}", status_code=303)
        return page(console, "found.html", visit=visit, bar=above, found=found, words=words, most=MOST_FOUND)

    return guarded(console, find)


def midnight(now: datetime) -> datetime:
    """The start of this day in Asia/Shanghai."""
    return datetime.combine(now.astimezone(SHANGHAI).date(), time(), SHANGHAI)


def path_number(request: Request) -> str:
    return str(request.path_params["number"])
