"""What only Telegram has: buttons and taps, /start, groups, flood control, media, the webhook's registration."""

import asyncio
import logging
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from bot.channel import Outgoing, Refused, SendError
from bot.channels.telegram import LIMIT, TelegramChannel
from bot.channels.telegram_update import keyboard
from bot.commands.telegram import run_connect
from bot.demo.serving import serving
from bot.message import Address, Choice, Kind, Message, Receipt
from bot.refusal import CannotDo
from bot.settings import Settings, SettingsError, TelegramSettings, read_settings
from tests.channels.bot_api import SECRET, TOKEN, BotApi, Fault, Phone
from tests.channels.conftest import NOW, Desk, client_for
from tests.channels.front_telegram import telegram_settings
from tests.ports import quiet_port
from tests.stories.conftest import Clock

USER = Address(channel="telegram", user="1001")


class Bot:
    """The channel between a reception that remembers and a platform on a loopback port; `queued` are its receipts."""

    def __init__(self, desk: Desk, api: BotApi, url: str) -> None:
        self.queued: list[Receipt] = []
        self.breaks = 0
        self.desk, self.api = desk, api
        self.channel = TelegramChannel(telegram_settings(url), desk.receive, queue=self._queue, clock=api.clock)

    async def _queue(self, receipt: Receipt) -> None:
        if self.breaks:
            self.breaks -= 1
            raise OSError("no space left on device")
        self.queued.append(receipt)

    async def send(self, text: str, *choices: Choice, user: Address = USER) -> None:
        await self.channel.send(user, Outgoing(text=text, choices=choices, key="out:1"))

    @property
    def received(self) -> list[Message]:
        return self.desk.received


@pytest.fixture
def api() -> BotApi:
    return BotApi(Clock(NOW))


@pytest.fixture
async def made(api: BotApi, desk: Desk) -> AsyncIterator[Bot]:
    async with serving(api.app()) as url:
        bot = Bot(desk, api, url)
        yield bot
        await bot.channel.close()


@pytest.fixture
async def phone(made: Bot, api: BotApi) -> AsyncIterator[Phone]:
    async with client_for(made.channel) as http:  # type: ignore[arg-type]
        yield Phone(api, http)


async def test_what_is_written_is_read(phone: Phone, made: Bot) -> None:
    for path in ("/telegram", "/telegram/"):
        phone.path = path
        assert await phone.say("转学要什么材料") == [200]
    first, second = made.received
    assert (first.address, first.text, first.kind) == (USER, "转学要什么材料", Kind.TEXT)
    assert first.external_id.startswith("123456:")
    assert first.external_id != second.external_id
    assert first.received_at == NOW


@pytest.mark.parametrize(("text", "scene"), [("/start", ""), ("/start enroll", "enroll"), ("/help@yiwen_bot", "")])
async def test_starting_is_a_greeting(phone: Phone, made: Bot, text: str, scene: str) -> None:
    await phone.say(text)
    (message,) = made.received
    assert (message.kind, message.extra["scene"]) == (Kind.SUBSCRIBE, scene)


SIZE = {"file_id": "f", "file_unique_id": "u"}


@pytest.mark.parametrize(
    ("posted", "kind", "media"),
    [
        ({"photo": [{**SIZE, "file_id": "small", "width": 1, "height": 1}, {**SIZE, "width": 9, "height": 9}]},
         Kind.IMAGE, "f"),
        ({"voice": {**SIZE, "duration": 3}}, Kind.VOICE, "f"),
        ({"document": {**SIZE, "file_name": "证明.pdf"}}, Kind.FILE, "f"),
        ({"video": {**SIZE, "width": 1, "height": 1, "duration": 3}}, Kind.VIDEO, "f"),
        ({"sticker": {**SIZE, "width": 1, "height": 1, "is_animated": False, "is_video": False, "type": "regular"}},
         Kind.IMAGE, "f"),
        ({"location": {"latitude": 23.1, "longitude": 113.3}}, Kind.LOCATION, None),
        ({"dice": {"emoji": "🎲", "value": 3}}, Kind.OTHER, None),
        ({"hologram": {"depth": 3}}, Kind.OTHER, None),
    ],
)  # fmt: skip
async def test_every_kind_is_handed_in(
    phone: Phone, made: Bot, posted: dict[str, Any], kind: Kind, media: str | None
) -> None:
    assert await phone.send(**posted, caption="看看") == [200]
    (message,) = made.received
    assert (message.kind, message.text, message.extra.get("media_id")) == (kind, "看看", media)


