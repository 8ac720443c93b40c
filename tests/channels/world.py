"""A whole small world: the fake platform, one account's channel on a real database, a clock to turn forward."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
from pydantic import SecretStr
from sqlalchemy import select
from starlette.applications import Starlette

from bot.channels.wechat import WechatChannel
from bot.channels.wechat_api import WechatApi
from bot.channels.wechat_token import Tokens
from bot.demo.account import Account
from bot.demo.api import Api
from bot.demo.platform import Citizen, Platform
from bot.demo.pusher import Pusher
from bot.keeping import quota, store
from bot.keeping.store import Delivery as State
from bot.keeping.store import messages
from bot.message import Message, Receipt, Reply
from bot.outgoing.alerts import Notice
from bot.outgoing.delivery import Delivery
from bot.outgoing.late import Late
from bot.outgoing.reach import Reach
from bot.settings import WechatSettings
from handoff.database import Database
from handoff.live import Live

PARENT = "oPARENT_000000000000000000001"
TEACHER = "oTEACHER_00000000000000000001"
ASKED = "毕业证丢了怎么办"


@dataclass
class Clock:
    now: datetime = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **more: float) -> None:
        self.now += timedelta(**more)


@dataclass
class World:
    clock: Clock
    database: Database
    platform: Platform
    api: Api
    channel: WechatChannel
    outbound: WechatApi
    tokens: Tokens
    delivery: Delivery
    citizens: Pusher
    notices: list[Notice] = field(default_factory=list)

    def chat(self, openid: str = PARENT) -> list[str]:
        return self.platform.citizen(openid).seen()

    def citizen(self, openid: str = PARENT) -> Citizen:
        return self.platform.citizen(openid)

    async def officer_says(
        self, text: str, key: str, openid: str = PARENT, *, choices: tuple[Any, ...] = (), step: bool = True
    ) -> None:
        async with self.database.write() as conn:
            address = store.Address(channel="wechat", user=openid)
            conversation_id = await store.find_conversation(conn, address)
            assert conversation_id is not None
            state = State.PENDING if self.channel.can_push else State.PARKED
            reply = Reply(text=text, choices=choices)
            await store.keep_reply(
                conn, conversation_id, "wechat", reply, self.clock(), author="officer", key=key, delivery=state
            )
        if step:
            await self.delivery.step()

    async def states(self) -> dict[str, str]:
        """Late answers by key: where each stands."""
        async with self.database.read() as conn:
            rows = await conn.execute(select(messages).where(messages.c.key.is_not(None)).order_by(messages.c.id))
            return {row.key: row.delivery for row in rows}

    async def quota(self, openid: str = PARENT) -> int:
        async with self.database.read() as conn:
            conversation_id = await store.find_conversation(conn, store.Address(channel="wechat", user=openid))
            assert conversation_id is not None
            return (await quota.left(conn, conversation_id, self.clock())).left

    async def quota_text(self, openid: str = PARENT) -> str:
        """As the desk shows it above the field for an answer."""
        reach = Reach([self.channel])
        async with self.database.read() as conn:
            conversation_id = await store.find_conversation(conn, store.Address(channel="wechat", user=openid))
            assert conversation_id is not None
            return await reach.quota_text(conn, conversation_id, self.clock()) or ""

    async def at_desk(self, key: str) -> str | None:
        """What the desk shows below an officer's answer."""
        late = Late(live=Live(self.database), clock=self.clock, first_state=Reach([self.channel]).first_state)
        async with self.database.read() as conn:
            row = (await conn.execute(select(messages).where(messages.c.key == key))).one()
            lines = await late.thread(conn, row.conversation_id, 100)
        return next(line.delivery for line in lines if line.who == "officer" and line.text == row.text)


class Echo:
    """A reception on the real store that says 「收到」 to everything."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database, self._clock = database, clock

    async def receive(self, message: Message) -> Receipt:
        async with self._database.write() as conn:
            now = self._clock()
            conversation_id, _ = await store.conversation_for(conn, message.address, now)
            message_id = await store.keep_incoming(conn, conversation_id, message, message.text, None)
            if message_id is None:
                message_id, kept = await store.replies_to(conn, conversation_id, message)
                return _receipt(conversation_id, message_id, [(one.id, one.reply) for one in kept])
            await quota.grant(conn, conversation_id, message)
            parked = await store.parked(conn, conversation_id)
            await store.take(conn, parked, message_id, now)
            reply = Reply(text="收到")
            id = await store.keep_reply(conn, conversation_id, message.address.channel, reply, now, reply_to=message_id)
            assert id is not None
            return _receipt(conversation_id, message_id, [*((one.id, one.reply) for one in parked), (id, reply)])


def _receipt(conversation_id: int, message_id: int, replies: list[tuple[int, Reply]]) -> Receipt:
    ids, shown = tuple(id for id, _ in replies), tuple(reply for _, reply in replies)
    return Receipt(conversation_id=conversation_id, message_id=message_id, replies=shown, reply_ids=ids)


def settings_of(account: Account, **changes: Any) -> WechatSettings:
    values: dict[str, Any] = {
        "mode": "plain" if account.mode == "plain" else "safe",
        "token": SecretStr(account.token),
        "app_id": account.app_id,
        "aes_key": SecretStr(account.aes_key),
        "app_secret": SecretStr(account.app_secret),
    }
    return WechatSettings(**{**values, **changes})


@asynccontextmanager
async def world(database: Database, account: Account | None = None, *, can_push: bool = True) -> AsyncIterator[World]:
    account = account or Account()
    clock = Clock()
    platform = Platform(account, clock)
    api = Api(platform)
    out = httpx.AsyncClient(transport=httpx.ASGITransport(api.app()), base_url="https://api.weixin.qq.com")
    tokens = Tokens(database, out, app_id=account.app_id, app_secret=account.app_secret, clock=clock)
    outbound = WechatApi(tokens, out, clock=clock)
    channel = WechatChannel(
        settings_of(account), Echo(database, clock).receive, clock=clock, api=outbound if can_push else None
    )
    notices: list[Notice] = []
    delivery = Delivery(database, {"wechat": channel}, live=Live(database), tell=notices.append, clock=clock)
    app = Starlette(routes=channel.routes())
    async with out, httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="https://ask.cn") as http:
        citizens = Pusher(platform, http, "/wechat", patience=5.0)
        yield World(clock, database, platform, api, channel, outbound, tokens, delivery, citizens, notices)
