"""Telegram, for demonstrations: a webhook with a secret in, sendMessage with buttons out; an optional extra.

Rules: https://core.telegram.org/bots/api
"""

import hmac
import logging
import os
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from datetime import datetime, timedelta

import httpx
import structlog
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route
from telegram import Bot, LinkPreviewOptions
from telegram.error import BadRequest, Forbidden, InvalidToken, NetworkError, RetryAfter, TelegramError, TimedOut
from telegram.request import HTTPXRequest

from bot.channel import Busy, MayNotSpeak, OutcomeUnknown, Outgoing, Refused, SendError, Undeliverable
from bot.channels.telegram_update import NAME, NotAnUpdate, keyboard, read, to_message
from bot.channels.wechat_text import in_parts
from bot.message import Address, Message, Receipt
from bot.settings import TelegramSettings

LIMIT = 4000  # bytes of a part; the platform takes 4,096 characters
CALL_SECONDS, CONNECT_SECONDS = 10.0, 3.0
MEDIA_LIMIT = 10 * 1024 * 1024
PAUSE = timedelta(minutes=30)  # how long a bot whose token is refused is left alone
UPDATES = ("message", "callback_query")
SECRET_HEADER = "x-telegram-bot-api-secret-token"  # noqa: S105 - the name of a header
_NOT_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)
_MAYBE_SENT = ("Bad Gateway", "Gateway Time")  # the library gives a status only as words
_NOBODY = ("chat not found", "user not found", "peer_id_invalid", "user is deactivated")
log = structlog.get_logger(__name__)

logging.getLogger("httpx").setLevel(logging.WARNING)  # its request lines hold the token
os.environ.setdefault("PTB_TIMEDELTA", "true")  # the library's way to have durations without a warning each time

Receive = Callable[[Message], Awaitable[Receipt]]
Queue = Callable[[Receipt], Awaitable[None]]  # put the replies of a receipt into the outbox, once


class TelegramChannel:
    """One bot at `/telegram`. Its answers go through the outbox: a response cannot tell whether it arrived."""

    name = NAME
    metered = False

    def __init__(
        self, settings: TelegramSettings, receive: Receive, *, queue: Queue, clock: Callable[[], datetime],
    ) -> None:  # fmt: skip
        token = settings.token.get_secret_value()
        self._requests = [_line(pool) for pool in (32, 1)]
        self._bot = Bot(
            token, base_url=f"{settings.api_base}/bot", base_file_url=f"{settings.api_base}/file/bot",
            request=self._requests[0], get_updates_request=self._requests[1],
        )  # fmt: skip
        self._bot_id = token.partition(":")[0]
        self._secret = settings.secret.get_secret_value().encode()
        self._receive, self._queue, self._clock = receive, queue, clock
        self._silent_until: datetime | None = None

    @property
    def can_push(self) -> bool:
        return self._silent_until is None or self._clock() >= self._silent_until

    def routes(self) -> list[BaseRoute]:
        return [Route(f"/{NAME}{slash}", self._take, methods=["POST"]) for slash in ("", "/")]

    def parts(self, outgoing: Outgoing) -> Sequence[Outgoing]:
        """The buttons stand below the last part."""
        return in_parts(outgoing, LIMIT)

    async def ready(self) -> None:
        if not self.can_push:
            raise MayNotSpeak

    async def send(self, address: Address, outgoing: Outgoing) -> None:
        try:
            await self._bot.send_message(
                int(address.user), outgoing.text, reply_markup=keyboard(outgoing.choices),
                link_preview_options=LinkPreviewOptions(is_disabled=True),
            )  # fmt: skip
        except TelegramError as error:
            problem = problem_of(error)
            if isinstance(problem, MayNotSpeak):
                self._silent_until = self._clock() + PAUSE
            raise problem from None  # the cause holds the token in its address

    async def media(self, file_id: str) -> bytes:
        """What a citizen sent; raises Refused for more than MEDIA_LIMIT."""
        try:
            file = await self._bot.get_file(file_id)
            if (file.file_size or 0) > MEDIA_LIMIT:
                raise Refused("文件太大")
            content = bytes(await file.download_as_bytearray())
        except TelegramError as error:
            raise problem_of(error) from None
        if len(content) > MEDIA_LIMIT:
            raise Refused("文件太大")
        return content

    async def connect(self, url: str) -> str:
        """Tell the platform where to post; gives the bot's name, or raises SendError."""
        try:
            await self._bot.set_webhook(url, secret_token=self._secret.decode(), allowed_updates=UPDATES)
            return (await self._bot.get_me()).username or ""
        except TelegramError as error:
            raise problem_of(error) from None

    async def close(self) -> None:
        for request in self._requests:
            await request.shutdown()

    async def _take(self, request: Request) -> Response:
        """503 makes the platform send it again; what it sends is handled once."""
        given = request.headers.get(SECRET_HEADER, "").encode("utf-8", "replace")
        if not hmac.compare_digest(given, self._secret):
            log.warning("telegram_refused")
            return PlainTextResponse("", 403)
        try:
            update = read(await request.body(), self._bot)
        except NotAnUpdate as error:
            log.warning("telegram_unreadable", problem=str(error))
            return PlainTextResponse("", 400)
        message = to_message(update, self._bot_id, self._clock())
        if message and not await self._handle(message):
            return PlainTextResponse("", 503)
        if message and update.callback_query:
            await self._still(str(update.callback_query.id))
        return PlainTextResponse("")

    async def _handle(self, message: Message) -> bool:
        try:
            receipt = await self._receive(message)
            await self._queue(receipt)
        except Exception:
            log.exception("telegram_not_kept")
            return False
        return True

    async def _still(self, tap: str) -> None:
        """The tapped button stops turning; worth no failure."""
        with suppress(TelegramError):
            await self._bot.answer_callback_query(tap, read_timeout=CONNECT_SECONDS)


def _line(pool: int) -> HTTPXRequest:
    return HTTPXRequest(
        pool, read_timeout=CALL_SECONDS, write_timeout=CALL_SECONDS, connect_timeout=CONNECT_SECONDS,
        pool_timeout=CONNECT_SECONDS,
    )  # fmt: skip


def problem_of(error: TelegramError) -> SendError:
    """What the library's error means for a message on its way out."""
    said = str(error).splitlines()[0][:120] if str(error) else ""
    match error:
        case RetryAfter():
            pause = error.retry_after
            seconds = pause.total_seconds() if isinstance(pause, timedelta) else float(pause)
            return Busy("发得太快，按平台说的时间再发", retry_after=seconds)
        case Forbidden():
            return Undeliverable("对方已停用这个机器人")
        case InvalidToken():
            return MayNotSpeak("机器人 token 不对或已作废")
        case BadRequest():
            return Undeliverable(said) if any(one in said.lower() for one in _NOBODY) else Refused(said)
        case TimedOut() | NetworkError() if isinstance(error.__cause__, httpx.HTTPError):
            cause = type(error.__cause__).__name__
            return Busy(cause) if isinstance(error.__cause__, _NOT_SENT) else OutcomeUnknown(cause)
        case NetworkError():
            return OutcomeUnknown(said) if said.startswith(_MAYBE_SENT) else Busy(said)
        case _:
            return OutcomeUnknown(said)
