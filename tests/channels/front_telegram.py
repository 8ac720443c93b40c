"""Telegram as a citizen meets it."""

import json

import httpx

from bot.app import House
from bot.message import Address
from bot.settings import TelegramSettings
from tests.channels import bot_api
from tests.channels.bot_api import BotApi, Phone
from tests.channels.front import Bad, Front
from tests.stories.conftest import Clock


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


def telegram_settings(url: str) -> TelegramSettings:
    return TelegramSettings(token=bot_api.TOKEN, secret=bot_api.SECRET, api_base=url)  # type: ignore[arg-type]
