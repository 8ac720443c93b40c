"""The fake platform over real HTTP, and a hand that calls it as an account's server would."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from bot.demo.account import Account
from bot.demo.api import Api
from bot.demo.platform import Platform
from bot.demo.serving import serving

PARENT = "oPARENT_000000000000000000001"


@dataclass
class Clock:
    now: datetime = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **more: float) -> None:
        self.now += timedelta(**more)


@dataclass
class Caller:
    """An account's server with a good token."""

    http: httpx.AsyncClient
    api: Api
    token: str = ""

    async def fetch(self, **changes: Any) -> dict[str, Any]:
        account = self.api.platform.account
        asked = {"grant_type": "client_credential", "appid": account.app_id, "secret": account.app_secret, **changes}
        answer: dict[str, Any] = (await self.http.post("/cgi-bin/stable_token", json=asked)).json()
        self.token = answer.get("access_token", self.token)
        return answer

    async def call(self, path: str, body: dict[str, Any] | bytes) -> dict[str, Any]:
        given = {"content": body} if isinstance(body, bytes) else {"json": body}
        response = await self.http.post(f"/cgi-bin/{path}", params={"access_token": self.token}, **given)
        answer: dict[str, Any] = response.json()
        return answer

    async def say(self, text: str, user: str = PARENT) -> int:
        """custom/send; its errcode."""
        body = {"touser": user, "msgtype": "text", "text": {"content": text}}
        code: int = (await self.call("message/custom/send", body))["errcode"]
        return code


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def platform(clock: Clock) -> Platform:
    return Platform(Account(), clock)


@pytest.fixture
async def caller(platform: Platform) -> AsyncIterator[Caller]:
    """The parent has just written."""
    api = Api(platform)
    async with serving(api.app()) as url, httpx.AsyncClient(base_url=url) as http:
        made = Caller(http, api)
        await made.fetch()
        platform.message(PARENT, "text", Content="在吗")
        yield made
