"""What comes from the platform is proved and opened here, and what goes back is sealed with the same key."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from secrets import randbelow

from starlette.requests import Request
from starlette.responses import Response

from bot.channels.wechat_crypto import Cipher, NotForUs, Ring, Signer, sign
from bot.channels.wechat_xml import Body, read, sealed, write
from bot.settings import WechatSettings


@dataclass(frozen=True, slots=True)
class Opened:
    """A message that is proven to come from the platform, and the key that opened it (None in plain mode)."""

    body: Body
    cipher: Cipher | None


class Envelopes:
    """Those of one account."""

    def __init__(self, settings: WechatSettings, clock: Callable[[], datetime]) -> None:
        """Raises ValueError for a key that is none."""
        self._is_plain = settings.mode == "plain"
        self._signer = Signer(settings.token.get_secret_value())
        self._ring = _ring(settings)
        self._clock = clock
        self._name = ""  # of the account with the platform (原始 ID), learned from what comes

    def check(self, request: Request, signature: str, *more: str) -> None:
        """Raises BadSignature."""
        query = request.query_params.get
        self._signer.check(signature, query("timestamp", ""), query("nonce", ""), *more, now=self._clock())

    def open(self, request: Request, raw: bytes) -> Opened:
        """Safe mode counts only what was encrypted, whatever else the request carries (兼容模式 carries both).

        Nothing is parsed before its signature was checked. Raises EnvelopeError, or Unreadable for what is proven.
        """
        query = request.query_params.get
        if self._is_plain:
            self.check(request, query("signature", ""))
            return self._known(Opened(read(raw), None))
        proof = query("msg_signature", "")
        self._signer.screen(proof or query("signature", ""), query("timestamp", ""), now=self._clock())
        encrypted = sealed(raw)
        if not encrypted:
            self.check(request, query("signature", ""))
            read(raw)  # a body that was cut short on its way is nobody's fault
            raise NotForUs("plaintext in safe mode")
        self.check(request, proof, encrypted)
        inside, cipher = self._ring.open(encrypted)
        return self._known(Opened(read(inside), cipher))

    def _known(self, opened: Opened) -> Opened:
        self._name = opened.body["ToUserName"] or self._name
        return opened

    def can_answer(self, opened: Opened) -> bool:
        """An answer must bear the name that the message was sent to."""
        return bool(opened.body["ToUserName"] or self._name)

    def seal(self, opened: Opened, text: str) -> Response:
        """The answer to a message, in its own format."""
        body = opened.body
        now = int(self._clock().timestamp())
        fields: dict[str, str | int] = {
            "ToUserName": body["FromUserName"],
            "FromUserName": body["ToUserName"] or self._name,
            "CreateTime": now,
            "MsgType": "text",
            "Content": text,
        }
        answer = write(fields, is_json=body.is_json)
        if opened.cipher:
            answer = self._sealed(opened.cipher.encrypt(answer), str(now), is_json=body.is_json)
        return Response(answer, media_type="application/json" if body.is_json else "application/xml")

    def _sealed(self, encrypted: str, timestamp: str, *, is_json: bool) -> str:
        nonce = str(randbelow(10**10))
        fields: dict[str, str | int] = {
            "Encrypt": encrypted,
            "MsgSignature": sign(self._signer.token, timestamp, nonce, encrypted),
            "TimeStamp": int(timestamp),
            "Nonce": nonce,
        }
        return write(fields, is_json=is_json)


def _ring(settings: WechatSettings) -> Ring:
    keys = (settings.aes_key.get_secret_value(), settings.previous_aes_key.get_secret_value())
    token = settings.token.get_secret_value()
    return Ring(*(Cipher(token, key, settings.app_id) for key in keys if key)) if settings.mode == "safe" else Ring()
