"""What an officer does to a ticket: one POST, one transaction; a refusal is a sentence and keeps what was typed."""

import hashlib
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from types import MappingProxyType

from sqlalchemy.ext.asyncio import AsyncConnection
from starlette.datastructures import FormData
from starlette.responses import JSONResponse, Response

from handoff.console.composition import Console
from handoff.console.guard import Endpoint, Visit, guarded
from handoff.console.queue import path_number
from handoff.console.results import done, refused
from handoff.console.sheet import departments, find, look, render
from handoff.ticket import NoTicket, Ticket, TicketError

LONGEST = 4000
KEPT = ("text", "outcome", "last_words", "word", "department", "act")


class TooLong(TicketError):
    """写了 {length} 个字，太长了，最多 {limit} 个字。请分几次发。"""


class NoDepartment(TicketError):
    """请选要转给哪个科室。"""


class UnknownDepartment(TicketError):
    """没有这个科室，名单可能刚改过。请重新选一个。"""


# (conn, visit, ticket, form): do it, and say where the officer goes next.
Act = Callable[[AsyncConnection, Visit, Ticket, FormData], Awaitable[str]]


def act_endpoint(console: Console) -> Endpoint:
    async def post(visit: Visit) -> Response:
        act = ACTS.get(visit.request.path_params["act"])
        if act is None:
            return refused(visit, "没有这个操作。", 404)
        form = await visit.request.form(max_files=0, max_fields=20)
        try:
            return done(visit, await _in_one_transaction(visit, act, form))
        except NoTicket as error:
            return refused(visit, str(error), 404)
        except TicketError as error:
            return await _problem(visit, form, str(error))

    return guarded(console, post)


async def _in_one_transaction(visit: Visit, act: Act, form: FormData) -> str:
    async with visit.console.database.write() as conn:
        ticket = await find(conn, path_number(visit.request))
        return await act(conn, visit, ticket, form)


async def _problem(visit: Visit, form: FormData, sentence: str) -> Response:
    """The page as it is now, with the sentence on top and the typed text in place."""
    if visit.by_script:
        return JSONResponse({"message": sentence}, status_code=409)
    typed = {name: _field(form, name) for name in KEPT if name in form}
    typed["act"] = visit.request.path_params["act"]
    return render(visit, await look(visit), status=409, problem=sentence, typed=typed)


async def _claim(conn: AsyncConnection, visit: Visit, ticket: Ticket, form: FormData) -> str:
    await visit.console.desk.claim(conn, ticket.id, visit.officer.id, now=visit.now)
    return _sheet(ticket)


async def _renew(conn: AsyncConnection, visit: Visit, ticket: Ticket, form: FormData) -> str:
    seen = _moment(_field(form, "seen"))
    await visit.console.desk.renew(conn, ticket.id, visit.officer.id, seen=seen, now=visit.now)
    return _sheet(ticket)


async def _release(conn: AsyncConnection, visit: Visit, ticket: Ticket, form: FormData) -> str:
    await visit.console.desk.release(conn, ticket.id, visit.officer.id, now=visit.now)
    return "/desk"


async def _reply(conn: AsyncConnection, visit: Visit, ticket: Ticket, form: FormData) -> str:
    text = _text(form, "text")
    key = _key(ticket, form, text)
    await visit.console.desk.reply(conn, ticket.id, visit.officer.id, text, key=key, now=visit.now)
    return _sheet(ticket)


async def _note(conn: AsyncConnection, visit: Visit, ticket: Ticket, form: FormData) -> str:
    await visit.console.desk.note(conn, ticket.id, visit.officer.id, _text(form, "text"), now=visit.now)
    return _sheet(ticket)


async def _transfer(conn: AsyncConnection, visit: Visit, ticket: Ticket, form: FormData) -> str:
    key, word = _text(form, "department"), _text(form, "word")
    if not key:
        raise NoDepartment
    offered = await departments(visit.console, conn)
    if offered and key not in offered:
        raise UnknownDepartment
    name = offered.get(key, key)
    await visit.console.desk.transfer(conn, ticket.id, visit.officer.id, key, name, word=word, now=visit.now)
    return "/desk"


async def _close(conn: AsyncConnection, visit: Visit, ticket: Ticket, form: FormData) -> str:
    outcome, last = _text(form, "outcome"), _text(form, "last_words")
    key = _key(ticket, form, f"close\n{outcome}\n{last}")
    desk, officer = visit.console.desk, visit.officer.id
    await desk.close(conn, ticket.id, officer, outcome, last_words=last, key=key, now=visit.now)
    return "/desk"


async def _reopen(conn: AsyncConnection, visit: Visit, ticket: Ticket, form: FormData) -> str:
    """Who opens it again wants to go on with it, so they have it at once."""
    await visit.console.desk.reopen(conn, ticket.id, visit.officer.id, now=visit.now)
    return await _claim(conn, visit, ticket, form)


ACTS: Mapping[str, Act] = MappingProxyType(
    {
        "claim": _claim,
        "renew": _renew,
        "release": _release,
        "reply": _reply,
        "note": _note,
        "transfer": _transfer,
        "close": _close,
        "reopen": _reopen,
    }
)


def _sheet(ticket: Ticket) -> str:
    return f"/desk/t/{ticket.number}"


def _field(form: FormData, name: str) -> str:
    value = form.get(name, "")
    return value if isinstance(value, str) else ""


def _moment(text: str) -> datetime | None:
    """As the page had it; anything else is none."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo else None


def _text(form: FormData, name: str) -> str:
    text = _field(form, name).strip()
    if len(text) > LONGEST:
        raise TooLong(length=len(text), limit=LONGEST)
    return text


def _key(ticket: Ticket, form: FormData, text: str) -> str:
    """The form's key and what it says: the same text sent twice is one, another text on a stale page is another."""
    digest = hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:16]
    return f"{ticket.number}:{_field(form, 'key')[:60]}:{digest}"
