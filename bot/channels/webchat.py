"""The web page: a signed visitor cookie, a question posted, answers live over SSE; works without JavaScript too."""

import json
import re
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from itsdangerous import BadSignature, TimestampSigner
from jinja2 import Environment, FileSystemLoader
from limits import RateLimitItemPerMinute
from limits.aio.storage import MemoryStorage
from limits.aio.strategies import MovingWindowRateLimiter
from sse_starlette import EventSourceResponse
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from bot import store
from bot.book import SHANGHAI, Book
from bot.channels import Outgoing
from bot.message import Address, Message, Receipt
from bot.wording import Wording
from handoff.database import Database
from handoff.desk import Desk
from handoff.live import Live, conversation_topic

NAME = "web"
COOKIE = "yiwen_visitor"
STAYS = timedelta(days=30)
PAGES = Path(__file__).parents[1] / "pages"
_CLIENT_ID = re.compile(r"^[0-9A-Za-z-]{8,64}$")


@dataclass(frozen=True, slots=True, kw_only=True)
class WebSettings:
    secret: str
    secure: bool
    per_visitor: int  # messages a minute
    per_address: int


class WebChannel:
    """A citizen's browser. Pushing is always possible: what is kept is on the page, now or at the next visit."""

    name = NAME
    can_push = True

    def __init__(
        self, settings: WebSettings, receive: Callable[[Message], Awaitable[Receipt]], *, database: Database,
        desk: Desk, live: Live, book: Callable[[], Book], wording: Wording, clock: Callable[[], datetime],
    ) -> None:  # fmt: skip
        self._settings, self._receive, self._database, self._desk = settings, receive, database, desk
        self._live, self._book, self._wording, self._clock = live, book, wording, clock
        self._signer = TimestampSigner(settings.secret, salt="visitor")
        self._limiter = MovingWindowRateLimiter(MemoryStorage())
        self._pages = Environment(loader=FileSystemLoader(PAGES), autoescape=True, trim_blocks=True, lstrip_blocks=True)
        self._pages.filters["clock"] = lambda at: f"{at.astimezone(SHANGHAI):%m-%d %H:%M}"
        self._pages.tests["a_section"] = lambda key: key.startswith("section:")
        self._pages.globals["static"] = _fingerprints(PAGES / "static")

    def routes(self) -> list[BaseRoute]:
        return [
            Route("/", self._page),
            Route("/chat", self._post, methods=["POST"]),
            Route("/chat/thread", self._thread),
            Route("/chat/events", self._events),
            Route("/e/{entry_id}", self._entry),
            Mount("/static", StaticFiles(directory=PAGES / "static")),
        ]

    async def send(self, address: Address, outgoing: Outgoing) -> None:
        """Nothing to do: the page fetches what is kept."""

    async def _page(self, request: Request) -> Response:
        visitor = self._visitor(request) or secrets.token_urlsafe(18)
        async with self._database.read() as conn:
            thread = await self._kept(conn, visitor, 0)
            status = await self._desk.status(conn, now=self._clock())
        page = self._render(
            "chat.html",
            thread=thread,
            status=status,
            greeting=self._wording.say("greeting", bureau=self._book().bureau),
        )
        response = HTMLResponse(page)
        self._remember(response, visitor)
        return response

    async def _post(self, request: Request) -> Response:
        """A question. JSON from the page's script gets JSON; a plain form gets the page again."""
        visitor = self._visitor(request)
        from_script = request.headers.get("content-type", "").startswith("application/json")
        said = await _said(request, from_script)
        if said is None:
            return _problem("没有读懂这条消息，请再发一次。", 400)
        if visitor is None:
            return RedirectResponse("/", 303) if not from_script else _problem("页面太久没有动，请刷新后再发。", 401)
        if not await self._allowed(request, visitor):
            return _problem("发得太快了，请过一分钟再发。", 429)
        await self._receive(
            Message(
                address=Address(channel=NAME, user=visitor),
                external_id=f"{visitor[:8]}:{said['id']}",
                text=said["text"],
                choice=said["choice"] or None,
                received_at=self._clock(),
            )
        )
        if not from_script:
            return RedirectResponse("/#end", 303)
        return JSONResponse({"ok": True})

    async def _thread(self, request: Request) -> Response:
        """What is new after the message that the page has last."""
        visitor = self._visitor(request)
        after = request.query_params.get("after", "0")
        if visitor is None or not after.isdecimal() or len(after) > 15:
            return HTMLResponse("", status_code=204 if visitor else 401)
        async with self._database.read() as conn:
            thread = await self._kept(conn, visitor, int(after))
        return HTMLResponse(self._render("thread.html", thread=thread))

    async def _events(self, request: Request) -> Response:
        """A signal whenever the conversation changed; the page then fetches what is new."""
        visitor = self._visitor(request)
        if visitor is None:
            return Response(status_code=401)
        async with self._database.write() as conn:
            conversation_id, _ = await store.conversation_for(conn, Address(channel=NAME, user=visitor), self._clock())

        async def signals() -> AsyncIterator[dict[str, str]]:
            async with self._live.subscribe(conversation_topic(conversation_id)) as changes:
                yield {"event": "changed", "data": ""}
                async for _ in changes:
                    yield {"event": "changed", "data": ""}

        return EventSourceResponse(signals(), ping=20)

    async def _entry(self, request: Request) -> Response:
        """A whole entry: clean, printable, for phones first. The desk sends this address too."""
        book, entry_id = self._book(), request.path_params["entry_id"]
        if not book.knows(entry_id) or not book.in_force(entry_id, self._clock()):
            return HTMLResponse(self._render("gone.html", book=book), status_code=404)
        entry = book.entry(entry_id)
        related = [one for one in entry.related if book.knows(one) and book.in_force(one, self._clock())]
        page = self._render("entry.html", answer=book.answers[entry_id], entry=entry, related=related)
        return HTMLResponse(page)

    async def _kept(self, conn: Any, visitor: str, after: int) -> list[store.Stored]:
        conversation_id = await store.find_conversation(conn, Address(channel=NAME, user=visitor))
        return await store.thread(conn, conversation_id, after) if conversation_id else []

    def _render(self, template: str, **values: object) -> str:
        book = self._book()
        cards = {name: answer for name, answer in book.answers.items() if book.in_force(name, self._clock())}
        common = [(f"entry:{one}", book.short(one), book.entry(one).title) for one in book.common]
        return self._pages.get_template(template).render(
            {"book": book, "cards": cards, "common": common, "say": self._wording.say, **values}
        )

    def _visitor(self, request: Request) -> str | None:
        try:
            return self._signer.unsign(request.cookies.get(COOKIE, ""), max_age=int(STAYS.total_seconds())).decode()
        except BadSignature:
            return None

    def _remember(self, response: Response, visitor: str) -> None:
        response.set_cookie(
            COOKIE, self._signer.sign(visitor).decode(), max_age=int(STAYS.total_seconds()), httponly=True,
            samesite="lax", secure=self._settings.secure,
        )  # fmt: skip

    async def _allowed(self, request: Request, visitor: str) -> bool:
        address = request.client.host if request.client else "?"
        visits = RateLimitItemPerMinute(self._settings.per_visitor)
        sources = RateLimitItemPerMinute(self._settings.per_address)
        return await self._limiter.hit(visits, "visitor", visitor) and await self._limiter.hit(
            sources, "address", address
        )


async def _said(request: Request, from_script: bool) -> dict[str, str] | None:
    """id, text and choice as text, or None when it is no message of the page's."""
    try:
        data: Any = json.loads(await request.body()) if from_script else dict(await request.form())
    except (ValueError, UnicodeDecodeError, RecursionError):
        return None
    if not isinstance(data, dict):
        return None
    said = {name: data.get(name) or "" for name in ("id", "text", "choice")}
    if not all(isinstance(value, str) for value in said.values()):
        return None
    said["id"] = said["id"] or secrets.token_hex(16)
    return said if _CLIENT_ID.match(said["id"]) else None


def _problem(text: str, status: int) -> Response:
    return JSONResponse({"ok": False, "problem": text}, status_code=status)


def _fingerprints(folder: Path) -> dict[str, str]:
    """Addresses that change with the file, so that browsers may keep it."""
    return {path.name: f"/static/{path.name}?v={int(path.stat().st_mtime):x}" for path in sorted(folder.iterdir())}
