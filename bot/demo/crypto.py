"""WeChat's message encryption, written from the published algorithm and independent of the channel's library."""

import base64
import hashlib
import os
import struct

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.padding import PKCS7

_BLOCK_BITS = 256  # the padding block is 32 bytes, twice that of AES


def signature(*parts: str) -> str:
    return hashlib.sha1("".join(sorted(parts)).encode()).hexdigest()  # noqa: S324 - the platform's algorithm


def _cipher(aes_key: str) -> Cipher[modes.CBC]:
    key = base64.b64decode(aes_key + "=")
    return Cipher(algorithms.AES(key), modes.CBC(key[:16]))


def encrypt(text: str | bytes, aes_key: str, app_id: str, *, noise: bytes | None = None) -> str:
    body = text.encode() if isinstance(text, str) else text
    plain = (noise or os.urandom(16)) + struct.pack(">I", len(body)) + body + app_id.encode()
    padder = PKCS7(_BLOCK_BITS).padder()
    encryptor = _cipher(aes_key).encryptor()
    padded = padder.update(plain) + padder.finalize()
    return base64.b64encode(encryptor.update(padded) + encryptor.finalize()).decode()


def decrypt(text: str, aes_key: str) -> tuple[str, str]:
    """The message and the AppID it was meant for; raises ValueError when it is not well-formed."""
    decryptor = _cipher(aes_key).decryptor()
    padded = decryptor.update(base64.b64decode(text, validate=True)) + decryptor.finalize()
    unpadder = PKCS7(_BLOCK_BITS).unpadder()
    plain = unpadder.update(padded) + unpadder.finalize()
    (length,) = struct.unpack(">I", plain[16:20])
    return plain[20 : 20 + length].decode(), plain[20 + length :].decode()
