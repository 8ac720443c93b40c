"""A citizen's phone in the terminal: what is typed is pushed as WeChat pushes it, what they would see is printed."""

import itertools
import re
from collections.abc import Awaitable, Callable, Iterator
from datetime import timedelta
from typing import Any

from rich.console import Console
from rich.markup import escape

from bot.demo.clock import TurnedClock
from bot.demo.platform import Fault, Judged, Line, Platform
from bot.demo.pusher import Pusher

OPENID = "oDEMO_CITIZEN_00000000000001"
PICTURE = b"\x89PNG\r\n\x1a\n" + b"a picture of a household register"
HELP = """\
  直接打字就是市民发消息。另外：
  /点 2         点公众号发来的选项      /菜单 1.2   点底部菜单（/菜单 看有什么）
  /关注 /取关   关注、取消关注          /扫码 开学  扫带参数的二维码
  /图片 /语音   发图片、语音            /快进 3小时 时间往前走（也可以写 49小时、10分钟）
  /坏 40001     下一次主动发消息出这个错（45015 45047 48001 -1 断线）
  /帮助 /退出"""
_DURATION = re.compile(r"(\d+)\s*(小时|分钟|天|h|m|d)")
_UNITS = {"小时": "hours", "h": "hours", "分钟": "minutes", "m": "minutes", "天": "days", "d": "days"}


class Phone:
    """One follower of the account."""

    def __init__(self, platform: Platform, pusher: Pusher, clock: TurnedClock, screen: Console) -> None:
        self._platform, self._pusher, self._clock, self._screen = platform, pusher, clock, screen
        self._shown = 0
        self._judged: Judged | None = None
        self._acts: dict[str, Callable[[str], Awaitable[object]]] = {
            "点": self._tap, "菜单": self._menu, "关注": self._follow, "取关": self._leave, "扫码": self._scan,
            "图片": self._picture, "语音": self._voice, "快进": self._forward, "坏": self._break, "帮助": self._help,
        }  # fmt: skip

    def show(self) -> None:
        """Print what is new in the chat and in the platform's log."""
        newest_first = itertools.takewhile(lambda one: one is not self._judged, reversed(self._platform.log))
        for judged in reversed(list(newest_first)):
            self._screen.print(_log_line(judged), style="dim" if judged.is_fine else "red", markup=False)
            self._judged = judged
        chat = self._platform.citizen(OPENID).chat
        for line in chat[self._shown :]:
            for text, style in _bubble(line):
                self._screen.print(text, style=style, markup=False)
        self._shown = len(chat)

    async def do(self, typed: str) -> bool:
        """One line from the keyboard; False at the end."""
        word, _, rest = typed.lstrip("/").partition(" ")
        if not typed.startswith("/"):
            await self._pusher.say(OPENID, typed)
        elif word in ("退出", "q"):
            return False
        elif act := self._acts.get(word):
            await act(rest.strip())
        else:
            self._say(f"没有“/{word}”。{HELP}")
        return True

    def _say(self, text: str) -> None:
        self._screen.print(escape(text), style="yellow")

    async def _tap(self, rest: str) -> None:
        lines = [line for line in self._platform.citizen(OPENID).chat if line.choices]
        if not lines or not rest.isdecimal() or not 1 <= int(rest) <= len(lines[-1].choices):
            self._say("现在没有可以点的选项。带编号的文字直接回数字。")
            return
        await self._pusher.tap(OPENID, int(rest))

    async def _menu(self, rest: str) -> None:
        buttons = dict(_numbered(self._platform.menu or {"button": []}))
        button = buttons.get(rest)
        if button is None:
            self._say("底部菜单：\n" + "\n".join(f"  {at} {one['name']}" for at, one in buttons.items()))
        elif "key" in button:
            self._say(f"点了“{button['name']}”")
            await self._pusher.event(OPENID, "CLICK", button["key"])
        else:
            self._say(f"“{button['name']}”打开网页 {button.get('url', '')}")

    async def _follow(self, rest: str) -> None:
        await self._pusher.event(OPENID, "subscribe")

    async def _leave(self, rest: str) -> None:
        await self._pusher.event(OPENID, "unsubscribe")
        self._say("取消关注了：一问要把这位市民的资料都删掉，值班台上只留下遮住的受理单。")

    async def _scan(self, rest: str) -> None:
        await self._pusher.event(OPENID, "SCAN", rest or "demo")

    async def _picture(self, rest: str) -> None:
        self._platform.media["demo-picture"] = (PICTURE, "image/png")
        await self._pusher.send(OPENID, "image", MediaId="demo-picture", PicUrl="http://mmbiz.qpic.cn/demo")

    async def _voice(self, rest: str) -> None:
        await self._pusher.send(OPENID, "voice", MediaId="demo-voice", Format="amr")

    async def _forward(self, rest: str) -> None:
        spans = {_UNITS[unit]: int(number) for number, unit in _DURATION.findall(rest)}
        if not spans or timedelta(**spans) > timedelta(days=400):
            self._say("写成 /快进 3小时、/快进 10分钟、/快进 2天")
            return
        self._clock.forward(**spans)
        self._say(f"现在是 {self._clock().astimezone():%m-%d %H:%M}")

    async def _break(self, rest: str) -> None:
        self._platform.faults.append(fault_of(rest))
        self._say("下一次主动发消息会出错，看值班台上怎么写")

    async def _help(self, rest: str) -> None:
        self._say(HELP)


def fault_of(word: str) -> Fault:
    """「断线」: the message is taken and the line drops before the answer."""
    if word == "断线":
        return Fault(drop=True)
    return Fault(errcode=int(word)) if re.fullmatch(r"-?\d{1,6}", word) else Fault(errcode=-1)


def _log_line(judged: Judged) -> str:
    took = f"，{judged.seconds * 1000:.0f} 毫秒" if judged.seconds else ""
    return f"    平台：{judged.what} → {judged.verdict}{took}"


def _bubble(line: Line) -> Iterator[tuple[str, str]]:
    """What is printed of it, and how; the citizen's own words stand on the screen already."""
    if line.who == "platform":
        yield f"  微信提示：{line.text}", "bold red"
    elif line.who == "account":
        yield "  ┌ 公众号", "green"
        for text in line.text.splitlines():
            yield f"  │ {text}", "green"
        for number, choice in enumerate(line.choices, 1):
            yield f"  │ ［{number} {choice}］", "cyan"
        yield "  └", "green"


def _numbered(menu: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """The bottom menu as 1, 1.1, 1.2, 2 …"""
    for number, button in enumerate(menu["button"], 1):
        if "sub_button" not in button:
            yield str(number), button
        for place, item in enumerate(button.get("sub_button", ()), 1):
            yield f"{number}.{place}", item
