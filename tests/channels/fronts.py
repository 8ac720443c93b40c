"""The ways in, each as a citizen meets it: one interface over the web page, WeChat and Telegram, and one house."""

import json
import re
import uuid
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import httpx
from sqlalchemy import select

from bot import store
from bot.app import House, build
from bot.channels.webchat import COOKIE
from bot.demo.account import Account, push
from bot.demo.api import Api
from bot.demo.platform import Fault as PlatformFault
from bot.demo.platform import Platform
from bot.demo.pusher import Pusher
from bot.demo.serving import serving
from bot.message import Address
from bot.migrate import migrate
from bot.policy import Policy
from bot.settings import AlertSettings, Settings, TelegramSettings, WechatSettings
from tests.channels import bot_api
from tests.channels.bot_api import BotApi, Phone
from tests.channels.world import PARENT, settings_of
from tests.faq.folder import Folder, asked, entry
from tests.stories.conftest import CACHE, Clock

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
            progress = await self.house.desk.progress(conn, number=None, conversation_id=conversation_id)
        return progress is not None and progress.rated

    async def states(self) -> list[str]:
        """Where each of the officer's words stands."""
        return [row.delivery for row in await self.kept("out") if row.author == "officer"]


class Page(HTMLParser):
    """The texts of the thread that are not the citizen's, and the buttons of the newest list."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.buttons: list[tuple[str, str]] = []
        self._ours = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "li" and "data-id" in given:
            self._ours = "them" in given["class"].split()
            self.texts += [""] if self._ours else []
            self.buttons = []
        if tag == "button" and given.get("name") == "choice" and not given["value"].startswith("verdict"):
            self.buttons.append((given["value"], given["data-label"]))

    def handle_data(self, data: str) -> None:
        if self._ours and data.strip():
            self.texts[-1] += data


class Web(Front):
    name = "web"
    pushes = False
    path = "/chat"
    said: dict[str, str]

    @property
    def address(self) -> Address:
        signed = self.http.cookies[COOKIE]
        return Address(channel="web", user=signed.split(".")[0])

    async def say(self, text: str) -> None:
        await self._post({"id": uuid.uuid4().hex, "text": text})

    async def again(self) -> None:
        await self._post(self.said)

    async def choose(self, number: int) -> None:
        key, label = (await self._page()).buttons[number - 1]
        await self._post({"id": uuid.uuid4().hex, "text": label, "choice": key})

    async def seen(self) -> list[str]:
        return (await self._page()).texts

    async def choices(self) -> list[str]:
        return [label for _, label in (await self._page()).buttons]

    def rubbish(self) -> list[Bad]:
        script = {"content-type": "application/json"}
        bodies = [b"", b"{", b"[]", b"null", b'"x"', b"\xff\xfe", b'{"id": 5}', b'{"id": "short", "text": "x"}',
                  b'{"id": "abcdefgh1", "text": ["x"]}', b"[" * 100_000, b"x" * 300_000]  # fmt: skip
        return [
            *(Bad(f"script {body[:20]!r}", body, script, {}) for body in bodies),
            Bad("a form with a wrong id", b"id=%20&text=x", {"content-type": "application/x-www-form-urlencoded"}, {}),
        ]

    async def _page(self) -> Page:
        response = await self.http.get("/chat/thread", params={"after": 0})
        assert response.status_code == 200
        return Page(response.text)

    async def _post(self, said: dict[str, str]) -> None:
        if COOKIE not in self.http.cookies:
            await self.http.get("/")
        self.said = said
        assert (await self.http.post("/chat", json=said)).status_code == 200


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
                      "content": PlatformFault(errcode=40033), "outage": PlatformFault(status=500),
                      "gateway": PlatformFault(status=502), "dropped": PlatformFault(drop=True)}  # fmt: skip
            self.platform.faults.append(faults[how])

    def heal(self) -> None:
        self.platform.account = Account()


class Telegram(Front):
    name = "telegram"

    def __init__(self, house: House, clock: Clock, http: httpx.AsyncClient, api: BotApi) -> None:
        super().__init__(house, clock, http)
        self.api, self.phone = api, Phone(api, http)

    @property
    def address(self) -> Address:
        return Address(channel="telegram", user="1001")

    async def say(self, text: str) -> None:
        assert await self.phone.say(text) == [200]
        await self.settle()

    async def again(self) -> None:
        assert await self.phone.again() == [200]
        await self.settle()

    async def choose(self, number: int) -> None:
        assert await self.phone.tap(number) == [200]
        await self.settle()

    async def picture(self) -> None:
        assert await self.phone.send(photo=[{"file_id": "p", "file_unique_id": "u", "width": 9, "height": 9}]) == [200]
        await self.settle()

    async def seen(self) -> list[str]:
        return [bubble.text for bubble in self.phone.chat.bubbles]

    async def choices(self) -> list[str]:
        return [label for label, _ in self.phone.chat.bubbles[-1].buttons]

    def rubbish(self) -> list[Bad]:
        secret = {"x-telegram-bot-api-secret-token": bot_api.SECRET}
        good = json.dumps({"update_id": 5, "message": {"message_id": 1, "date": 1, "text": "x",
                                                       "chat": {"id": 1001, "type": "private"}}}).encode()  # fmt: skip
        bodies = [b"", b"{", b"[]", b"null", b'"x"', b"\xff\xfe", b"{}", b'{"update_id": "5"}', b'{"update_id": true}',
                  b'{"update_id": 5, "message": "x"}', b'{"update_id": 5, "message": {}}',
                  b'{"update_id": 5, "callback_query": [1]}', b"[" * 100_000, b"x" * 300_000]  # fmt: skip
        return [
            *(Bad(f"body {body[:20]!r}", body, secret, {}) for body in bodies),
            Bad("no secret", good, {}, {}),
            Bad("a wrong secret", good, {"x-telegram-bot-api-secret-token": bot_api.SECRET + "x"}, {}),
            Bad("a secret of other letters", good, {"x-telegram-bot-api-secret-token": ("é" * 16).encode()}, {}),
        ]

    def fail(self, how: str) -> None:
        faults = {"busy": bot_api.Fault(500, "Internal Server Error"), "content": bot_api.Fault(400, "Bad Request: ?"),
                  "outage": bot_api.Fault(503, "Service Unavailable"), "gateway": bot_api.Fault(502, "Bad Gateway"),
                  "dropped": bot_api.Fault(drop=True)}  # fmt: skip
        if how == "blocked":
            self.phone.chat.blocked = True
        elif how == "forbidden":
            self.api.token = "123456:another"
        elif how == "flood":
            self.api.flood(60)
        else:
            self.api.faults.append(faults[how])

    def heal(self) -> None:
        self.api.token = bot_api.TOKEN


FRONTS: dict[str, type[Front]] = {"web": Web, "wechat": Wechat, "telegram": Telegram}


def telegram_settings(url: str) -> TelegramSettings:
    return TelegramSettings(token=bot_api.TOKEN, secret=bot_api.SECRET, api_base=url)  # type: ignore[arg-type]


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
