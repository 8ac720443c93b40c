"""The queue: who waits, what is in hand, what was closed today."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from handoff import lookup
from handoff.console.composition import Console
from handoff.console.guard import Endpoint, Visit, guarded
from handoff.console.pages import page
from handoff.ticket import DeskStatus, Ticket
from handoff.worktime import SHANGHAI


@dataclass(frozen=True, slots=True, kw_only=True)
class Queue:
    """What the page and its part show."""

    waiting: Sequence[Ticket]
    mine: Sequence[Ticket]
    others: Sequence[Ticket]
    closed: Sequence[Ticket]
    desk: DeskStatus

    @property
    def urgent(self) -> bool:
        return any(ticket.urgent for ticket in self.waiting)


def queue_endpoint(console: Console) -> Endpoint:
    async def show(visit: Visit) -> Response:
        queue = await look(console, visit.officer.id, visit.now)
        template = "_queue.html" if visit.wants_part else "queue.html"
        return page(console, template, officer=visit.officer, now=visit.now, queue=queue, desk=queue.desk,
                    waiting=len(queue.waiting), missing=visit.request.query_params.get("missing", ""))  # fmt: skip

    return guarded(console, show)


async def look(console: Console, officer: int, now: datetime) -> Queue:
    """A lapsed ticket of one's own still stands under one's own; for colleagues it waits again."""
    async with console.database.read() as conn:
        free, held = await lookup.free(conn, now), await lookup.held(conn, now)
        closed = await lookup.closed_since(conn, midnight(now))
        desk = await console.desk.status(conn, now=now)
    lapsed = [ticket for ticket in free if ticket.is_held_by(officer)]
    return Queue(
        waiting=[ticket for ticket in free if not ticket.is_held_by(officer)],
        mine=[*(ticket for ticket in held if ticket.is_held_by(officer)), *lapsed],
        others=[ticket for ticket in held if not ticket.is_held_by(officer)],
        closed=closed,
        desk=desk,
    )


def find_endpoint(console: Console) -> Endpoint:
    """From a number that a citizen says on the phone to its page."""

    async def find(visit: Visit) -> Response:
        number = visit.request.query_params.get("number", "")[:20]
        async with console.database.read() as conn:
            ticket = await lookup.by_number(conn, number)
        if ticket:
            return RedirectResponse(f"/desk/t/{ticket.number}", status_code=303)
        url = visit.request.url.replace(path="/desk", query="").include_query_params(missing=number)
        return RedirectResponse(f"/desk?{url.query}", status_code=303)

    return guarded(console, find)


def midnight(now: datetime) -> datetime:
    """The start of this day in Asia/Shanghai."""
    return datetime.combine(now.astimezone(SHANGHAI).date(), time(), SHANGHAI)


def path_number(request: Request) -> str:
    return str(request.path_params["number"])
