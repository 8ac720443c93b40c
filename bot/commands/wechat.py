"""`yiwen wechat check` and `yiwen wechat menu`: an account looked at, and its bottom menu published."""

import asyncio
import logging
import sys
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import httpx

from bot.channel import SendError
from bot.channels.wechat_account import api_of
from bot.channels.wechat_api import WechatApi
from bot.channels.wechat_check import (
    PASSIVE_ONLY,
    Finding,
    Mark,
    at_our_address,
    at_the_platform,
    of_the_clock,
    on_paper,
    path_of,
)
from bot.channels.wechat_menu import Menu, lines, read_menu
from bot.observe import start_logging
from bot.refusal import CannotDo
from bot.serving.opening import migrated
from bot.settings import Settings, WechatSettings
from faq.catalog import HOME
from handoff.database import Database

MENU = "menu.yaml"
NONE_SET_UP = (
    "还没有接公众号：先填 YIWEN_WECHAT__TOKEN、APP_ID、AES_KEY，见 docs/wechat.md。没有账号可以先试：yiwen demo wechat"
)


def run_check(settings: Settings, name: str | None) -> int:
    """1 when something keeps an account from working; an account that may only answer is said loudly, but works."""
    start_logging(level=logging.ERROR)
    return asyncio.run(_check(settings, _chosen(settings, name)))


async def _check(settings: Settings, accounts: Iterable[WechatSettings]) -> int:
    worst = 0
    for account in accounts:
        print(f"公众号 {account.name}（{path_of(account)}）")
        findings = [one async for one in _findings(settings, account)]
        if any(PASSIVE_ONLY in one.text for one in findings):
            print(_framed(f"注意：公众号 {account.name} {PASSIVE_ONLY}。"))
        worst = max(worst, int(any(one.mark is Mark.BAD for one in findings)))
    print("有 ✗ 的先改好。每一条是什么意思、怎么办：docs/wechat.md" if worst else "可以用。")
    return worst


async def _findings(settings: Settings, account: WechatSettings) -> AsyncIterator[Finding]:
    """Each is printed as it is found: the network may be slow."""
    async with httpx.AsyncClient(timeout=10) as http:
        for finding in on_paper(account):
            yield _said(finding)
        if clock := await of_the_clock(account.api_base, http, _now):
            yield _said(clock)
        async with _line(settings, account) as api:
            if api:
                async for finding in at_the_platform(api):
                    yield _said(finding)
        yield _said(await at_our_address(account, settings.public_url, http, _now))


def run_menu(settings: Settings, file: Path | None, name: str | None, *, show: bool) -> int:
    """Publish the menu of a file, the bureau's own or the one that comes along; raises LoadError or CannotDo."""
    start_logging(level=logging.ERROR)
    path = file or next(one for one in (_own(settings), HOME / MENU) if one.is_file())
    menu = read_menu(path, str(path))
    print(f"{path}：")
    print("\n".join(lines(menu)))
    if show:
        return 0
    accounts = _chosen(settings, name)
    if len(accounts) > 1:
        raise CannotDo("有几个公众号，要说发到哪一个：--account " + " 或 ".join(one.name for one in accounts))
    asyncio.run(_publish(settings, accounts[0], menu))
    print(f"已发布到公众号 {accounts[0].name}。手机上几分钟后更新；想马上看，取消关注再关注一次。")
    return 0


async def _publish(settings: Settings, account: WechatSettings, menu: Menu) -> None:
    async with _line(settings, account) as api:
        if api is None:
            raise CannotDo("发布菜单要 AppSecret：填 YIWEN_WECHAT__APP_SECRET（公众平台“基本配置”里）")
        try:
            await api.create_menu(menu)
        except SendError as error:
            raise CannotDo(f"公众平台没有收这个菜单：{error}") from error


@asynccontextmanager
async def _line(settings: Settings, account: WechatSettings) -> AsyncIterator[WechatApi | None]:
    """To the platform, with the tokens that a running server uses too."""
    await migrated(settings)
    database = Database(settings.database)
    api = api_of(account, database, _now)
    try:
        yield api
    finally:
        if api:
            await api.close()
        await database.close()


def _own(settings: Settings) -> Path:
    return (settings.faq_dir or HOME) / MENU


def _chosen(settings: Settings, name: str | None) -> tuple[WechatSettings, ...]:
    if not settings.wechats:
        raise CannotDo(NONE_SET_UP)
    chosen = tuple(one for one in settings.wechats if name in (None, one.name))
    if not chosen:
        raise CannotDo(f"没有叫 {name} 的公众号，有的是：" + "、".join(one.name for one in settings.wechats))
    return chosen


def _said(finding: Finding) -> Finding:
    print(f"  {finding.mark} {finding.text}")
    sys.stdout.flush()
    return finding


def _framed(text: str) -> str:
    line = "！" * 30
    return f"{line}\n{text}\n{line}"


def _now() -> datetime:
    return datetime.now(UTC)