@pytest.mark.parametrize(
    "update",
    [
        {"message": {"message_id": 1, "date": 1, "text": "x", "chat": {"id": -5, "type": "group", "title": "家长群"}}},
        {"message": {"message_id": 1, "date": 1, "text": "x", "chat": {"id": "5", "type": "private"}}},
        {"edited_message": {"message_id": 1, "date": 1, "text": "x", "chat": {"id": 5, "type": "private"}}},
        {"callback_query": {"id": "1", "from": {"id": 1, "is_bot": False, "first_name": "x"}, "chat_instance": "1"}},
        {"new_in_2027": {"id": 1}},
    ],
)
async def test_what_needs_no_answer_is_only_acknowledged(phone: Phone, made: Bot, update: dict[str, Any]) -> None:
    assert await phone.post({"update_id": 7, **update}) == [200]
    assert made.received == []


async def test_a_tap_is_its_key_with_its_label(phone: Phone, made: Bot, api: BotApi) -> None:
    await phone.say("毕业证丢了")
    await made.send("哪一种？", Choice(key="entry:a", label="小学或初中"), Choice(key="entry:b", label="高中"))
    assert await phone.tap(2) == [200]
    tapped = made.received[-1]
    assert (tapped.kind, tapped.choice, tapped.text) == (Kind.TEXT, "entry:b", "高中")
    assert len(api.answered) == 1


async def test_a_key_longer_than_a_button_carries_is_told_by_its_label(phone: Phone, made: Bot) -> None:
    await phone.say("您好")
    long = "entry:" + "很长的名字" * 10
    await made.send("哪一种？", Choice(key=long, label="高中"))
    assert len(phone.chat.bubbles[0].buttons[0][1].encode()) <= 64
    await phone.tap(1)
    assert made.received[-1].text == "高中"


async def test_a_tap_below_an_old_message_still_has_its_key(phone: Phone, made: Bot) -> None:
    old = {"message_id": 1, "date": 0, "chat": {"id": 1001, "type": "private"}}
    person = {"id": 1001, "is_bot": False, "first_name": "家长"}
    query = {"id": "1", "from": person, "chat_instance": "1", "message": old, "data": "entry:a"}
    assert await phone.post({"update_id": 7, "callback_query": query}) == [200]
    assert (made.received[0].choice, made.received[0].text) == ("entry:a", "")


def test_short_buttons_stand_side_by_side() -> None:
    labels = ["材料", "时限", "费用", "地点", "开学前才能办的事情"]
    markup = keyboard([Choice(key=f"k{number}", label=label) for number, label in enumerate(labels)])
    assert markup is not None
    assert [[button.text for button in row] for row in markup.inline_keyboard] == [labels[:3], labels[3:4], labels[4:]]
    assert keyboard(()) is None


async def test_what_is_not_kept_is_asked_for_again(phone: Phone, made: Bot, desk: Desk) -> None:
    made.breaks = 1
    assert await phone.say("在吗") == [503, 200]
    assert len(made.queued) == 1
    desk.breaks = True
    assert await phone.say("在吗") == [503, 503, 503]
    assert len(made.queued) == 1


async def test_too_early_is_told_in_seconds(phone: Phone, made: Bot, api: BotApi) -> None:
    await phone.say("在吗")
    api.flood(17)
    with pytest.raises(SendError) as caught:
        await made.send("好的")
    assert (caught.value.retry_after, caught.value.permanent) == (17, False)


async def test_a_chat_that_is_not_there_is_for_ever(made: Bot) -> None:
    with pytest.raises(SendError, match=r"(?i)chat not found") as caught:
        await made.send("好的")
    assert caught.value.permanent


