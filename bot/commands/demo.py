"""`yiwen demo wechat`: the whole house on a platform of our own, so that a newcomer sees it without an account."""

import asyncio
import logging
import socket
import sys
import tempfile
import threading
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
from pydantic import SecretStr
from rich.console import Console

from bot.app import House, build
from bot.channels.wechat_menu import read_menu
from bot.commands.wechat import MENU
from bot.demo.account import Account
from bot.demo.api import Api
from bot.demo.clock import TurnedClock
from bot.demo.phone import HELP, Phone
from bot.demo.platform import Platform
from bot.demo.pusher import Pusher
from bot.demo.serving import loopback, serving
from bot.observe import start_logging
from bot.policy.current import Policy
from bot.refusal import CannotServe
from bot.schema.migrate import migrate
from bot.settings import AlertSettings, Settings, TelegramSettings, WechatSettings
from faq.catalog import HOME

QUIET_ERROR = logging.CRITICAL  # what happens is on the screen; a log would only stand between


async def demo(settings: Settings) -> None:
    """Until /退出 or the end of the input; nothing stays."""
    start_logging(level=QUIET_ERROR)
    screen = Console(highlight=False, soft_wrap=True)
    clock = TurnedClock()
    platform = Platform(Account(), clock)
    with tempfile.TemporaryDirectory(prefix="yiwen-demo-") as folder:
        async with _town(settings, platform, clock, Path(folder), screen) as (house, phone):
            with platform.watched(phone.show):
                await _follow(screen, house, phone)
                await _talk(phone)
            await house.rounds.delivery.step()
            phone.show()


@asynccontextmanager
async def _town(
    settings: Settings, platform: Platform, clock: TurnedClock, folder: Path, screen: Console
) -> AsyncIterator[tuple[House, Phone]]:
    """The platform and the house, each on a port, and somebody with a phone."""
    door = _port(settings.port)
    url = f"http://127.0.0.1:{door.getsockname()[1]}"
    screen.print("正在准备问答引擎（第一次要一会儿）……", style="dim")
    policy = await asyncio.to_thread(Policy, settings.faq_dir or HOME, settings.data_dir / "engine")
    await asyncio.to_thread(policy.engine.match, "你好")  # what is loaded lazily is no reason for a late answer
    async with serving(Api(platform).app()) as platform_url:
        made = _settings_of(settings, platform.account, platform_url, folder, url)
        house = build(made, clock=clock, policy=policy)
        await migrate(house.database)
        await house.live.start()
        async with serving(house.asgi, door), _rounds(house), httpx.AsyncClient() as http:
            yield house, Phone(platform, Pusher(platform, http, f"{url}/wechat"), clock, screen)
        await house.close()


def _settings_of(settings: Settings, account: Account, platform_url: str, folder: Path, url: str) -> Settings:
    """The installation's own, with the demonstration's account and nothing that speaks to the world outside."""
    wechat = WechatSettings(
        token=SecretStr(account.token), app_id=account.app_id, aes_key=SecretStr(account.aes_key),
        app_secret=SecretStr(account.app_secret), api_base=platform_url,
    )  # fmt: skip
    return settings.model_copy(
        update={
            "data_dir": folder, "database_url": "", "wechat": wechat, "wechat_more": (), "public_url": url,
            "telegram": TelegramSettings(), "alerts": AlertSettings(), "burst_seconds": 0,
        }
    )  # fmt: skip


def _port(wanted: int) -> socket.socket:
    """The usual one, so that the address is the known one, or any that is free."""
    try:
        return loopback(wanted)
    except OSError:
        return loopback()


@asynccontextmanager
async def _rounds(house: House) -> AsyncIterator[None]:
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(_run(loop)) for loop in house.rounds.loops]
        yield
        for task in tasks:
            task.cancel()


async def _run(loop: Callable[[], Awaitable[None]]) -> None:
    await loop()


async def _follow(screen: Console, house: House, phone: Phone) -> None:
    """Introduce, publish the menu, and have the citizen follow the account."""
    async with house.database.write() as conn:
        first = await house.officers.first_officer(conn)
    if first is None:
        raise CannotServe("演示的数据库里已经有人了")
    screen.print(f"\n[bold]微信演示[/]：假的微信平台在本机，一问是真的。值班台 {house.settings.public_url}/desk")
    screen.print(f"  账号 {first[0]}  密码 [bold]{first[1]}[/]（用浏览器登录，接单、回复，回来看市民收到什么）")
    screen.print(HELP, markup=False)
    api = house.rounds.accounts[0].api
    assert api is not None
    own = (house.settings.faq_dir or HOME) / MENU
    await api.create_menu(read_menu(own if own.is_file() else HOME / MENU, MENU))
    screen.print("\n市民关注了公众号：", style="yellow")
    await phone.do("/关注")


async def _talk(phone: Phone) -> None:
    async for typed in _typed():
        if not await phone.do(typed):
            return


async def _typed() -> AsyncIterator[str]:
    """Lines from the keyboard. A thread of its own: one of the pool would hold up the end until Enter is pressed."""
    loop, lines = asyncio.get_running_loop(), asyncio.Queue[str | None]()

    def read() -> None:
        for line in sys.stdin:
            loop.call_soon_threadsafe(lines.put_nowait, line)
        loop.call_soon_threadsafe(lines.put_nowait, None)

    threading.Thread(target=read, daemon=True).start()
    while (line := await lines.get()) is not None:
        if line.strip():
            yield line.strip()
