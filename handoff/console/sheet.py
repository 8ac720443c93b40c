"""One ticket's page: the whole conversation, what was noted, and what the officer may do now."""

import asyncio
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy.ext.asyncio import AsyncConnection
from starlette.responses import Response

from handoff import lookup
from handoff.console.bar import Bar, bar
from handoff.console.composition import Console, Suggestion
from handoff.console.guard import Endpoint, Visit, guarded
from handoff.console.pages import page
from handoff.console.queue import path_number
from handoff.console.timeline import Item, timeline
from handoff.seams import Line
from handoff.ticket import NoTicket, Ticket

SUGGESTIONS = 3
LINES, MOST = 200, 5000  # of the conversation: at first, and when the officer asks for all
HAN, LEAST = re.compile(r"[\u4e00-\u9fff]"), 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """What the page and its part show; `key` makes sending twice the same as sending once."""

    ticket: Ticket
    mine: bool
    free: bool
    items: Sequence[Item]
    whole: bool
    key: str
    bar: Bar
    departments: Mapping[str, str]
    quota: str | None
    suggestions: Sequence[Suggestion] = ()


def sheet_endpoint(console: Console) -> Endpoint:
    async def show(visit: Visit) -> Response:
        try:
            sheet = await look(visit)
        except NoTicket as error:
            return page(console, "refused.html", status=404, visit=visit, title="没有找到", sentence=str(error))
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
    context = {"sheet": sheet, "bar": sheet.bar, "problem": problem, "typed": defaultdict(str, typed or {})}
    return page(visit.console, template, status=status, visit=visit, **context)


async def look(visit: Visit) -> Sheet:
    """Suggestions are CPU work: off the loop, and after the transaction."""
    console, limit = visit.console, MOST if visit.wants_all else LINES
    async with console.database.read() as conn:
        ticket = await find(conn, path_number(visit.request))
        lines = await console.desk.thread(conn, ticket.conversation_id, limit + 1)
        sheet = await _read(conn, visit, ticket, lines[-limit:], cut=len(lines) > limit)
    if console.suggest is None or not sheet.mine:
        return sheet
    found = await asyncio.to_thread(console.suggest, _question(lines, ticket))
    return replace(sheet, suggestions=found[:SUGGESTIONS])


async def _read(conn: AsyncConnection, visit: Visit, ticket: Ticket, lines: Sequence[Line], *, cut: bool) -> Sheet:
    console, now, conversation = visit.console, visit.now, ticket.conversation_id
    mine = ticket.is_held_by(visit.officer.id)
    speakers = await lookup.speakers(conn, conversation)
    ids = [one.id for one in await lookup.of_conversation(conn, conversation)]
    return Sheet(
        ticket=ticket,
        mine=mine,
        free=ticket.is_free(now),
        items=timeline(lines, speakers, await lookup.events(conn, ids), ticket.id, cut=cut),
        whole=visit.wants_all,
        key=f"{ticket.number}-{await lookup.newest_event(conn, ticket.id)}",
        bar=await bar(visit, conn),
        departments=await departments(console, conn),
        quota=await console.quota(conn, conversation, now) if mine and console.quota else None,
    )


async def departments(console: Console, conn: AsyncConnection) -> Mapping[str, str]:
    """Where a ticket may be passed on to; where the policy names none, the names used before, or any while none was."""
    return console.departments() or {name: name for name in await lookup.departments(conn)}


async def find(conn: AsyncConnection, number: str) -> Ticket:
    ticket = await lookup.by_number(conn, number)
    if ticket is None:
        raise NoTicket
    return ticket


def _question(lines: Sequence[Line], ticket: Ticket) -> str:
    """The matter, and the citizen's last line since then that says something.

    Together: 「还有人吗？都等一天了」 by itself asks for nothing, and a new question is heard beside the first.
    """
    said = [line for line in reversed(lines) if line.who == "citizen" and len(HAN.findall(line.text)) >= LEAST]
    since = next((line.text for line in said if line.at > ticket.opened_at), "")
    matter = ticket.subject or next((line.text for line in said), "")
    if matter in since or since in matter:
        return max(matter, since, key=len)
    return f"{matter}。{since}"
