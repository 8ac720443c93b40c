"""`yiwen wechat check` and `yiwen wechat menu` against the platform over HTTP: what an administrator reads."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
import structlog
from pydantic import SecretStr
from starlette.applications import Starlette

from bot.channels.wechat import WechatChannel
from bot.channels.wechat_account import Account as Served
from bot.channels.wechat_api import WechatApi, client
from bot.channels.wechat_check import Mark, at_our_address, of_the_clock, on_paper
from bot.channels.wechat_menu import read_menu
from bot.channels.wechat_token import Tokens
from bot.commands.wechat import _check, run_check, run_menu
from bot.demo.account import Account
from bot.demo.api import Api
from bot.demo.clock import TurnedClock
from bot.demo.platform import Fault, Platform
from bot.demo.serving import serving
from bot.outgoing.alerts import Notice
from bot.refusal import CannotDo
from bot.rounds.selfcheck import SelfCheck
from bot.settings import Settings, SettingsError, WechatSettings, read_settings
from faq.catalog import HOME
from handoff.database import Database
from tests.channels.world import settings_of

KEY = Account().aes_key


@pytest.fixture(autouse=True)
def _alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """No settings from outside, and the commands' quiet log ends with them."""
    monkeypatch.chdir(tmp_path)
    yield
    structlog.reset_defaults()


@dataclass
class Town:
    """The platform, and how this installation is set up to use it."""

    platform: Platform
    api: Api
    url: str
    folder: Path
    account: Account

    def settings(self, *, public_url: str = "", **changes: Any) -> Settings:
        made = settings_of(self.account, **{"api_base": self.url, **changes})
        return Settings(data_dir=self.folder, wechat=made, public_url=public_url)

    async def check(self, **changes: Any) -> int:
        settings = self.settings(**changes)
        return await _check(settings, settings.wechats)


@asynccontextmanager
async def town_of(folder: Path, account: Account | None = None) -> AsyncIterator[Town]:
    account = account or Account()
    platform = Platform(account, TurnedClock())
    api = Api(platform)
    async with serving(api.app()) as url:
        yield Town(platform, api, url, folder, account)


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    async with town_of(tmp_path) as made:
        yield made


async def test_all_is_well(town: Town, capsys: pytest.CaptureFixture[str]) -> None:
    assert await town.check() == 0
    said = capsys.readouterr().out
    assert "解出 32 字节" in said
    assert "IP 白名单都对" in said
    assert "能主动发消息" in said
    assert "时钟是准的" in said
    assert "✗" not in said
    assert "只能被动回复" not in said
    assert town.platform.calls["send"] == 1
    assert town.account.app_secret not in said


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda town: setattr(town.api.tokens, "allowed", False), "IP 不在公众平台的 IP 白名单里：203.0.113.7"),
        (lambda town: setattr(town, "account", replace(town.account, app_secret="x")), "40125 AppSecret 不对"),
        (lambda town: setattr(town, "account", replace(town.account, app_id="wx" + "0" * 16)), "40013 AppID 不对"),
        (lambda town: setattr(town, "url", "http://127.0.0.1:9"), "取不到 access_token：ConnectError"),
        (lambda town: setattr(town, "account", replace(town.account, token="no-hyphens!")), "Token 应当是"),
        (lambda town: setattr(town, "account", replace(town.account, aes_key="!" * 43)), "或有不该有的符号"),
    ],
)  # fmt: skip
async def test_what_keeps_it_from_working_is_said_and_counts(
    town: Town, capsys: pytest.CaptureFixture[str], spoil: Callable[[Town], None], said: str
) -> None:
    spoil(town)
    assert await town.check() == 1
    assert said in capsys.readouterr().out


