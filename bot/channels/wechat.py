"""WeChat official accounts: a signed, encrypted POST in, one passive text out; late answers go through WechatApi."""

import asyncio
import math
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime

import structlog
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from bot.channel import LAST_ONE, MayNotSpeak, Outgoing
from bot.channels.wechat_api import WechatApi
from bot.channels.wechat_attempts import Attempts, IsHeard
from bot.channels.wechat_crypto import EnvelopeError
from bot.channels.wechat_envelope import Envelopes, Opened
from bot.channels.wechat_events import leaver, sent_at, to_message
from bot.channels.wechat_text import LIMIT, MORE, in_parts, listed, render, size, split
from bot.channels.wechat_xml import Body, Unreadable
from bot.keeping.store import Delivery
from bot.message import Address, Message, Receipt
from bot.outgoing.carrying import Carrying
from bot.settings import WechatSettings
from bot.wording import Wording, load_wording

BODY_LIMIT = 256 * 1024
TAKEN = "success"  # the platform's word for: no need to send it again, and nothing to show
NOT_KEPT = "抱歉，系统刚才没有记下这条消息。请过一会儿再发一次。"
log = structlog.get_logger(__name__)

Receive = Callable[[Message], Awaitable[Receipt]]
Erase = Callable[[Address, datetime], Awaitable[None]]  # and when they left; never fails, at worst it takes longer
KeepRest = Callable[[Receipt, str], Awaitable[None]]


class WechatChannel:
    """One official account at `/wechat`, a further one at `/wechat/{name}`."""

    metered = True

    def __init__(
        self,
        settings: WechatSettings,
        receive: Receive,
        *,
        clock: Callable[[], datetime],
        erase: Erase | None = None,
        api: WechatApi | None = None,
        keep_rest: KeepRest | None = None,
        carrying: Carrying | None = None,
        public_url: str = "",
        wording: Wording | None = None,
    ) -> None:
        self.name = settings.name if settings.name == "wechat" else f"wechat/{settings.name}"
        self._settings = settings
        self._envelopes = Envelopes(settings, clock)
        self._receive = receive
        self._clock = clock
        self._erase = erase
        self._api = api
        self._keep_rest, self._carrying = keep_rest, carrying
        self._attempts = Attempts(self._handle)
        self._public_url = public_url.rstrip("/")
        self._say = (wording or load_wording()).say

    @property
    def can_push(self) -> bool:
        """Needs an AppSecret, and a platform that has not just said no."""
        return self._api is not None and self._api.is_open

    def routes(self) -> list[BaseRoute]:
        """Both spellings: a redirect counts as a failure with the platform."""
        return [
            Route(f"/{self.name}{slash}", endpoint, methods=[method], name=f"{self.name}{slash}:{method}")
            for slash in ("", "/")
            for method, endpoint in (("GET", self._verify), ("POST", self._take))
        ]

    def parts(self, outgoing: Outgoing) -> Sequence[Outgoing]:
        """With room for LAST_ONE, and for the choices as a list: whether menus are taken shows only afterwards."""
        below = size("\n".join(["", *listed(outgoing.choices)]))
        return in_parts(outgoing, LIMIT - size(LAST_ONE), below=below)

    async def ready(self) -> None:
        if self._api is None:
            raise MayNotSpeak
        await self._api.ready()

    async def send(self, address: Address, outgoing: Outgoing) -> None:
        if self._api is None:
            raise MayNotSpeak
        await self._api.send(address.user, outgoing)

    async def _verify(self, request: Request) -> Response:
        query = request.query_params.get
        try:
            self._envelopes.check(request, query("signature", ""))
        except EnvelopeError as error:
            return self._refuse(error)
        return PlainTextResponse(query("echostr", ""))

    async def _take(self, request: Request) -> Response:
        began = asyncio.get_running_loop().time()
        try:
            raw = await _body(request)
        except ClientDisconnect:
            return PlainTextResponse("", 400)  # nobody is there to read it
        if raw is None:
            return PlainTextResponse("", 413)
        try:
            opened = self._envelopes.open(request, raw)
        except EnvelopeError as error:
            return self._refuse(error)
        except Unreadable as error:
            log.warning("wechat_unreadable", account=self.name, problem=str(error))
            return PlainTextResponse(TAKEN)  # from the platform, but nothing that could be answered
        return await self._answer(opened, began)

    def _refuse(self, error: EnvelopeError) -> Response:
        log.warning("wechat_refused", account=self.name, kind=type(error).__name__, problem=str(error))
        return PlainTextResponse("", 403)

    async def _answer(self, opened: Opened, began: float) -> Response:
        body = opened.body
        if user := leaver(body):
            return await self._forget(user, sent_at(body, self._clock()))
        message = to_message(body, self.name, self._settings, self._clock())
        if message is None:
            self._note_what_is_not_answered(body)
            return PlainTextResponse(TAKEN)
        if not self._envelopes.can_answer(opened):
            began = -math.inf  # this request can carry nothing
        text = await self._attempts.answer(message, began)
        if text is None:  # it comes by itself, or with the next message
            text = "" if self.can_push else self._say("still_at_it")
        if not text or not self._envelopes.can_answer(opened):
            return PlainTextResponse(TAKEN)
        return self._envelopes.seal(opened, text)

    def _note_what_is_not_answered(self, body: Body) -> None:
        if body["Encrypt"] and not body["MsgType"]:
            log.warning("wechat_sealed_but_set_to_plain", account=self.name)  # the console says 安全模式
        kind = body["Event"] or body["MsgType"] or "nothing"
        log.info("wechat_not_answered", account=self.name, kind=kind[:40])

    async def _handle(self, message: Message, is_heard: IsHeard) -> str | None:
        """The text to show now, or None when it was too late for that and it goes another way.

        A broken database must not look like a broken account.
        """
        try:
            receipt = await self._receive(message)
            if receipt.repeated and self._carrying:
                receipt = await self._carrying.again(receipt)
        except Exception:
            log.exception("wechat_not_kept", account=self.name)
            return NOT_KEPT
        text = await self._fitting(receipt)
        return text if is_heard() or not await self._went_another_way(receipt) else None

    async def _went_another_way(self, receipt: Receipt) -> bool:
        if not receipt.replies or self._carrying is None:
            return False
        try:
            await self._carrying.hand_over(receipt, Delivery.PENDING if self.can_push else Delivery.PARKED)
        except Exception:
            log.exception("wechat_not_handed_over", account=self.name)
            return False
        log.warning("wechat_too_late", account=self.name, message=receipt.message_id)
        return True

    async def _fitting(self, receipt: Receipt) -> str:
        """As much as one message holds; the rest waits for 「继续」."""
        text = render(receipt.replies, self._say, self._public_url)
        if size(text) <= LIMIT:
            return text
        first, *rest = split(text, LIMIT - size(MORE))
        try:
            if self._keep_rest is not None:
                await self._keep_rest(receipt, "\n".join(rest))
                return first + MORE
        except Exception:
            log.exception("wechat_rest_not_kept", account=self.name)
        return first

    async def _forget(self, user: str, left_at: datetime) -> Response:
        """The platform demands that the data of somebody who left be deleted, and says so once."""
        if self._erase:
            await self._erase(Address(channel=self.name, user=user), left_at)
        return PlainTextResponse(TAKEN)


async def _body(request: Request) -> bytes | None:
    """None when it is larger than any message of the platform."""
    raw = bytearray()
    async for chunk in request.stream():
        raw += chunk
        if len(raw) > BODY_LIMIT:
            return None
    return bytes(raw)
