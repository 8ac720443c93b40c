"""`yiwen demo wechat`: a newcomer types, and sees what a citizen would see; the officer's answer comes by itself."""

import asyncio
import io
import os
import re
import subprocess
import sys
import uuid
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from rich.console import Console

from bot.app import House
from bot.commands.demo import _follow, _town
from bot.demo.account import Account
from bot.demo.clock import TurnedClock
from bot.demo.phone import OPENID, Phone, fault_of
from bot.demo.platform import Fault, Platform
from bot.keeping import store
from bot.message import Address
from bot.settings import Settings
from tests.channels.front import ANSWER, QUESTION, small_policy
from tests.learned import CACHE


class Show:
    """What stands on the screen."""

    def __init__(self, house: House, phone: Phone, platform: Platform, out: io.StringIO) -> None:
        self.house, self.phone, self.platform, self._out = house, phone, platform, out

    async def type(self, *lines: str) -> str:
        """What was printed since the last time."""
        for line in lines:
            assert await self.phone.do(line)
        return self.printed()

    def printed(self) -> str:
        text = self._out.getvalue()
        self._out.seek(0)
        self._out.truncate()
        return text

    async def until(self, text: str) -> str:
        """The loops bring it; fails when it does not come."""
        printed = ""
        async with asyncio.timeout(30):
            while text not in printed:
                await asyncio.sleep(0.05)
                printed += self.printed()
        return printed

    async def stands(self, delivery: store.Delivery) -> None:
        """Wait until that became of the newest message."""
        address = Address(channel="wechat", user=OPENID)
        async with asyncio.timeout(30):
            while True:
                async with self.house.database.read() as conn:
                    thread = await store.thread(conn, await store.find_conversation(conn, address) or 0)
                if thread[-1].delivery is delivery:
                    return
                await asyncio.sleep(0.05)

    async def officer(self, *texts: str) -> None:
        async with self.house.database.write() as conn:
            conversation_id = await store.find_conversation(conn, Address(channel="wechat", user=OPENID))
            assert conversation_id is not None
            ticket = await self.house.desk.open_ticket(conn, conversation_id)
            assert ticket is not None
            now = self.platform.clock()
            await self.house.desk.claim(conn, ticket.id, 1, now=now)
            for text in texts:
                await self.house.desk.reply(conn, ticket.id, 1, text, key=uuid.uuid4().hex, now=now)


@pytest.fixture(scope="module")
def faq_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("policy")
    small_policy(folder)
    return folder


@pytest.fixture
async def show(faq_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Show]:
    monkeypatch.chdir(tmp_path)
    out, clock = io.StringIO(), TurnedClock()
    screen, platform = Console(file=out, soft_wrap=True, highlight=False), Platform(Account(), clock)
    settings = Settings(data_dir=CACHE.parent, faq_dir=faq_dir, port=0)
    async with _town(settings, platform, clock, tmp_path, screen) as (house, phone):
        with platform.watched(phone.show):
            await _follow(screen, house, phone)
            yield Show(house, phone, platform, out)


async def test_the_newcomer_is_led_in(show: Show) -> None:
    said = show.printed()
    url = re.search(r"http://127\.0\.0\.1:\d+/desk", said)
    assert url is not None
    assert "密码" in said
    assert "青山县教育局" in said.partition("市民关注了公众号")[2]
    assert show.platform.menu is not None
    async with httpx.AsyncClient() as http:
        assert (await http.get(url[0] + "/login")).status_code == 200


async def test_typing_shows_what_the_citizen_sees_and_what_the_platform_judged(show: Show) -> None:
    said = await show.type(QUESTION)
    assert f"│ {ANSWER}" in said
    assert re.search(r"平台：推送 text → 签名、密文、收发人都对，\d+ 字节，\d+ 毫秒", said)


async def test_the_officers_answer_arrives_by_itself_hours_later(show: Show) -> None:
    await show.type("人工", "/快进 3小时")
    await show.officer("您好，我来办。")
    assert "│ 您好，我来办。" in await show.until("custom/send → 0 ok")
    await show.type("/快进 49小时")
    await show.officer("还有一张表。")
    await show.stands(store.Delivery.PARKED)
    assert "│ 还有一张表。" in await show.type("在吗")


async def test_the_bottom_menu_asks(show: Show) -> None:
    assert "3.1 人工服务" in await show.type("/菜单")
    said = await show.type("/菜单 3.1")
    assert "推送 CLICK" in said
    assert "受理号" in said


async def test_everything_else_a_citizen_can_do(show: Show) -> None:
    for line in ("/图片", "/语音", "/扫码 开学", "/关注"):
        assert "┌ 公众号" in await show.type(line), line
    said = await show.type("/取关")
    assert "推送 unsubscribe → 已收到，不回复" in said
    async with show.house.database.read() as conn:
        assert await store.find_conversation(conn, Address(channel="wechat", user=OPENID)) is None


async def test_what_cannot_be_done_is_said(show: Show) -> None:
    assert "没有“/跳舞”" in await show.type("/跳舞")
    assert "没有可以点的选项" in await show.type("/点 3")
    assert "写成 /快进 3小时" in await show.type("/快进 很久")
    assert "/退出" in await show.type("/帮助")
    assert not await show.phone.do("/退出")


async def test_a_fault_can_be_tried(show: Show) -> None:
    await show.type("人工", "/坏 断线")
    await show.officer("甲")
    await show.until("│ 甲")
    await show.stands(store.Delivery.UNKNOWN)


@pytest.mark.parametrize(
    ("word", "fault"),
    [("断线", Fault(drop=True)), ("45015", Fault(errcode=45015)), ("-1", Fault(errcode=-1)), ("", Fault(errcode=-1))],
)
def test_faults_by_name(word: str, fault: Fault) -> None:
    assert fault_of(word) == fault


def test_the_command_runs_from_a_pipe_and_ends(faq_dir: Path, tmp_path: Path) -> None:
    environment = {**os.environ, "YIWEN_FAQ_DIR": str(faq_dir), "YIWEN_DATA_DIR": str(CACHE.parent), "YIWEN_PORT": "0"}
    command = [sys.executable, "-c", "from bot.cli import main; main()", "demo", "wechat"]
    done = subprocess.run(
        command, input=f"{QUESTION}\n", env=environment, cwd=tmp_path, capture_output=True, text=True, timeout=300,
        check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert ANSWER in done.stdout
    assert done.stderr == ""
    assert list(tmp_path.iterdir()) == []
