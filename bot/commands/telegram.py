"""`yiwen telegram connect`: tells the platform where this installation is, with the secret."""

import asyncio
from datetime import UTC, datetime

from bot.channel import SendError
from bot.message import Message, Receipt
from bot.refusal import CannotDo
from bot.settings import Settings


def run_connect(settings: Settings) -> str:
    """What became of it, in one sentence; raises CannotDo."""
    if not settings.telegram.on:
        raise CannotDo("还没有填 YIWEN_TELEGRAM__TOKEN（@BotFather 给的）和 YIWEN_TELEGRAM__SECRET（自己定）")
    if not settings.public_url.startswith("https://"):
        raise CannotDo("Telegram 只往 https 地址发：填 YIWEN_PUBLIC_URL，如 https://ask.example.gov.cn")
    return asyncio.run(_connect(settings, settings.public_url.rstrip("/") + "/telegram"))


async def _connect(settings: Settings, url: str) -> str:
    try:
        from bot.channels.telegram import TelegramChannel
    except ImportError as error:
        raise CannotDo("Telegram 要另装一个库：pip install 'yiwen[telegram]'") from error
    channel = TelegramChannel(settings.telegram, _nobody, queue=_nothing, clock=lambda: datetime.now(UTC))
    try:
        name = await channel.connect(url)
    except SendError as error:
        raise CannotDo(f"Telegram 没有收：{error}") from error
    finally:
        await channel.close()
    return f"好了：发给 @{name} 的消息会送到 {url}"


async def _nobody(message: Message) -> Receipt:
    raise AssertionError("nothing is received here")


async def _nothing(receipt: Receipt) -> None:
    raise AssertionError("nothing is sent here")
