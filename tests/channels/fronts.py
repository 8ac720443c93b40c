"""The ways in: one interface over the web page, WeChat and Telegram, and one house."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx

from bot.demo.account import Account
from bot.demo.api import Api
from bot.demo.platform import Platform
from bot.demo.serving import serving
from bot.policy.current import Policy
from bot.settings import AlertSettings
from tests.channels.bot_api import BotApi
from tests.channels.front import Front, house_of
from tests.channels.front_telegram import Telegram, telegram_settings
from tests.channels.front_web import Web
from tests.channels.front_wechat import Wechat
from tests.channels.world import settings_of
from tests.stories.conftest import Clock

FRONTS: dict[str, type[Front]] = {"web": Web, "wechat": Wechat, "telegram": Telegram}


@asynccontextmanager
async def front_of(
    name: str, folder: Path, clock: Clock, policy: Policy, alerts: AlertSettings | None = None, **more: Any
) -> AsyncIterator[Front]:
    """One channel of a whole house; the platforms answer over HTTP on a loopback port."""
    platform, api = Platform(Account(), clock), BotApi(clock)
    served = {"wechat": Api(platform).app(), "telegram": api.app()}
    async with serving(served.get(name, api.app())) as url:
        wechat = settings_of(Account(), api_base=url) if name == "wechat" else None
        telegram = telegram_settings(url) if name == "telegram" else None
        async with (
            house_of(folder, clock, policy, wechat=wechat, telegram=telegram, alerts=alerts, **more) as house,
            httpx.AsyncClient(transport=httpx.ASGITransport(house.asgi), base_url="https://ask.cn") as http,
        ):
            if name == "web":
                yield Web(house, clock, http)
            elif name == "wechat":
                yield Wechat(house, clock, http, platform)
            else:
                yield Telegram(house, clock, http, api)
