"""WeChat official accounts: a signed, encrypted POST in, one passive text out; late answers go through WechatApi."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from secrets import randbelow

import structlog
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from bot.channels import MayNotSpeak, Outgoing
from bot.channels.wechat_api import WechatApi
from bot.channels.wechat_crypto import Cipher, EnvelopeError, NotForUs, Ring, Signer, sign
from bot.channels.wechat_events import is_unsubscribe, to_message
from bot.channels.wechat_text import LIMIT, MORE, render, size, split
from bot.channels.wechat_xml import Body, Unreadable, read, write
from bot.message import Address, Message, Receipt
from bot.settings import WechatSettings
from bot.wording import Wording, load_wording

BODY_LIMIT = 256 * 1024
TAKEN = "success"  # the platform's word for: no need to send it again, and nothing to show
NOT_KEPT = "抱歉，系统刚才没有记下这条消息。请过一会儿再发一次。"
log = structlog.get_logger(__name__)

Receive = Callable[[Message], Awaitable[Receipt]]
Erase = Callable[[Address], Awaitable[None]]
KeepRest = Callable[[Receipt, str], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Opened:
    """A message that is proven to come from the platform, and the key that opened it (None in plain mode)."""

    body: Body
    cipher: Cipher | None


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
        public_url: str = "",
        wording: Wording | None = None,
    ) -> None:
        self.name = settings.name if settings.name == "wechat" else f"wechat/{settings.name}"
        self._settings = settings
        self._signer = Signer(settings.token.get_secret_value())
        self._ring = _ring(settings)
        self._receive = receive
        self._clock = clock
        self._erase = erase
        self._api = api
        self._keep_rest = keep_rest
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
        *first, last = split(outgoing.text) or [""]
        ends = Outgoing(text=last, choices=outgoing.choices, key=outgoing.key)
        return [*(Outgoing(text=part, key=outgoing.key) for part in first), ends]

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
            self._check(request, query("signature", ""))
        except EnvelopeError as error:
            return self._refuse(error)
        return PlainTextResponse(query("echostr", ""))

    async def _take(self, request: Request) -> Response:
        raw = await _body(request)
        if raw is None:
            return PlainTextResponse("", 413)
        try:
            opened = self._open(request, raw)
        except EnvelopeError as error:
            return self._refuse(error)
        except Unreadable as error:
            log.warning("wechat_unreadable", account=self.name, problem=str(error))
            return PlainTextResponse(TAKEN)  # from the platform, but nothing that could be answered
        return await self._answer(opened)

    def _open(self, request: Request, raw: bytes) -> Opened:
        """Safe mode counts only what was encrypted, whatever else the request carries (兼容模式 carries both)."""
        query = request.query_params.get
        if self._settings.mode == "plain":
            self._check(request, query("signature", ""))
            return Opened(read(raw), None)
        try:
            encrypted = read(raw)["Encrypt"]
        except Unreadable:
            self._check(request, query("signature", ""))
            raise
        if not encrypted:
            raise NotForUs("plaintext in safe mode")
        self._check(request, query("msg_signature", ""), encrypted)
        text, cipher = self._ring.open(encrypted)
        return Opened(read(text), cipher)

    def _check(self, request: Request, signature: str, *more: str) -> None:
        query = request.query_params.get
        self._signer.check(signature, query("timestamp", ""), query("nonce", ""), *more, now=self._clock())

    def _refuse(self, error: EnvelopeError) -> Response:
        log.warning("wechat_refused", account=self.name, kind=type(error).__name__, problem=str(error))
        return PlainTextResponse("", 403)

    async def _answer(self, opened: Opened) -> Response:
        body = opened.body
        if is_unsubscribe(body):
            return await self._forget(body)
        message = to_message(body, self.name, self._settings, self._clock())
        if message is None:
            self._note_what_is_not_answered(body)
            return PlainTextResponse(TAKEN)
        text = await self._handle(message)
        return self._seal(opened, text) if text else PlainTextResponse(TAKEN)

    def _note_what_is_not_answered(self, body: Body) -> None:
        kind = body["Event"] or body["MsgType"] or ("encrypted in plain mode" if body["Encrypt"] else "nothing")
        log.info("wechat_not_answered", account=self.name, kind=kind[:40])

    async def _handle(self, message: Message) -> str:
        """The text to show now; a broken database must not look like a broken account."""
        try:
            receipt = await self._receive(message)
        except Exception:
            log.exception("wechat_not_kept", account=self.name)
            return NOT_KEPT
        return await self._fitting(receipt)

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

    async def _forget(self, body: Body) -> Response:
        """The platform demands that the data of somebody who unfollowed be deleted; 503 asks it to tell us again."""
        try:
            if self._erase:
                await self._erase(Address(channel=self.name, user=body["FromUserName"]))
        except Exception:
            log.exception("wechat_not_erased", account=self.name)
            return PlainTextResponse("", 503)
        return PlainTextResponse(TAKEN)

    def _seal(self, opened: Opened, text: str) -> Response:
        body = opened.body
        now = int(self._clock().timestamp())
        fields: dict[str, str | int] = {
            "ToUserName": body["FromUserName"],
            "FromUserName": body["ToUserName"],
            "CreateTime": now,
            "MsgType": "text",
            "Content": text,
        }
        answer = write(fields, is_json=body.is_json)
        if opened.cipher:
            answer = self._envelope(opened.cipher.encrypt(answer), str(now), is_json=body.is_json)
        return Response(answer, media_type="application/json" if body.is_json else "application/xml")

    def _envelope(self, encrypted: str, timestamp: str, *, is_json: bool) -> str:
        nonce = str(randbelow(10**10))
        signature = sign(self._signer.token, timestamp, nonce, encrypted)
        fields: dict[str, str | int] = {
            "Encrypt": encrypted,
            "MsgSignature": signature,
            "TimeStamp": int(timestamp),
            "Nonce": nonce,
        }
        return write(fields, is_json=is_json)


def _ring(settings: WechatSettings) -> Ring:
    keys = (settings.aes_key.get_secret_value(), settings.previous_aes_key.get_secret_value())
    token = settings.token.get_secret_value()
    return Ring(*(Cipher(token, key, settings.app_id) for key in keys if key)) if settings.mode == "safe" else Ring()


async def _body(request: Request) -> bytes | None:
    """None when it is larger than any message of the platform."""
    raw = bytearray()
    async for chunk in request.stream():
        raw += chunk
        if len(raw) > BODY_LIMIT:
            return None
    return bytes(raw)
