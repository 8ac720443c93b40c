"""A WeChat account, its server, and a hand that posts to it as the platform does."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime

import httpx
import pytest
from starlette.applications import Starlette

from bot.channels.wechat import WechatChannel
from bot.demo.account import Account, Fields, push, query
from bot.demo.judge import Verdict, judge
from bot.message import Address, Message, Receipt, Reply
from handoff.database import Database
from tests.channels.world import ASKED, PARENT, World, settings_of, world

PREVIOUS = "ZYXWVUTSRQPONMLKJIHGFEDCBAzyxwvutsrqponmlk0"  # an EncodingAESKey that was in use before
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@pytest.fixture
async def town(database: Database) -> AsyncIterator[World]:
    """A parent has asked, on an account that may speak first."""
    async with world(database) as made:
        await made.citizens.say(PARENT, ASKED)
        yield made


@dataclass
class Desk:
    """A reception that answers every message with what the test put there, and remembers."""

    answer: tuple[Reply, ...] = (Reply(text="好的"),)
    received: list[Message] = field(default_factory=list)
    erased: list[Address] = field(default_factory=list)
    breaks: bool = False

    async def receive(self, message: Message) -> Receipt:
        if self.breaks:
            raise OSError("no space left on device")
        seen = any(message.external_id == other.external_id for other in self.received)
        self.received.append(message)
        replies = self.answer
        ids = tuple(range(1, len(replies) + 1))
        return Receipt(conversation_id=1, message_id=1, replies=replies, reply_ids=ids, repeated=seen)

    async def erase(self, address: Address, left_at: datetime) -> None:
        self.erased.append(address)


@dataclass
class Hand:
    """Posts signed and sealed messages and judges the answer as the platform would."""

    account: Account
    client: httpx.AsyncClient
    path: str = "/wechat"

    async def post(self, message: Fields | str, *, at: datetime = NOW, **changes: str) -> httpx.Response:
        pushed = push(self.account, message, int(at.timestamp()))
        asked = {name: value for name, value in {**pushed.query, **changes}.items() if value != "-"}
        return await self.client.post(self.path, params=asked, content=pushed.body)

    async def say(self, text: str, **more: str | int) -> Verdict:
        return await self.judged({"MsgType": "text", "Content": text, "MsgId": 23456789012345678, **more})

    async def judged(self, message: dict[str, str | int]) -> Verdict:
        response = await self.post(self.whole(message))
        return judge(self.account, PARENT, response.status_code, response.content)

    def whole(self, message: dict[str, str | int]) -> dict[str, str | int]:
        head = {"ToUserName": self.account.original_id, "FromUserName": PARENT, "CreateTime": int(NOW.timestamp())}
        return {**head, **message}

    async def get(self, *, at: datetime = NOW, **changes: str) -> httpx.Response:
        asked = query(self.account, int(at.timestamp()), echostr="5927782489442352469")
        return await self.client.get(self.path, params={**asked, **changes})


def client_for(channel: WechatChannel) -> httpx.AsyncClient:
    app = Starlette(routes=channel.routes())
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="https://ask.example.gov.cn")


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.fixture(params=["safe-xml", "safe-json", "both-xml", "plain-xml", "plain-json"])
async def hand(request: pytest.FixtureRequest, desk: Desk) -> AsyncIterator[Hand]:
    """The platform in every mode and format an account can be set to."""
    mode, _, body = request.param.partition("-")
    account = Account(mode=mode, is_json=body == "json")
    channel = WechatChannel(settings_of(account), desk.receive, clock=lambda: NOW, erase=desk.erase)
    async with client_for(channel) as client:
        yield Hand(account, client)


@pytest.fixture
async def safe(desk: Desk) -> AsyncIterator[Hand]:
    account = Account()
    channel = WechatChannel(settings_of(account), desk.receive, clock=lambda: NOW, erase=desk.erase)
    async with client_for(channel) as client:
        yield Hand(account, client)
