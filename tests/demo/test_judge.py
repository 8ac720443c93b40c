"""What the platform makes of answers, good and bad ones."""

import pytest

from bot.demo.account import Account, xml
from bot.demo.crypto import encrypt, signature
from bot.demo.judge import UNAVAILABLE, judge

USER = "oPARENT_000000000000000000001"
OF_RUBBISH = signature(Account().token, "1700000000", "77", "AAAA")
SAFE, PLAIN = Account(), Account(mode="plain")


def answer(**changes: str | int) -> str:
    return xml(
        {"ToUserName": USER, "FromUserName": SAFE.original_id, "CreateTime": 1_700_000_000, "MsgType": "text",
         "Content": "好的", **changes}
    )  # fmt: skip


def sealed(text: str, **changes: str | int) -> str:
    encrypted = encrypt(text, SAFE.aes_key, str(changes.pop("app_id", SAFE.app_id)))
    proof = signature(SAFE.token, "1700000000", "77", encrypted)
    return xml({"Encrypt": encrypted, "MsgSignature": proof, "TimeStamp": 1_700_000_000, "Nonce": "77", **changes})


@pytest.mark.parametrize("text", ["", "success"])
@pytest.mark.parametrize("account", [SAFE, PLAIN])
def test_an_acknowledgement_shows_nothing(account: Account, text: str) -> None:
    verdict = judge(account, USER, 200, text.encode())
    assert verdict.shown is None
    assert verdict.problem is None


def test_a_lawful_answer_is_shown() -> None:
    assert judge(SAFE, USER, 200, sealed(answer()).encode()).shown == "好的"
    assert judge(PLAIN, USER, 200, answer().encode()).shown == "好的"
    assert judge(PLAIN, USER, 200, answer(Content="字" * 682).encode()).shown == "字" * 682


@pytest.mark.parametrize(
    ("problem", "status", "body"),
    [
        ("status 500", 500, "success"),
        ("status 307", 307, ""),
        ("neither success nor a reply", 200, "ok"),
        ("neither success nor a reply", 200, '{"ok": true}'),
        ("neither success nor a reply", 200, "<xml><Content>a]]>b</xml>"),
        ("not encrypted", 200, answer()),
        ("MsgSignature", 200, sealed(answer(), MsgSignature="0" * 40)),
        ("Encrypt", 200, sealed(answer(), Encrypt="AAAA", MsgSignature=OF_RUBBISH)),
        ("AppID", 200, sealed(answer(), app_id="wxother")),
        ("ToUserName", 200, sealed(answer(ToUserName="oSOMEBODY"))),
        ("FromUserName", 200, sealed(answer(FromUserName=USER))),
        ("CreateTime", 200, sealed(answer(CreateTime="now"))),
        ("MsgType", 200, sealed(answer(MsgType="markdown"))),
        ("empty Content", 200, sealed(answer(Content=""))),
        ("Content of 2049 bytes", 200, sealed(answer(Content="字" * 683))),
    ],
)  # fmt: skip
def test_anything_else_shows_the_citizen_a_failure(problem: str, status: int, body: str) -> None:
    verdict = judge(SAFE, USER, status, body.encode())
    assert verdict.shown == UNAVAILABLE
    assert verdict.problem == problem


def test_an_answer_in_another_encoding_is_a_failure() -> None:
    assert judge(PLAIN, USER, 200, answer().encode("gbk")).problem == "not UTF-8"