async def test_an_account_that_may_only_answer_is_said_loudly_but_works(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    async with town_of(tmp_path, Account(verified=False)) as town:
        assert await town.check() == 0
        refused = capsys.readouterr().out
        assert await town.check(app_secret=SecretStr("")) == 0
        silent = capsys.readouterr().out
    assert "48001" in refused
    for said in (refused, silent):
        assert "！！！！！\n注意：公众号 wechat 只能被动回复" in said


@pytest.mark.parametrize("fault", [Fault(errcode=-1), Fault(status=500), Fault(drop=True)])
async def test_a_busy_platform_is_no_verdict(town: Town, capsys: pytest.CaptureFixture[str], fault: Fault) -> None:
    town.platform.faults.append(fault)
    assert await town.check() == 0
    assert "过一会儿再查" in capsys.readouterr().out


async def test_plain_mode_and_the_previous_key_are_looked_at(town: Town) -> None:
    plain = list(on_paper(settings_of(replace(town.account, mode="plain"))))
    assert [one.mark for one in plain if "明文模式" in one.text] == [Mark.LOUD]
    changed = settings_of(town.account, previous_aes_key=SecretStr(KEY[:-1]))
    assert [one.text for one in on_paper(changed) if one.mark is Mark.BAD] == [
        "上一把 EncodingAESKey 有 42 个字符或有不该有的符号；应当是 43 个字母、数字（解出 32 字节）"
    ]


async def nobody(*anything: object) -> Any:
    raise AssertionError


def transport(answer: Callable[[httpx.Request], httpx.Response]) -> httpx.AsyncClient:
    return httpx.AsyncClient(transport=httpx.MockTransport(answer))


async def test_our_address_is_tried_as_the_platform_tries_it(town: Town) -> None:
    settings, now = town.settings().wechat, datetime.now(UTC)
    channel = WechatChannel(settings, nobody, clock=lambda: now)
    app = httpx.ASGITransport(Starlette(routes=channel.routes()))
    async with httpx.AsyncClient(transport=app) as http:
        good = await at_our_address(settings, "https://ask.cn/", http, lambda: now)
        other = settings.model_copy(update={"token": SecretStr("another")})
        foreign = await at_our_address(other, "https://ask.cn", http, lambda: now)
        second = settings.model_copy(update={"name": "second"})
        missing = await at_our_address(second, "https://ask.cn", http, lambda: now)
    assert (good.mark, "https://ask.cn/wechat " in good.text) == (Mark.FINE, True)
    assert (foreign.mark, "Token 不是这一个" in foreign.text) == (Mark.BAD, True)
    assert (missing.mark, "https://ask.cn/wechat/second" in missing.text) == (Mark.BAD, True)


@pytest.mark.parametrize(
    ("url", "answer", "said"),
    [
        ("https://ask.cn:8443", httpx.Response(200), "80 和 443"),
        ("http://ask.cn", httpx.Response(301, headers={"location": "https://ask.cn/wechat"}), "不跟着跳转"),
        ("https://ask.cn", httpx.Response(502), "没有运行"),
        ("https://ask.cn", httpx.Response(200, text="<html>"), "不是验证要的回答"),
        ("", httpx.Response(200), "没有填 YIWEN_PUBLIC_URL"),
    ],
)
async def test_an_address_that_the_platform_would_not_take(url: str, answer: httpx.Response, said: str) -> None:
    async with transport(lambda request: answer) as http:
        finding = await at_our_address(settings_of(Account()), url, http, lambda: datetime.now(UTC))
    assert finding.mark is not Mark.FINE
    assert said in finding.text


@pytest.mark.parametrize(("minutes", "mark"), [(0, Mark.FINE), (1, Mark.FINE), (12, Mark.BAD), (-12, Mark.BAD)])
async def test_a_wrong_clock_is_told(town: Town, minutes: int, mark: Mark) -> None:
    async with httpx.AsyncClient() as http:
        finding = await of_the_clock(town.url, http, lambda: datetime.now(UTC) + timedelta(minutes=minutes))
        assert await of_the_clock("http://127.0.0.1:9", http, lambda: datetime.now(UTC)) is None
    assert finding is not None
    assert finding.mark is mark


async def test_a_wrong_secret_is_told_at_the_start_and_a_good_one_is_not(town: Town, database: Database) -> None:
    told: list[Notice] = []
    for secret in (town.account.app_secret, "wrong"):
        http = client(town.url)
        tokens = Tokens(database, http, app_id=town.account.app_id, app_secret=secret, clock=town.platform.clock)
        api = WechatApi(tokens, http, clock=town.platform.clock)
        channel = WechatChannel(town.settings().wechat, nobody, clock=town.platform.clock, api=api)
        await SelfCheck([Served(channel=channel, api=api)], tell=told.append).step()
        await api.close()
        assert channel.can_push is not (secret == "wrong")
        town.platform.clock.forward(hours=3)  # type: ignore[attr-defined]
    (notice,) = told
    assert "40125" in notice.text
    assert "yiwen wechat check" in notice.text
    assert town.platform.calls["send"] == 0


def test_nothing_set_up_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(CannotDo, match=r"docs/wechat\.md"):
        run_check(Settings(data_dir=tmp_path), None)
    with pytest.raises(CannotDo, match="有的是：wechat"):
        run_check(Settings(data_dir=tmp_path, wechat=settings_of(Account())), "second")


def account(**changes: str) -> dict[str, str]:
    return {"token": "abc", "app_id": "wx0123456789abcdef", "aes_key": KEY, **changes}


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ([account()], "重名"),
        ([account(name="second", aes_key="short")], "公众号 second：YIWEN_WECHAT__AES_KEY 应当是 43 个"),
        ([account(name="second", previous_aes_key="short")], "PREVIOUS_AES_KEY"),
        ([account(name="Second")], "只能用小写字母"),
    ],
)
def test_accounts_that_cannot_be_served_are_one_sentence(more: list[dict[str, str]], said: str) -> None:
    with pytest.raises(SettingsError, match=said):
        read_settings(wechat=account(), wechat_more=more)
    assert len(read_settings(wechat=account(), wechat_more=[account(name="second")]).wechats) == 2


