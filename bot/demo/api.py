"""The platform's HTTP interface: tokens, customer-service messages, menus, media, with its own error codes."""

import asyncio
import json
import re
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from bot.demo.platform import Fault, Judged, Platform, Refusal
from bot.demo.tokens import Denied, TokenDesk

_ESCAPED = re.compile(rb"\\u[0-9a-fA-F]{4}")


class Api:
    """`GET/POST /cgi-bin/…` of one account's platform."""

    def __init__(self, platform: Platform) -> None:
        self.platform = platform
        self.tokens = TokenDesk(platform.account, platform.clock)

    def routes(self) -> list[BaseRoute]:
        return [
            Route("/cgi-bin/token", self._token),
            Route("/cgi-bin/stable_token", self._stable_token, methods=["POST"]),
            Route("/cgi-bin/message/custom/send", self._send, methods=["POST"]),
            Route("/cgi-bin/menu/create", self._menu, methods=["POST"]),
            Route("/cgi-bin/media/get", self._media),
        ]

    def app(self) -> Starlette:
        return Starlette(routes=self.routes())

    async def _token(self, request: Request) -> Response:
        query = request.query_params.get
        try:
            return _given(*self.tokens.classic(query("appid", ""), query("secret", "")))
        except Denied as error:
            return _error(error.errcode, error.errmsg)

    async def _stable_token(self, request: Request) -> Response:
        body = await request.json()
        try:
            asked = (body.get("appid", ""), body.get("secret", ""))
            given = self.tokens.stable(*asked, force=bool(body.get("force_refresh")))
            self._note("stable_token", f"有效 {given[1]} 秒", is_fine=True)
            return _given(*given)
        except Denied as error:
            self._note("stable_token", f"{error.errcode} {error.errmsg}", is_fine=False)
            return _error(error.errcode, error.errmsg)

    async def _send(self, request: Request) -> Response:
        """The fault strikes as in life: before the message is taken, or after."""
        self.platform.calls["send"] += 1
        raw = await request.body()
        fault = self.platform.faults.popleft() if self.platform.faults else self.platform.always
        await asyncio.sleep(fault.seconds)
        broken = _fault(fault)
        if broken and not fault.late:
            self._note("custom/send", f"{fault.errcode or fault.status} 平台故障", is_fine=False)
            return broken
        answer = self._ruled(request, raw)
        # A line cut short: the client waits for 64 bytes that never come.
        return Response(b'{"errc', headers={"content-length": "64"}) if fault.drop else broken or answer

    def _ruled(self, request: Request, raw: bytes) -> Response:
        code, message = self._outcome(request, raw)
        self._note("custom/send", f"{code} {message}", is_fine=code == 0)
        return _error(code, message)

    def _outcome(self, request: Request, raw: bytes) -> tuple[int, str]:
        if problem := self.tokens.problem(request.query_params.get("access_token", "")):
            return problem
        if _ESCAPED.search(raw):
            return 40033, "invalid charset, should not contain \\uxxxx"
        try:
            self.platform.send(json.loads(raw.decode()))
        except Refusal as error:
            return error.errcode, error.errmsg
        except (ValueError, KeyError, TypeError, AttributeError):
            return 47001, "data format error"
        return 0, "ok"

    def _note(self, what: str, verdict: str, *, is_fine: bool) -> None:
        self.platform.note(Judged(at=self.platform.clock(), what=f"收到 {what}", verdict=verdict, is_fine=is_fine))

    async def _menu(self, request: Request) -> Response:
        problem = self.tokens.problem(request.query_params.get("access_token", ""))
        menu: dict[str, Any] = await request.json()
        buttons = menu.get("button", [])
        if not 1 <= len(buttons) <= 3 or any(len(button.get("sub_button", [])) > 5 for button in buttons):
            problem = problem or (40016, "invalid button size")
        if not problem:
            self.platform.menu = menu
        return _error(*(problem or (0, "ok")))

    async def _media(self, request: Request) -> Response:
        problem = self.tokens.problem(request.query_params.get("access_token", ""))
        found = self.platform.media.get(request.query_params.get("media_id", ""))
        if problem or found is None:
            return _error(*(problem or (40007, "invalid media_id")))
        content, kind = found
        return Response(content, media_type=kind)


def _given(token: str, seconds: int) -> Response:
    return JSONResponse({"access_token": token, "expires_in": seconds})


def _error(code: int, message: str) -> Response:
    return JSONResponse({"errcode": code, "errmsg": message})


def _fault(fault: Fault) -> Response | None:
    if fault.status != 200:
        return Response("", fault.status)
    return _error(fault.errcode, "fault") if fault.errcode else None