async def test_a_server_that_is_down_has_taken_nothing(desk: Desk, api: BotApi) -> None:
    bot = Bot(desk, api, f"http://127.0.0.1:{quiet_port()}")
    with pytest.raises(SendError) as caught:
        await bot.send("好的")
    assert not caught.value.permanent
    await bot.channel.close()


async def test_nothing_that_is_said_of_an_error_holds_the_token(
    phone: Phone, made: Bot, api: BotApi, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    await phone.say("在吗")
    said = []
    with caplog.at_level(logging.INFO):
        for fault in (Fault(500), Fault(502, "<html>"), Fault(400, "Bad Request"), Fault(drop=True), Fault()):
            api.faults.append(fault)
            try:
                await made.send("好的")
            except SendError as error:
                said.append(f"{error} {error.__cause__} {error.__suppress_context__}")
        api.token = "123456:another"
        with pytest.raises(SendError) as caught:
            await made.send("好的")
    said.append(str(caught.value))
    assert len(said) == 5
    assert TOKEN not in "".join((*said, caplog.text, *capsys.readouterr()))


async def test_a_long_text_is_cut_with_the_buttons_below_the_end(made: Bot) -> None:
    outgoing = Outgoing(text="请带户口本。" * 400, choices=(Choice(key="a", label="好"),), key="out:1")
    parts = made.channel.parts(outgoing)
    assert "".join(part.text for part in parts) == outgoing.text
    assert all(len(part.text.encode()) <= LIMIT for part in parts)
    assert [bool(part.choices) for part in parts] == [False] * (len(parts) - 1) + [True]


async def test_files_are_fetched_and_bounded(made: Bot, api: BotApi) -> None:
    api.files = {"good": b"\xff\xd8\xff picture", "huge": b"x" * (10 * 1024 * 1024 + 1)}
    assert await made.channel.media("good") == b"\xff\xd8\xff picture"
    for name in ("huge", "gone"):
        with pytest.raises(Refused):
            await made.channel.media(name)


async def test_the_webhook_is_registered_with_its_secret(made: Bot, api: BotApi) -> None:
    assert await made.channel.connect("https://ask.example.gov.cn/telegram") == "yiwen_bot"
    assert api.webhook["secret_token"] == SECRET
    assert api.webhook["allowed_updates"] == '["message", "callback_query"]'
    with pytest.raises(Refused, match=r"(?i)https"):
        await made.channel.connect("http://ask.example.gov.cn/telegram")


async def test_the_command_that_registers_it(made: Bot, api: BotApi, tmp_path: Path) -> None:
    def settings(**changes: Any) -> Settings:
        telegram = telegram_settings(str(made.channel._bot.base_url).partition("/bot")[0])
        return Settings(**{"data_dir": tmp_path, "public_url": "https://ask.cn/", "telegram": telegram, **changes})

    assert (
        await asyncio.to_thread(run_connect, settings()) == "好了：发给 @yiwen_bot 的消息会送到 https://ask.cn/telegram"
    )
    assert api.webhook["url"] == "https://ask.cn/telegram"
    with pytest.raises(CannotDo, match="https"):
        run_connect(settings(public_url="http://ask.cn"))
    with pytest.raises(CannotDo, match="BotFather"):
        run_connect(settings(telegram=TelegramSettings()))
    api.token = "123456:another"
    with pytest.raises(CannotDo, match="token 不对"):
        await asyncio.to_thread(run_connect, settings())


@pytest.mark.parametrize(
    ("values", "name"), [({"token": TOKEN}, "SECRET"), ({"token": "x", "secret": SECRET}, "TOKEN"),
                         ({"token": TOKEN, "secret": "有空 格的秘密有空格的秘密有空格"}, "SECRET")]
)  # fmt: skip
def test_a_bot_that_cannot_be_served_is_one_sentence(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, values: dict[str, str], name: str
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SettingsError, match=f"YIWEN_TELEGRAM__{name}"):
        read_settings(telegram=TelegramSettings(**{key: SecretStr(value) for key, value in values.items()}))
    assert not TelegramSettings().on
