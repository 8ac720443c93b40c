"""An official account as the platform knows it: its keys, and how a push to its server is signed and sealed."""

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from bot.demo.crypto import encrypt, signature

Fields = Mapping[str, str | int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """`mode` as in the console: plain 明文, both 兼容, safe 安全."""

    token: str = "faketoken"  # noqa: S105 - belongs to a fake
    app_id: str = "wx0123456789abcdef"
    aes_key: str = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
    original_id: str = "gh_0123456789ab"
    app_secret: str = "fake-secret"  # noqa: S105 - belongs to a fake
    mode: Literal["plain", "both", "safe"] = "safe"
    is_json: bool = False
    verified: bool = True


@dataclass(frozen=True, slots=True)
class Pushed:
    """One delivery attempt: what goes into the query and the body."""

    query: dict[str, str]
    body: bytes


def xml(fields: Fields) -> str:
    """As the platform writes it: texts in CDATA as they are, control characters and `]]>` and all, numbers bare."""
    nodes = (f"<{name}>{_node(value)}</{name}>" for name, value in fields.items())
    return "<xml>" + "\n".join(nodes) + "</xml>"


def _node(value: str | int) -> str:
    return str(value) if isinstance(value, int) else f"<![CDATA[{value}]]>"


def query(account: Account, timestamp: int, **more: str) -> dict[str, str]:
    nonce = str(int.from_bytes(os.urandom(4)))
    signed = signature(account.token, str(timestamp), nonce)
    return {"signature": signed, "timestamp": str(timestamp), "nonce": nonce, **more}


def push(account: Account, message: Fields | str, timestamp: int) -> Pushed:
    """Signs and seals a message; a text is sent as it is, for bodies no sane platform would write."""
    text = message if isinstance(message, str) else _write(account, message)
    asked = query(account, timestamp)
    if account.mode == "plain":
        return Pushed(asked, text.encode())
    encrypted = encrypt(text, account.aes_key, account.app_id)
    proof = signature(account.token, asked["timestamp"], asked["nonce"], encrypted)
    outer: dict[str, str | int] = {"ToUserName": account.original_id, "Encrypt": encrypted}
    if account.mode == "both" and not isinstance(message, str):
        outer = {**message, **outer}
    return Pushed({**asked, "encrypt_type": "aes", "msg_signature": proof}, _write(account, outer).encode())


def _write(account: Account, fields: Fields) -> str:
    return json.dumps(fields, ensure_ascii=False) if account.is_json else xml(fields)
