"""WeChat as a citizen meets it."""

import re

import httpx

from bot.app import House
from bot.demo.account import Account, push
from bot.demo.platform import Fault as PlatformFault
from bot.demo.platform import Platform
from bot.demo.pusher import Pusher
from bot.message import Address
from tests.channels.front import Bad, Front
from tests.channels.world import PARENT
from tests.stories.conftest import Clock


class Wechat(Front):
    name = "wechat"
    shrug = "success"

    def __init__(self, house: House, clock: Clock, http: httpx.AsyncClient, platform: Platform) -> None:
        super().__init__(house, clock, http)
        self.platform = platform
        self.pusher = Pusher(platform, http, "/wechat")
        self.last: dict[str, str | int] = {}

    @property
    def address(self) -> Address:
        return Address(channel="wechat", user=PARENT)

    async def say(self, text: str) -> None:
        self.last = dict(self.platform.message(PARENT, "text", Content=text))
        await self.again()

    async def again(self) -> None:
        assert (await self.pusher.deliver(PARENT, self.last)).problem is None

    async def choose(self, number: int) -> None:
        await self.say(str(number))

    async def picture(self) -> None:
        await self.pusher.send(PARENT, "image", MediaId="m1", PicUrl="http://mmbiz.qpic.cn/1")

    async def seen(self) -> list[str]:
        return self.platform.citizen(PARENT).seen()

    async def choices(self) -> list[str]:
        line = next(line for line in reversed(self.platform.citizen(PARENT).chat) if line.who != "citizen")
        return list(line.choices) or re.findall(r"^\d+ (.+)$", line.text, re.MULTILINE)

    def rubbish(self) -> list[Bad]:
        message = {"ToUserName": "gh", "FromUserName": PARENT, "MsgType": "text", "Content": "x", "MsgId": 1}
        sealed = push(self.platform.account, message, int(self.clock().timestamp()))
        bodies = [b"", b"{", b"null", b"\xff\xfe", b"<xml>", b"<xml></xml>", sealed.body[:-200], b"x" * 300_000]
        unsigned = {**sealed.query, "msg_signature": "0" * 40}
        return [
            *(Bad(f"body {body[:20]!r}", body, {}, sealed.query) for body in bodies),
            Bad("a forged signature", sealed.body, {}, unsigned),
            Bad("no signature", sealed.body, {}, {}),
        ]

    def fail(self, how: str) -> None:
        if how == "blocked":
            self.platform.citizen(PARENT).blocked = True
        elif how == "forbidden":
            self.platform.account = Account(verified=False)
        else:
            faults = {"busy": PlatformFault(errcode=-1), "flood": PlatformFault(errcode=45011),
                      "content": PlatformFault(errcode=40033), "outage": PlatformFault(status=429),
                      "gateway": PlatformFault(status=503), "dropped": PlatformFault(drop=True)}  # fmt: skip
            self.platform.faults.append(faults[how])

    def heal(self) -> None:
        self.platform.account = Account()
