"""What the platform makes of a server's answer: shows it, takes it as received, or shows the citizen a failure."""

import json
import re
from dataclasses import dataclass
from typing import Any
from xml.etree import ElementTree  # only ever reads what this installation's own server answered

from bot.demo.account import Account
from bot.demo.crypto import decrypt, signature

UNAVAILABLE = "该服务号暂时无法提供服务，请稍后再试"
TEXT_LIMIT = 2048  # bytes


class Illegal(Exception):
    """The answer breaks a rule of the platform."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """`shown` is what the citizen sees in the chat; None when the server only acknowledged."""

    shown: str | None
    problem: str | None = None


def judge(account: Account, user: str, status: int, raw: bytes) -> Verdict:
    try:
        return Verdict(_shown(account, user, status, raw))
    except Illegal as error:
        return Verdict(UNAVAILABLE, str(error))


def _shown(account: Account, user: str, status: int, raw: bytes) -> str | None:
    _must(status == 200, f"status {status}")
    text = raw.decode("utf-8", "strict") if _is_utf8(raw) else ""
    _must(bool(text) or not raw, "not UTF-8")
    if text in ("", "success"):
        return None
    fields = _read(account, text)
    if account.mode == "safe" or (account.mode == "both" and "Encrypt" in fields):
        fields = _read(account, _unseal(account, fields))
    return _content(account, user, fields)


def _content(account: Account, user: str, fields: dict[str, str]) -> str:
    _must(fields.get("ToUserName") == user, "ToUserName")
    _must(fields.get("FromUserName") == account.original_id, "FromUserName")
    _must(bool(re.fullmatch(r"\d{1,10}", fields.get("CreateTime", ""))), "CreateTime")
    _must(fields.get("MsgType") == "text", "MsgType")
    content = fields.get("Content", "")
    _must(bool(content), "empty Content")
    _must(len(content.encode()) <= TEXT_LIMIT, f"Content of {len(content.encode())} bytes")
    return content


def _unseal(account: Account, fields: dict[str, str]) -> str:
    parts = (fields.get("TimeStamp", ""), fields.get("Nonce", ""), fields.get("Encrypt", ""))
    _must(all(parts), "not encrypted")
    _must(fields.get("MsgSignature") == signature(account.token, *parts), "MsgSignature")
    try:
        text, app_id = decrypt(parts[2], account.aes_key)
    except ValueError as error:
        raise Illegal("Encrypt") from error
    _must(app_id == account.app_id, "AppID")
    return text


def _read(account: Account, text: str) -> dict[str, str]:
    try:
        if account.is_json:
            return {name: str(value) for name, value in _object(text).items()}
        return {node.tag: node.text or "" for node in ElementTree.fromstring(text)}  # noqa: S314 - see the import
    except (ValueError, ElementTree.ParseError) as error:
        raise Illegal("neither success nor a reply") from error


def _object(text: str) -> dict[str, Any]:
    value = json.loads(text)
    if not isinstance(value, dict):
        raise ValueError
    return value


def _must(holds: bool, rule: str) -> None:
    if not holds:
        raise Illegal(rule)


def _is_utf8(raw: bytes) -> bool:
    try:
        raw.decode()
    except UnicodeDecodeError:
        return False
    return True
