"""The desk's front door without a browser: pages are fetched and forms are posted as a browser would."""

from collections.abc import Sequence
from typing import Any

import httpx
from starlette.applications import Starlette
from starlette.middleware import Middleware

from bot.headers import SecurityHeaders
from handoff.console import Console, Suggestion, routes
from tests.handoff.room import PASSWORD, Room

BASE = "http://desk.test"
OWN = {"Sec-Fetch-Site": "same-origin", "Origin": BASE}
SCRIPT = {**OWN, "X-Desk": "1"}


def suggest(question: str) -> Sequence[Suggestion]:
    return [Suggestion(title="省内转学", text=f"转学先向转入学校提出。（{question}）")]


def console_of(room: Room, **changes: Any) -> Console:
    values: dict[str, Any] = {
        "database": room.database,
        "desk": room.desk,
        "officers": room.officers,
        "live": room.live,
        "clock": room.clock,
        "secure": False,
        "bureau": lambda: "示例县教育局",
        "departments": lambda: {"exams": "招生考试科"},
        "suggest": suggest,
    }
    return Console(**{**values, **changes})


def site_of(room: Room, **changes: Any) -> Starlette:
    return Starlette(routes=routes(console_of(room, **changes)), middleware=[Middleware(SecurityHeaders)])


class Seat:
    """One officer's browser."""

    def __init__(self, site: Starlette, base: str = BASE, address: str = "127.0.0.1") -> None:
        self.http = httpx.AsyncClient(transport=httpx.ASGITransport(site, client=(address, 123)), base_url=base)

    async def sign_in(self, name: str, password: str = PASSWORD, **more: str) -> httpx.Response:
        return await self.http.post("/desk/login", data={"name": name, "password": password, **more}, headers=OWN)

    async def get(self, path: str, **headers: str) -> httpx.Response:
        return await self.http.get(path, headers=headers)

    async def page(self, path: str) -> str:
        response = await self.get(path)
        assert response.status_code == 200, response.status_code
        return response.text

    async def post(self, path: str, **form: str) -> httpx.Response:
        return await self.http.post(path, data=form, headers=OWN)

    async def post_by_script(self, path: str, **form: str) -> httpx.Response:
        """As desk.js does it."""
        return await self.http.post(path, data=form, headers=SCRIPT)
