"""Whoever is not the platform costs little and gets nothing, and the platform's odd bodies do no harm.

Of `bot.channels.wechat_envelope`.
"""

import json
import time

import pytest
from starlette.applications import Starlette
from starlette.types import Message
from structlog.testing import capture_logs

from bot.channels.wechat import WechatChannel
from bot.demo.account import Account, push, query, xml
from bot.demo.crypto import encrypt, signature
from bot.demo.judge import judge
from tests.channels.conftest import NOW, PARENT, Desk, Hand, client_for
from tests.channels.world import settings_of

LARGE = 255 * 1024
HOSTILE = {
    "open tags": b"<xml>" + b"<a>" * (LARGE // 3),
    "nested": b"<xml>" + b"<a>" * (LARGE // 7) + b"</a>" * (LARGE // 7),
    "cdata": b"<xml><a>" + b"<![CDATA[x]]>" * (LARGE // 13),
    "open cdata": b"<![CDATA[" * (LARGE // 9),
    "blanks": b"<Encrypt>" + b" " * LARGE,
    "seals": b"<Encrypt>A" * (LARGE // 10),
    "json": b'{"a":' + b"[" * LARGE,
}
DEPTHS = (200, 900, 940, 960, 980, 990, 3000)


def outer(fields: dict[str, str | int], account: Account, *, spaced: bool = False) -> tuple[dict[str, str], str]:
    """A push in 兼容模式: the plain fields first, then the sealed ones. Whoever spaces them out splits a `]]>` too."""
    encrypted = encrypt(xml(fields), account.aes_key, account.app_id)
    asked = query(account, int(NOW.timestamp()))
    proof = signature(account.token, asked["timestamp"], asked["nonce"], encrypted)
    inner = f"\n  {encrypted}\n" if spaced else f"<![CDATA[{encrypted}]]>"
    plain = {name: split(value) if spaced else value for name, value in fields.items()}
    body = xml(plain).replace("</xml>", f"<Encrypt>{inner}</Encrypt></xml>")
    return {**asked, "encrypt_type": "aes", "msg_signature": proof}, body


def split(value: str | int) -> str | int:
    return value.replace("]]>", "]]]]><![CDATA[>") if isinstance(value, str) else value


@pytest.mark.parametrize("kind", HOSTILE)
@pytest.mark.parametrize("signed", ["no", "falsely", "in the address"])
async def test_a_flood_of_unsigned_bodies_keeps_nobody_waiting(safe: Hand, desk: Desk, kind: str, signed: str):
    """Parsed they would take a quarter of a second each, in which nobody else is served."""
    asked = {**query(safe.account, int(NOW.timestamp())), "msg_signature": "0" * 40}
    if signed != "in the address":  # which proves nothing of the body, and may have leaked
        asked = {**asked, "signature": "0" * 40} if signed == "falsely" else {}
    began = time.perf_counter()
    for _ in range(10):
        response = await safe.client.post("/wechat", params=asked, content=HOSTILE[kind])
        assert response.status_code == 403 or signed == "in the address"
    assert desk.received == []
    assert time.perf_counter() - began < 1


@pytest.mark.parametrize("depth", DEPTHS)
async def test_a_signed_body_of_any_depth_is_acknowledged(hand: Hand, desk: Desk, depth: int):
    for body in ('{"MsgType":' + "[" * depth + "]" * depth + "}", "<xml>" + "<a>" * depth + "</a>" * depth + "</xml>"):
        assert (await hand.post(body)).text == "success"
    assert desk.received == []


@pytest.mark.parametrize("depth", DEPTHS)
async def test_an_unsigned_body_of_any_depth_is_refused(hand: Hand, depth: int):
    body = b'{"Encrypt":' + b"[" * depth + b"]" * depth + b"}"
    assert (await hand.client.post("/wechat", content=body)).status_code == 403


@pytest.mark.parametrize(
    "said", ["你好", "<Encrypt>QUJD</Encrypt>", "<Encrypt><![CDATA[QUJD]]></Encrypt>", "]]><Encrypt>QUJD</Encrypt>"]
)
@pytest.mark.parametrize("spaced", [False, True])
async def test_what_a_citizen_writes_is_never_taken_for_the_seal(safe: Hand, desk: Desk, said: str, spaced: bool):
    fields = safe.whole({"MsgType": "text", "Content": said, "MsgId": 5})
    asked, body = outer(fields, safe.account, spaced=spaced)
    response = await safe.client.post("/wechat", params=asked, content=body.encode())
    assert judge(safe.account, PARENT, response.status_code, response.content).shown == "好的"
    assert desk.received[0].text == said


async def test_nested_fields_of_the_platform_are_no_harm(safe: Hand, desk: Desk):
    """SendPicsInfo is the deepest that there is."""
    said = xml(safe.whole({"MsgType": "text", "Content": "你好", "MsgId": 5}))
    pictures = "<SendPicsInfo><Count>1</Count><PicList><item><PicMd5Sum>a</PicMd5Sum></item></PicList></SendPicsInfo>"
    await safe.post(said.replace("</xml>", f"{pictures}</xml>"))
    assert desk.received[0].text == "你好"


async def test_half_a_character_costs_that_character_only(hand: Hand, desk: Desk):
    """Some keyboards and clipboards cut an emoji in two; a refusal would show as a fault of the account."""
    fields = hand.whole({"MsgType": "text", "Content": "毕业证丢了@", "MsgId": 5})
    text = (json.dumps(fields, ensure_ascii=False) if hand.account.is_json else xml(fields)).encode()
    raw = text.replace(b"@", "😀".encode()[:3])
    asked = query(hand.account, int(NOW.timestamp()))
    if hand.account.mode != "plain":
        encrypted = encrypt(raw, hand.account.aes_key, hand.account.app_id)
        proof = signature(hand.account.token, asked["timestamp"], asked["nonce"], encrypted)
        asked["msg_signature"] = proof
        raw = (json.dumps({"Encrypt": encrypted}) if hand.account.is_json else xml({"Encrypt": encrypted})).encode()
    response = await hand.client.post("/wechat", params=asked, content=raw)
    assert judge(hand.account, PARENT, response.status_code, response.content).shown == "好的"
    assert desk.received[0].text.rstrip("\ufffd") == "毕业证丢了"


async def test_who_hangs_up_in_the_middle_is_let_go(safe: Hand, desk: Desk):
    """No error, no trace in the log."""
    app = Starlette(routes=WechatChannel(settings_of(safe.account), desk.receive, clock=lambda: NOW).routes())
    pushed = push(safe.account, safe.whole({"MsgType": "text", "Content": "你好", "MsgId": 5}), int(NOW.timestamp()))
    coming: list[Message] = [
        {"type": "http.request", "body": pushed.body[:50], "more_body": True},
        {"type": "http.disconnect"},
    ]
    sent: list[Message] = []

    async def receive() -> Message:
        return coming.pop(0)

    async def send(message: Message) -> None:
        sent.append(message)

    scope = {"type": "http", "method": "POST", "path": "/wechat", "headers": [], "query_string": b""}
    await app(scope, receive, send)
    assert sent[0]["status"] == 400


async def test_sealed_bodies_on_an_account_set_to_plain_are_named_in_the_log(desk: Desk):
    """Otherwise nobody would know why the account is silent."""
    channel = WechatChannel(settings_of(Account(mode="plain")), desk.receive, clock=lambda: NOW)
    async with client_for(channel) as client:
        hand = Hand(Account(), client)
        with capture_logs() as logs:
            assert (await hand.say("你好")).shown is None
    assert "wechat_sealed_but_set_to_plain" in [line["event"] for line in logs if line["log_level"] == "warning"]