async def test_the_menu_that_comes_along_is_published(town: Town, capsys: pytest.CaptureFixture[str]) -> None:
    await asyncio.to_thread(run_menu, town.settings(), None, None, show=False)
    assert "已发布到公众号 wechat" in capsys.readouterr().out
    assert town.platform.menu == read_menu(HOME / "menu.yaml", "menu.yaml")
    assert town.platform.menu is not None
    assert [button["name"] for button in town.platform.menu["button"]] == ["转学入学", "证书考试", "找人"]
    assert {"type": "click", "name": "人工服务", "key": "人工"} in town.platform.menu["button"][2]["sub_button"]


async def test_the_bureaus_own_menu_comes_first_and_can_be_looked_at(
    town: Town, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "menu.yaml").write_text(
        "- {name: 官网, url: 'https://edu.example.gov.cn'}\n- {name: 人工, ask: 人工}\n"
    )
    settings = town.settings().model_copy(update={"faq_dir": tmp_path})
    run_menu(settings, None, None, show=True)
    said = capsys.readouterr().out
    assert "［官网］ → https://edu.example.gov.cn" in said
    assert "［人工］ → 问“人工”" in said
    assert town.platform.menu is None


async def refused(town: Town, act: Awaitable[Any]) -> str:
    with pytest.raises(CannotDo) as caught:
        await act
    assert town.platform.menu is None
    return str(caught.value)


async def test_a_menu_that_cannot_be_published_says_why(town: Town) -> None:
    def publish(settings: Settings) -> Awaitable[Any]:
        return asyncio.to_thread(run_menu, settings, None, None, show=False)

    assert "AppSecret" in await refused(town, publish(town.settings(app_secret=SecretStr(""))))
    town.api.tokens.allowed = False
    assert "203.0.113.7" in await refused(town, publish(town.settings()))
    two = town.settings().model_copy(update={"wechat_more": (WechatSettings(**account(name="second")),)})  # type: ignore[arg-type]
    assert "--account wechat 或 second" in await refused(town, publish(two))
