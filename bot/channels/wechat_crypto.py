"""Signatures and encryption of WeChat's message push: the only module that knows wechatpy.

Rules: https://developers.weixin.qq.com/doc/oplatform/Third-party_Platforms/2.0/api/Before_Develop/Technical_Plan.html
"""

import hmac
from base64 import b64decode
from binascii import Error as Base64Error
from dataclasses import dataclass
from datetime import datetime, timedelta
from struct import error as StructError
from struct import unpack

from wechatpy.crypto import PrpCrypto, WeChatCrypto
from wechatpy.crypto.base import WeChatCipher
from wechatpy.utils import WeChatSigner


class EnvelopeError(Exception):
    """The request is not a message of this account."""


class BadSignature(EnvelopeError):
    """Not signed with our token, or signed too long ago."""


class NotForUs(EnvelopeError):
    """Well signed, but no key of ours opens it, or it was meant for another account."""


def sign(*parts: str) -> str:
    signer = WeChatSigner()
    signer.add_data(*(part.encode("utf-8", "replace") for part in parts))
    return str(signer.signature)


@dataclass(frozen=True, slots=True)
class Signer:
    """Checks what the platform signed with the account's token, in constant time."""

    token: str
    skew: timedelta = timedelta(minutes=10)

    def screen(self, signature: str, timestamp: str, *, now: datetime) -> None:
        """What can be told before the body is looked at."""
        if not signature:
            raise BadSignature("signature")
        if not _is_fresh(timestamp, now, self.skew):
            raise BadSignature("timestamp")

    def check(self, signature: str, timestamp: str, nonce: str, *more: str, now: datetime) -> None:
        self.screen(signature, timestamp, now=now)
        expected = sign(self.token, timestamp, nonce, *more)
        if not hmac.compare_digest(expected.encode(), signature.encode("utf-8", "replace")):
            raise BadSignature("signature")


def _is_fresh(timestamp: str, now: datetime, skew: timedelta) -> bool:
    if not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) <= 12):
        return False
    return abs(now.timestamp() - int(timestamp)) <= skew.total_seconds()


class Cipher:
    """One EncodingAESKey of the account; raises ValueError when it is not 43 characters of base64."""

    def __init__(self, token: str, aes_key: str, app_id: str) -> None:
        try:
            self._key = WeChatCrypto(token, aes_key, app_id).key
        except (AssertionError, Base64Error) as error:
            raise ValueError("EncodingAESKey") from error
        self._app_id = app_id

    def decrypt(self, text: str) -> str:
        """Inside are 16 random bytes, a length, the message and the AppID.

        A character that a keyboard cut in half costs that character, not the message.
        """
        try:
            plain = WeChatCipher(self._key).decrypt(b64decode(text))
            content = plain[16 : -plain[-1]]
            (length,) = unpack(">I", content[:4])
        except (ValueError, IndexError, StructError) as error:
            raise NotForUs(type(error).__name__) from error
        if content[4 + length :] != self._app_id.encode():
            raise NotForUs("app id")
        return bytes(content[4 : 4 + length]).decode("utf-8-sig", "replace")

    def encrypt(self, text: str) -> str:
        return bytes(PrpCrypto(self._key).encrypt(text, self._app_id)).decode()


class Ring:
    """The current and the previous key: what one of them opened is answered with the same."""

    def __init__(self, *ciphers: Cipher) -> None:
        self._ciphers = ciphers

    def open(self, text: str) -> tuple[str, Cipher]:
        problem = NotForUs("no key")
        for cipher in self._ciphers:
            try:
                return cipher.decrypt(text), cipher
            except NotForUs as error:
                problem = error
        raise problem
