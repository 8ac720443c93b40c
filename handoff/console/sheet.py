"""One ticket's page: the whole conversation, what was noted, and what the officer may do now."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncConnection
from starlette.responses import Response

from handoff import lookup
from handoff.console.composition import Console, Suggestion
from handoff.console.guard import Endpoint, Visit, guarded
from handoff.console.pages import page
from handoff.console.queue import path_number
from handoff.console.timeline import Item, named, timeline
from handoff.seams import Line
from handoff.ticket import DeskStatus, NoTicket, Ticket

SUGGESTIONS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """What the page and its part show; `key` makes sending twice the same as sending once."""

    ticket: Ticket
    mine: bool
    free: bool
    items: Sequence[Item]
    key: str
    waiting: int
    desk: DeskStatus
    departments: Mapping[str, str]
    suggestions: Sequence[Suggestion]


def sheet_endpoint(console: Console) -> Endpoint:
    async def show(visit: Visit) -> Response:
        try:
            sheet = await look(visit)
        except NoTicket as error:
            return page(
                console, "refused.html", status=404, title="没有找到", sentence=str(error), officer=visit.officer
            )
        template = "_sheet.html" if visit.wants_part else "sheet.html"
        return render(visit, sheet, template=template)

    return guarded(console, show)


def render(
    visit: Visit,
    sheet: Sheet,
    *,
    template: str = "sheet.html",
    status: int = 200,
    problem: str = "",
    typed: Mapping[str, str] | None = None,
) -> Response:
    """The page; with a `problem`, what the officer had `typed` stands in its fields again."""
    known = {"officer": visit.officer, "now": visit.now, "waiting": sheet.waiting, "desk": sheet.desk}
    return page(visit.console, template, status=status, sheet=sheet, problem=problem, typed=typed or {}, **known)


async def look(visit: Visit) -> Sheet:
    console, now = visit.console, visit.now
    async with console.database.read() as conn:
        ticket = await find(conn, path_number(visit.request))
        lines = named(
            await console.desk.thread(conn, ticket.conversation_id),
            speakers := await lookup.speakers(conn, ticket.conversation_id),
        )
        ids = [one.id for one in await lookup.of_conversation(conn, ticket.conversation_id)]
        events = await lookup.events(conn, ids)
        desk = await console.desk.status(conn, now=now)
        departments = dict(console.departments()) or {name: name for name in await lookup.departments(conn)}
    return Sheet(
        ticket=ticket,
        mine=ticket.is_held_by(visit.officer.id),
        free=ticket.is_free(now),
        items=timeline(lines, events, ticket.id),
        key=f"{ticket.number}-{len(speakers) + 1}",
        waiting=desk.waiting,
        desk=desk,
        departments=departments,
        suggestions=_suggestions(console, ticket, lines),
    )


async def find(conn: AsyncConnection, number: str) -> Ticket:
    ticket = await lookup.by_number(conn, number)
    if ticket is None:
        raise NoTicket
    return ticket


def _suggestions(console: Console, ticket: Ticket, lines: Sequence[Line]) -> Sequence[Suggestion]:
    """For what the citizen said last, while the ticket is open."""
    said = next((line.text for line in reversed(lines) if line.who == "citizen"), ticket.subject)
    if console.suggest is None or not ticket.is_open or not said:
        return ()
    return console.suggest(said)[:SUGGESTIONS]
