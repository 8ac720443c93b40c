"""A way in as a citizen meets it, and a small house behind it."""

import uuid
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
from sqlalchemy import select

from bot.app import House, build
from bot.keeping import store
from bot.message import Address
from bot.policy.current import Policy
from bot.schema.migrate import migrate
from bot.settings import AlertSettings, Settings, TelegramSettings, WechatSettings
from handoff import lookup
from tests.faq.folder import Folder, asked, entry
from tests.learned import CACHE
from tests.stories.conftest import Clock

OFFICER = "王老师"
QUESTION, ANSWER = "教师资格证丢了怎么办", "带身份证到原发证机关补办"
PERSON = ("人工", "转人工", "找人", "我要人工客服", "有没有人")
DANGER = ("不想活了", "我想自杀", "孩子要跳楼", "活着没意思", "有人要伤害孩子")
HELLO = ("你好", "您好", "在吗", "老师好", "早上好")


def small_policy(folder: Path) -> Policy:
    """Three answers and how to ask for a person: channels need no more, and it is quickly learnt."""
    names = {"card_lost": "教师资格证", "exam_score": "成绩单", "school_move": "转学"}
    made = Folder(
        folder,
        entries=[entry(name) for name in names],
        phrasings={name: asked(word) for name, word in names.items()},
        common=list(names),
        not_ours=[
            {"id": "human", "title": "要找人", "kind": "human", "reply": "好的。", "phrasings": list(PERSON)},
            {
                "id": "urgent_selfharm",
                "title": "有危险",
                "kind": "urgent",
                "reply": "请马上打 110。",
                "phrasings": list(DANGER),
            },
            {"id": "chat_greeting", "title": "打招呼", "kind": "chat", "reply": "您好。", "phrasings": list(HELLO)},
        ],
    )
    return Policy(made.write(), CACHE)


@dataclass(frozen=True)
class Bad:
    """A request that is no message of the platform's."""

    what: str
    body: bytes
    headers: dict[str, str | bytes]
    query: dict[str, str]


class Front(ABC):
    """What every channel can be asked to do. `seen` is all that the house has put before the citizen."""

    name: str
    pushes = True  # late answers go out through the delivery loop
    shrug: str | None = None  # how it acknowledges a body that makes no sense, where a refusal would be counted

    def __init__(self, house: House, clock: Clock, http: httpx.AsyncClient) -> None:
        self.house, self.clock, self.http = house, clock, http

    @property
    @abstractmethod
    def address(self) -> Address: ...

    @abstractmethod
    async def say(self, text: str) -> None: ...

    @abstractmethod
    async def again(self) -> None:
        """The last message once more, as when our response got lost."""

    @abstractmethod
    async def choose(self, number: int) -> None:
        """The choice with this number, counted from 1, of those shown last."""

    @abstractmethod
    async def seen(self) -> list[str]: ...

    @abstractmethod
    async def choices(self) -> list[str]:
        """The labels shown last."""

    @abstractmethod
    def rubbish(self) -> list[Bad]: ...

    async def picture(self) -> None:
        raise NotImplementedError

    async def settle(self) -> None:
        """Let what waits go out."""
        await self.house.rounds.delivery.step()

    async def throw(self, bad: Bad) -> httpx.Response:
        return await self.http.post(
            self.path, params=bad.query, headers=httpx.Headers(list(bad.headers.items())), content=bad.body
        )

    @property
    def path(self) -> str:
        return "/" + self.name

    async def kept(self, direction: str) -> list[Any]:
        """Rows of this citizen's conversation."""
        async with self.house.database.read() as conn:
            conversation_id = await store.find_conversation(conn, self.address)
            where = (store.messages.c.conversation_id == conversation_id) & (store.messages.c.direction == direction)
            return list(await conn.execute(select(store.messages).where(where).order_by(store.messages.c.id)))

    async def officer_says(self, *texts: str) -> None:
        """The officer on duty takes the open ticket and writes."""
        async with self.house.database.write() as conn:
            conversation_id = await store.find_conversation(conn, self.address)
            assert conversation_id is not None
            ticket = await self.house.desk.open_ticket(conn, conversation_id)
            assert ticket is not None
            await self.house.desk.claim(conn, ticket.id, 1, now=self.clock())
            for text in texts:
                await self.house.desk.reply(conn, ticket.id, 1, text, key=uuid.uuid4().hex, now=self.clock())

    async def officer_closes(self) -> None:
        async with self.house.database.write() as conn:
            conversation_id = await store.find_conversation(conn, self.address)
            assert conversation_id is not None
            ticket = await self.house.desk.open_ticket(conn, conversation_id)
            assert ticket is not None
            await self.house.desk.close(conn, ticket.id, 1, "已答复", key=uuid.uuid4().hex, now=self.clock())

    async def is_rated(self) -> bool:
        async with self.house.database.read() as conn:
            conversation_id = await store.find_conversation(conn, self.address)
            assert conversation_id is not None
            return (await lookup.of_conversation(conn, conversation_id))[0].rating is not None

    async def states(self) -> list[str]:
        """Where each of the officer's words stands."""
        return [row.delivery for row in await self.kept("out") if row.author == "officer"]


@asynccontextmanager
async def house_of(
    folder: Path, clock: Clock, policy: Policy, *, wechat: WechatSettings | None = None,
    telegram: TelegramSettings | None = None, alerts: AlertSettings | None = None, burst_seconds: float = 0,
) -> AsyncIterator[House]:  # fmt: skip
    """With one officer, who has number 1."""
    settings = Settings(data_dir=folder, burst_seconds=burst_seconds, wechat=wechat or WechatSettings(),
                        telegram=telegram or TelegramSettings(), alerts=alerts or AlertSettings(),
                        public_url="https://ask.cn")  # fmt: skip
    house = build(settings, clock=clock, policy=policy)
    await migrate(house.database)
    async with house.database.write() as conn:
        await house.officers.add(conn, OFFICER, "officer", "a-long-password")
    try:
        yield house
    finally:
        await house.close()
