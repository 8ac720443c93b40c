"""A bureau on WeChat: the whole house, the fake platform before it, an officer at the desk's own pages."""

import html
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
from pydantic import SecretStr
from sqlalchemy import select

from bot.app import House, build
from bot.demo.account import Account
from bot.demo.api import Api
from bot.demo.platform import Platform
from bot.demo.pusher import Pusher
from bot.demo.serving import serving
from bot.keeping import store
from bot.message import Address
from bot.policy.current import Policy
from bot.schema.tables import metadata
from bot.settings import Settings, WechatSettings
from handoff.officers import Officers, Role
from tests.handoff.front import Seat
from tests.handoff.room import PASSWORD, QUICK
from tests.stories.conftest import Clock

PARENT = "oPARENT_000000000000000000001"
OFFICER, CURATOR = "王敏", "孙编辑"
KEY = re.compile(r'name="key" value="([^"]+)" form="reply"')
QUOTA = re.compile(r'<span class="quota">([^<]*)</span>')
DELIVERY = re.compile(r'<p class="delivery[^"]*">([^<]*)</p>')
LINK = re.compile(r'href="(/desk/media/[^"]+)"')
NUMBER = re.compile(r"[A-Z]\d{4}")


@dataclass
class Bureau:
    house: House
    clock: Clock
    platform: Platform
    api: Api
    citizens: Pusher
    officer: Seat
    curator: Seat
    http: httpx.AsyncClient
    ticket: str = ""
    sent: list[str] = field(default_factory=list)

    async def ask_for_a_person(self, openid: str = PARENT) -> str:
        """The citizen calls for a person and the officer takes the ticket."""
        await self.citizens.say(openid, "人工")
        found = NUMBER.findall("".join(self.seen(openid)))
        assert found, self.seen(openid)
        self.ticket = found[-1]
        assert (await self.officer.post(f"/desk/t/{self.ticket}/claim")).status_code == 303
        return self.ticket

    async def page(self) -> str:
        """The ticket's page as the officer has it before them."""
        return await self.officer.page(f"/desk/t/{self.ticket}")

    async def answer(self, text: str, *, step: bool = True) -> None:
        """Written into the page's field and sent."""
        key = KEY.search(await self.page())
        assert key
        self.sent.append(text)
        done = await self.officer.post(f"/desk/t/{self.ticket}/reply", text=text, key=f"{key[1]}-{len(self.sent)}")
        assert done.status_code == 303, done.text
        if step:
            await self.house.rounds.delivery.step()

    async def answer_too_late(self, text: str) -> None:
        """An officer's answer 49 hours after the citizen called for a person: it waits until they write."""
        await self.ask_for_a_person()
        self.clock.pass_by(hours=49)
        await self.officer.sign_in("王敏")
        await self.answer(text)

    async def close(self, outcome: str = "已答复", **more: str) -> None:
        done = await self.officer.post(f"/desk/t/{self.ticket}/close", outcome=outcome, key=f"{self.ticket}-x", **more)
        assert done.status_code == 303, done.text
        await self.house.rounds.delivery.step()

    async def quota(self) -> str:
        found = QUOTA.search(await self.page())
        return html.unescape(found[1]) if found else ""

    async def deliveries(self) -> list[str]:
        """What stands below each of the officer's answers."""
        return [html.unescape(text) for text in DELIVERY.findall(await self.page())]

    def seen(self, openid: str = PARENT) -> list[str]:
        return self.platform.citizen(openid).seen()

    async def rows(self, openid: str = PARENT) -> list[Any]:
        """The citizen's conversation as it is kept; empty when there is none."""
        async with self.house.database.read() as conn:
            conversation = await store.find_conversation(conn, Address(channel="wechat", user=openid))
            query = select(store.messages).where(store.messages.c.conversation_id == conversation)
            return list(await conn.execute(query.order_by(store.messages.c.id)))


@asynccontextmanager
async def bureau(
    policy: Policy,
    clock: Clock,
    folder: Path,
    database_url: str,
    *,
    account: Account | None = None,
    push: bool = True,
    burst: float = 0,
) -> AsyncIterator[Bureau]:
    account = account or Account()
    platform = Platform(account, clock)
    api = Api(platform)
    async with serving(api.app()) as url:
        settings = Settings(
            data_dir=folder, database_url=database_url, burst_seconds=burst,
            wechat=wechat_settings(account, api_base=url, app_secret=SecretStr(account.app_secret if push else "")),
        )  # fmt: skip
        house = build(settings, clock=clock, policy=policy)
        if house.database.is_sqlite:
            async with house.database.write() as conn:
                await conn.run_sync(metadata.create_all)
        await _employ(house, clock)
        front = httpx.AsyncClient(transport=httpx.ASGITransport(house.asgi), base_url="http://desk.test")
        async with front as http:
            made = Bureau(house, clock, platform, api, Pusher(platform, http, "/wechat", patience=60), Seat(house.asgi),
                          Seat(house.asgi), http)  # fmt: skip
            await made.officer.sign_in(OFFICER)
            await made.curator.sign_in(CURATOR)
            yield made
        await house.close()


async def _employ(house: House, clock: Clock) -> None:
    accounts = Officers(QUICK, clock)
    async with house.database.write() as conn:
        await accounts.add(conn, OFFICER, Role.OFFICER, PASSWORD)
        await accounts.add(conn, CURATOR, Role.CURATOR, PASSWORD)


def wechat_settings(account: Account, **changes: Any) -> WechatSettings:
    values: dict[str, Any] = {
        "token": SecretStr(account.token), "app_id": account.app_id, "aes_key": SecretStr(account.aes_key),
    }  # fmt: skip
    return WechatSettings(**{**values, **changes})
