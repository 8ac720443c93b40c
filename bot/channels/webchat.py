"""The web page: a signed visitor cookie, a question posted, answers live over SSE; works without JavaScript too."""

import json
import re
import secrets
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from itsdangerous import BadSignature, TimestampSigner
from limits import RateLimitItemPerMinute
from limits.aio.storage import MemoryStorage
from limits.aio.strategies import MovingWindowRateLimiter
from sse_starlette import EventSourceResponse
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.channel import Outgoing
from bot.channels.webchat_pages import STATIC, Rendering
from bot.keeping import store
from bot.keeping.store import LINES
from bot.message import Address, Message, Receipt
from bot.policy.book import Book
from bot.wording import Wording
from handoff.database import Database
from handoff.desk import Desk
from handoff.live import Live, conversation_topic

NAME = "web"
COOKIE = "yiwen_visitor"
STAYS = timedelta(days=30)
_CLIENT_ID = re.compile(r"[0-9A-Za-z-]{8,64}")


@dataclass(frozen=True, slots=True, kw_only=True)
class WebSettings:
    secret: str
    secure: bool
    per_visitor: int  # messages a minute
    per_address: int
    open_pages: int = 200  # that listen at the same time from one address: a whole school may have but one


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
        self._listening: Counter[str] = Counter()  # open pages by address
        self._limiter = MovingWindowRateLimiter(MemoryStorage())
        self._render = Rendering(book, wording, clock)

    def routes(self) -> list[BaseRoute]:
        return [
            Route("/", self._page),
            Route("/chat", self._post, methods=["POST"]),
            Route("/chat/thread", self._thread),
            Route("/chat/events", self._events),
            Route("/e/{entry_id}", self._entry),
            Mount("/static", StaticFiles(directory=STATIC)),
        ]

    async def send(self, address: Address, outgoing: Outgoing) -> None:
        """Nothing to do: the page fetches what is kept."""

    async def _page(self, request: Request) -> Response:
        visitor = self._visitor(request) or secrets.token_urlsafe(18)
        greeting = self._wording.say("greeting", bureau=self._book().bureau)
        response = HTMLResponse(await self._shown("chat.html", visitor, 0, greeting=greeting))
        self._remember(request, response, visitor)
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
        """What is new after the message that the page has last, and whether somebody is on duty now."""
        visitor = self._visitor(request)
        after = request.query_params.get("after", "0")
        if visitor is None or not after.isdecimal() or len(after) > 15:
            return HTMLResponse("", status_code=204 if visitor else 401)
        return HTMLResponse(await self._shown("news.html", visitor, int(after)))

    async def _shown(self, template: str, visitor: str, after: int, **values: object) -> str:
        async with self._database.read() as conn:
            conversation_id = await store.find_conversation(conn, Address(channel=NAME, user=visitor))
            found = await store.thread(conn, conversation_id, after - 1, limit=LINES + 1) if conversation_id else []
        status, thread = self._desk.status(self._clock()), found[-LINES:]
        new = [one for one in thread if one.id != after]  # the one it has tells how long nothing was said
        last = thread[0].created_at if len(new) < len(thread) else None
        return self._render(template, thread=new, last_at=last, cut=len(found) > LINES, status=status, **values)

    async def _events(self, request: Request) -> ASGIApp:
        """A signal whenever the conversation changed; the page then fetches what is new.

        The page has its place before anything is awaited: a hundred may come in the same moment.
        """
        visitor, source = self._visitor(request), _source(request)
        if visitor is None:
            return Response(status_code=401)
        if self._listening[source] >= self._settings.open_pages:
            return Response(status_code=429)  # the page looks once a minute instead

        async def counted(scope: Scope, receive: Receive, send: Send) -> None:
            self._listening[source] += 1
            try:
                await (await self._stream(visitor))(scope, receive, send)
            finally:
                self._listening[source] -= 1
                if not self._listening[source]:
                    del self._listening[source]

        return counted

    async def _stream(self, visitor: str) -> Response:
        """204 before the first word, which ends the browser's tries: the page listens once its thread has something."""
        async with self._database.read() as conn:
            conversation_id = await store.find_conversation(conn, Address(channel=NAME, user=visitor))
        if conversation_id is None:
            return Response(status_code=204)
        return EventSourceResponse(self._signals(conversation_id), ping=20)

    async def _signals(self, conversation_id: int) -> AsyncIterator[dict[str, str]]:
        async with self._live.subscribe(conversation_topic(conversation_id)) as changes:
            yield {"event": "changed", "data": ""}
            async for _ in changes:
                yield {"event": "changed", "data": ""}

    async def _entry(self, request: Request) -> Response:
        """A whole entry: clean, printable, for phones first. The desk sends this address too."""
        book, entry_id = self._book(), request.path_params["entry_id"]
        if not book.knows(entry_id) or not book.in_force(entry_id, self._clock()):
            return HTMLResponse(self._render("gone.html", book=book), status_code=404)
        entry = book.entry(entry_id)
        related = [one for one in entry.related if book.knows(one) and book.in_force(one, self._clock())]
        big = request.query_params.get("big") == "1"
        page = self._render("entry.html", answer=book.answers[entry_id], entry=entry, related=related, big=big)
        return HTMLResponse(page)

    def _visitor(self, request: Request) -> str | None:
        try:
            return self._signer.unsign(request.cookies.get(COOKIE, ""), max_age=int(STAYS.total_seconds())).decode()
        except BadSignature:
            return None

    def _remember(self, request: Request, response: Response, visitor: str) -> None:
        response.set_cookie(
            COOKIE, self._signer.sign(visitor).decode(), max_age=int(STAYS.total_seconds()), httponly=True,
            samesite="lax", secure=self._settings.secure or request.url.scheme == "https",
        )  # fmt: skip

    async def _allowed(self, request: Request, visitor: str) -> bool:
        visits = RateLimitItemPerMinute(self._settings.per_visitor)
        sources = RateLimitItemPerMinute(self._settings.per_address)
        return await self._limiter.hit(visits, "visitor", visitor) and await self._limiter.hit(
            sources, "address", _source(request)
        )


def _source(request: Request) -> str:
    return request.client.host if request.client else "?"


async def _said(request: Request, from_script: bool) -> dict[str, str] | None:
    """id, text and choice as text, or None when it is no message of the page's."""
    try:
        data: Any = (
            json.loads(await request.body()) if from_script else dict(await request.form(max_files=0, max_fields=10))
        )
    except (ValueError, UnicodeDecodeError, RecursionError):
        return None
    if not isinstance(data, dict):
        return None
    said = {name: data.get(name) or "" for name in ("id", "text", "choice")}
    if not all(isinstance(value, str) for value in said.values()):
        return None
    said["id"] = said["id"] or secrets.token_hex(16)
    return said if _CLIENT_ID.fullmatch(said["id"]) else None


def _problem(text: str, status: int) -> Response:
    return JSONResponse({"ok": False, "problem": text}, status_code=status)
