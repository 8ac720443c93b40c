"""What the platform pushes, as its documents and other people's logs have it, sealed by a cipher that is not ours.

Every body goes in as raw text, with the blanks, line breaks and nested elements that it really comes with.
"""

import json
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest

from bot.channels.wechat import BODY_LIMIT
from bot.demo.account import Account, Pushed, push, query
from bot.demo.crypto import encrypt, signature
from bot.demo.judge import judge
from bot.message import Kind
from tests.channels.conftest import NOW, PARENT, Desk, Hand

HEAD = (
    f"<xml><ToUserName><![CDATA[gh_0123456789ab]]></ToUserName>\n<FromUserName><![CDATA[{PARENT}]]></FromUserName>\n"
    f"<CreateTime>{int(NOW.timestamp())}</CreateTime>\n"
)
EVENT = HEAD + "<MsgType><![CDATA[event]]></MsgType>\n"
TAIL = "<MsgId>24012345678901234</MsgId>\n</xml>"

# (as it comes in, what it is, its text)
ANSWERED = {
    "text": (HEAD + "<MsgType><![CDATA[text]]></MsgType><Content><![CDATA[ 毕业证\n丢了 ]]></Content>" + TAIL,
             Kind.TEXT, "毕业证\n丢了"),
    "text with a number of its data": (
        HEAD + "<MsgType>text</MsgType><Content>你好</Content><MsgDataId>1</MsgDataId><Idx>2</Idx>" + TAIL,
        Kind.TEXT, "你好"),
    "text that is empty": (HEAD + "<MsgType><![CDATA[text]]></MsgType><Content><![CDATA[]]></Content>" + TAIL,
                           Kind.TEXT, ""),
    "text of blanks": (HEAD + "<MsgType><![CDATA[text]]></MsgType><Content><![CDATA[ \n ]]></Content>" + TAIL,
                       Kind.TEXT, ""),
    "text with no content at all": (HEAD + "<MsgType><![CDATA[text]]></MsgType>" + TAIL, Kind.TEXT, ""),
    "text with a control character": (
        HEAD + "<MsgType><![CDATA[text]]></MsgType><Content><![CDATA[毕\x1d业\x00证\x08]]></Content>" + TAIL,
        Kind.TEXT, "毕业证"),
    "text with markup": (
        HEAD + "<MsgType><![CDATA[text]]></MsgType><Content><![CDATA[</Content><b>&amp;]]></Content>" + TAIL,
        Kind.TEXT, "</Content><b>&amp;"),
    "text with an end of CDATA": (
        HEAD + "<MsgType><![CDATA[text]]></MsgType><Content><![CDATA[a]]]]><![CDATA[>b]]></Content>" + TAIL,
        Kind.TEXT, "a]]>b"),
    "text with escapes": (HEAD + "<MsgType>text</MsgType><Content>a &lt; b &#x4F60;</Content>" + TAIL,
                          Kind.TEXT, "a < b 你"),
    "text with emoji": (HEAD + "<MsgType><![CDATA[text]]></MsgType><Content><![CDATA[😀👨‍👩‍👧/::)]]></Content>" + TAIL,
                        Kind.TEXT, "😀👨‍👩‍👧/::)"),
    "text with its tag twice": (
        HEAD + "<MsgType><![CDATA[text]]></MsgType><Content>一</Content><Content>二</Content>" + TAIL, Kind.TEXT, "一"),
    "text with attributes and a declaration": (
        '<?xml version="1.0" encoding="UTF-8"?>\n' + HEAD.replace("<xml>", '<xml a="b">')
        + '<MsgType x="1"><![CDATA[text]]></MsgType><Content>好</Content>' + TAIL, Kind.TEXT, "好"),
    "a tap on a menu in a message": (
        HEAD + "<MsgType><![CDATA[text]]></MsgType><Content><![CDATA[满意]]></Content>"
        "<bizmsgmenuid>101</bizmsgmenuid>" + TAIL, Kind.TEXT, "满意"),
    "image": (HEAD + "<MsgType><![CDATA[image]]></MsgType><PicUrl><![CDATA[http://mmbiz.qpic.cn/a/0]]></PicUrl>"
              "<MediaId><![CDATA[m1]]></MediaId>" + TAIL, Kind.IMAGE, ""),
    "voice": (HEAD + "<MsgType><![CDATA[voice]]></MsgType><MediaId>m1</MediaId><Format><![CDATA[amr]]></Format>" + TAIL,
              Kind.VOICE, ""),
    "voice that was recognised": (
        HEAD + "<MsgType><![CDATA[voice]]></MsgType><MediaId>m1</MediaId><Format>Speex</Format><MediaId16K>m2"
        "</MediaId16K><Recognition><![CDATA[转学]]></Recognition>" + TAIL, Kind.VOICE, ""),
    "video": (HEAD + "<MsgType><![CDATA[video]]></MsgType><MediaId>m1</MediaId><ThumbMediaId>t1</ThumbMediaId>" + TAIL,
              Kind.VIDEO, ""),
    "shortvideo": (
        HEAD + "<MsgType><![CDATA[shortvideo]]></MsgType><MediaId>m1</MediaId><ThumbMediaId>t1</ThumbMediaId>" + TAIL,
        Kind.VIDEO, ""),
    "file": (HEAD + "<MsgType><![CDATA[file]]></MsgType><Title>证明.pdf</Title><Description/><FileKey>k</FileKey>"
             "<FileMd5>0</FileMd5><FileTotalLen>9</FileTotalLen>" + TAIL, Kind.FILE, ""),
    "location": (
        HEAD + "<MsgType><![CDATA[location]]></MsgType><Location_X>23.134521</Location_X><Location_Y>113.358803"
        "</Location_Y><Scale>20</Scale><Label><![CDATA[文化路 1 号]]></Label>" + TAIL, Kind.LOCATION, "文化路 1 号"),
    "link": (HEAD + "<MsgType><![CDATA[link]]></MsgType><Title><![CDATA[招生]]></Title><Description><![CDATA[简章]]>"
             "</Description><Url><![CDATA[https://e.cn/1?a=b&c=d]]></Url>" + TAIL,
             Kind.LINK, "招生\nhttps://e.cn/1?a=b&c=d"),
    "miniprogrampage": (HEAD + "<MsgType><![CDATA[miniprogrampage]]></MsgType><Title>a</Title>" + TAIL, Kind.OTHER, ""),
    "a kind that is not known yet": (HEAD + "<MsgType><![CDATA[hologram]]></MsgType><Deep><Er/></Deep>" + TAIL,
                                     Kind.OTHER, ""),
    "subscribe": (EVENT + "<Event><![CDATA[subscribe]]></Event><EventKey><![CDATA[]]></EventKey></xml>",
                  Kind.SUBSCRIBE, ""),
    "subscribe by a code": (
        EVENT + "<Event><![CDATA[subscribe]]></Event><EventKey>qrscene_123</EventKey><Ticket>T</Ticket></xml>",
        Kind.SUBSCRIBE, ""),
    "scan": (EVENT + "<Event><![CDATA[SCAN]]></Event><EventKey>4294967295</EventKey><Ticket>T</Ticket></xml>",
             Kind.SUBSCRIBE, ""),
    "click": (EVENT + "<Event><![CDATA[CLICK]]></Event><EventKey><![CDATA[转学]]></EventKey></xml>", Kind.MENU, "转学"),
    "scancode_waitmsg": (
        EVENT + "<Event><![CDATA[scancode_waitmsg]]></Event><EventKey>6</EventKey><ScanCodeInfo><ScanType>qrcode"
        "</ScanType><ScanResult><![CDATA[2]]></ScanResult></ScanCodeInfo></xml>", Kind.OTHER, ""),
}  # fmt: skip

_PICTURES = (
    "<EventKey>6</EventKey><SendPicsInfo><Count>1</Count><PicList><item><PicMd5Sum>0</PicMd5Sum></item></PicList>"
    "</SendPicsInfo>"
)
ACKNOWLEDGED = {
    "VIEW": "<EventKey><![CDATA[https://e.cn]]></EventKey><MenuId>1</MenuId>",
    "view_miniprogram": "<EventKey>pages/a</EventKey>",
    "LOCATION": "<Latitude>23.137466</Latitude><Longitude>113.352425</Longitude><Precision>119.385040</Precision>",
    "pic_sysphoto": _PICTURES,
    "pic_photo_or_album": _PICTURES,
    "pic_weixin": _PICTURES,
    "location_select": "<EventKey>6</EventKey><SendLocationInfo><Location_X>23</Location_X><Location_Y>113</Location_Y>"
    "<Scale>15</Scale><Label>路</Label><Poiname/></SendLocationInfo>",
    "TEMPLATESENDJOBFINISH": "<MsgID>200163836</MsgID><Status><![CDATA[failed:user block]]></Status>",
    "MASSSENDJOBFINISH": "<MsgID>1000001625</MsgID><Status>err(30003)</Status><TotalCount>0</TotalCount>"
    "<CopyrightCheckResult><Count>2</Count><ResultList><item><ArticleIdx>1</ArticleIdx></item><item><ArticleIdx>2"
    "</ArticleIdx></item></ResultList><CheckState>2</CheckState></CopyrightCheckResult>",
    "PUBLISHJOBFINISH": "<PublishEventInfo><publish_id>2247503051</publish_id></PublishEventInfo>",
    "kf_create_session": "<KfAccount>test1@test</KfAccount>",
    "kf_close_session": "<KfAccount>test1@test</KfAccount>",
    "kf_switch_session": "<FromKfAccount>a@test</FromKfAccount><ToKfAccount>b@test</ToKfAccount>",
    "subscribe_msg_popup_event": "<SubscribeMsgPopupEvent><List><TemplateId>T</TemplateId></List>"
    "</SubscribeMsgPopupEvent>",
    "qualification_verify_success": "<ExpiredTime>1442401156</ExpiredTime>",
    "user_enter_tempsession": "",
    "something_of_2030": "<Deep><Deeper>1</Deeper></Deep>",
}


async def post(hand: Hand, text: str) -> tuple[str | None, str | None]:
    """What the platform would show for this body, and its complaint."""
    response = await hand.post(text)
    verdict = judge(hand.account, PARENT, response.status_code, response.content)
    return verdict.shown, verdict.problem


@pytest.mark.parametrize("name", ANSWERED)
async def test_what_a_person_sends_is_answered(safe: Hand, desk: Desk, name: str):
    body, kind, text = ANSWERED[name]
    assert await post(safe, body) == ("好的", None)
    (message,) = desk.received
    assert (message.kind, message.text, message.address.user) == (kind, text, PARENT)


@pytest.mark.parametrize("event", ACKNOWLEDGED)
async def test_what_nobody_waits_after_is_acknowledged(safe: Hand, desk: Desk, event: str):
    assert await post(safe, EVENT + f"<Event><![CDATA[{event}]]></Event>{ACKNOWLEDGED[event]}</xml>") == (None, None)
    assert desk.received == []
    assert desk.erased == []


async def test_a_tap_on_a_button_that_scans_is_granted_as_a_tap(safe: Hand, desk: Desk):
    await post(safe, ANSWERED["scancode_waitmsg"][0])
    assert desk.received[0].extra["grant"]["pool"] == "small"


def sealed(hand: Hand, text: str, *, key: str = "", app_id: str = "", cut: int = 0, spoil: bool = False) -> Pushed:
    """As `push` does it, with something wrong in it and signed all the same."""
    account, asked = hand.account, query(hand.account, int(NOW.timestamp()), encrypt_type="aes")
    encrypted = encrypt(text, key or account.aes_key, app_id or account.app_id)
    encrypted = encrypted[: len(encrypted) - cut]
    encrypted = "*" + encrypted[1:] if spoil else encrypted
    proof = signature(account.token, asked["timestamp"], asked["nonce"], encrypted)
    body = f"<xml><ToUserName>gh</ToUserName><Encrypt><![CDATA[{encrypted}]]></Encrypt></xml>"
    return Pushed({**asked, "msg_signature": proof}, body.encode())


GOOD = ANSWERED["text"][0]
OTHER_KEY = "0" * 42 + "A"


@pytest.mark.parametrize(
    "wrong",
    [{"app_id": "wxANOTHER"}, {"app_id": "wx0123456789abcdeF"}, {"key": OTHER_KEY}, {"cut": 1}, {"cut": 4}, {"cut": 43},
     {"cut": 44}, {"spoil": True}],
)  # fmt: skip
async def test_what_is_signed_but_not_sealed_for_us_is_refused(safe: Hand, desk: Desk, wrong: dict[str, Any]):
    pushed = sealed(safe, GOOD, **wrong)
    response = await safe.client.post("/wechat", params=pushed.query, content=pushed.body)
    assert (response.status_code, response.content) == (403, b"")
    assert desk.received == []


async def test_the_same_sealed_rightly_is_answered(safe: Hand, desk: Desk):
    pushed = sealed(safe, GOOD)
    response = await safe.client.post("/wechat", params=pushed.query, content=pushed.body)
    assert judge(safe.account, PARENT, response.status_code, response.content).shown == "好的"


@pytest.mark.parametrize("missing", ["msg_signature", "timestamp", "nonce"])
async def test_a_push_without_its_proof_is_refused(safe: Hand, desk: Desk, missing: str):
    assert (await safe.post(GOOD, **{missing: "-"})).status_code == 403
    assert desk.received == []


async def test_the_signature_of_the_address_is_no_proof_of_a_body(safe: Hand, desk: Desk):
    pushed = push(safe.account, GOOD, int(NOW.timestamp()))
    stolen = {**pushed.query, "msg_signature": pushed.query["signature"]}
    assert (await safe.client.post("/wechat", params=stolen, content=pushed.body)).status_code == 403
    assert (await safe.client.post("/wechat", params=pushed.query, content=GOOD)).status_code == 403
    assert desk.received == []


async def test_of_a_push_that_carries_both_only_the_sealed_part_counts(safe: Hand, desk: Desk):
    pushed = sealed(safe, GOOD)
    false = b"<FromUserName>oEVIL</FromUserName><MsgType>text</MsgType><Content>forged</Content><MsgId>1</MsgId>"
    body = pushed.body.replace(b"<Encrypt>", false + b"<Encrypt>")
    response = await safe.client.post("/wechat", params=pushed.query, content=body)
    assert judge(safe.account, PARENT, response.status_code, response.content).shown == "好的"
    assert (desk.received[0].text, desk.received[0].address.user) == ("毕业证\n丢了", PARENT)


async def test_a_second_sealed_part_counts_for_nothing(safe: Hand, desk: Desk):
    pushed, other = sealed(safe, GOOD), sealed(safe, ANSWERED["click"][0])
    twice = pushed.body.replace(b"</xml>", other.body[other.body.index(b"<Encrypt>") :])
    assert (await safe.client.post("/wechat", params=pushed.query, content=twice)).status_code == 200
    assert [message.kind for message in desk.received] == [Kind.TEXT]


@pytest.mark.parametrize(
    "inside",
    ["", "no xml", "<xml>", "<html/>", "[]", "null", "{", HEAD + "</xml>", HEAD + "<MsgType/></xml>",
     HEAD + "<MsgType>event</MsgType></xml>", HEAD + "<MsgType>event</MsgType><Event/></xml>",
     "<xml><MsgType>text</MsgType><Content>nobody</Content></xml>",
     f"<xml><FromUserName>{'o' * 129}</FromUserName><MsgType>text</MsgType></xml>",
     HEAD.replace("oPARENT", "<b>oPARENT</b>") + "<MsgType>text</MsgType>",
     '<!DOCTYPE x [<!ENTITY a "b">]><xml><MsgType>&a;</MsgType></xml>'],
)  # fmt: skip
async def test_what_the_platform_signed_but_nobody_can_read_is_acknowledged(safe: Hand, desk: Desk, inside: str):
    pushed = sealed(safe, inside)
    response = await safe.client.post("/wechat", params=pushed.query, content=pushed.body)
    assert (response.status_code, response.text) == (200, "success")
    assert desk.received == []


@pytest.mark.parametrize("body", [b"", b"\x00", b"<xml>", b"{", b"null", b"\xff\xfe\x00", b"<" * 9000])
@pytest.mark.parametrize("signed", [True, False])
async def test_a_body_that_cannot_be_read_is_acknowledged_to_the_platform_only(
    hand: Hand, desk: Desk, body: bytes, signed: bool
):
    asked = query(hand.account, int(NOW.timestamp()))
    asked = asked if signed else {**asked, "signature": "0" * 40}
    response = await hand.client.post("/wechat", params=asked, content=body)
    assert (response.status_code, response.text) == ((200, "success") if signed else (403, ""))
    assert desk.received == []


@pytest.mark.parametrize("field", ["ToUserName", "CreateTime", "MsgId"])
async def test_a_text_without_one_of_its_fields_is_still_a_text(hand: Hand, desk: Desk, field: str):
    whole = hand.whole({"MsgType": "text", "Content": "你好", "MsgId": 7})
    response = await hand.post({name: value for name, value in whole.items() if name != field})
    assert response.status_code == 200
    assert desk.received[0].text == "你好"


async def test_texts_without_a_number_are_told_apart_by_what_they_say(safe: Hand, desk: Desk):
    for text in ("一", "二", "一"):
        await safe.post(safe.whole({"MsgType": "text", "Content": text}))
    first, second, again = (message.external_id for message in desk.received)
    assert first == again != second


@pytest.mark.parametrize(
    "fields",
    [{"MsgType": "text", "Content": "转学", "MsgId": 24012345678901234},
     {"MsgType": "event", "Event": "CLICK", "EventKey": "转学"},
     {"MsgType": "location", "Location_X": 23.13, "Scale": 20, "Label": "转学", "MsgId": 5},
     {"MsgType": "text", "Content": "转学", "MsgId": 6, "Deep": {"er": [1, {"est": None}]}, "Flag": True}],
)  # fmt: skip
async def test_a_push_in_json_is_answered_in_json(desk: Desk, safe: Hand, fields: dict[str, Any]):
    account = Account(is_json=True)
    pushed = push(account, json.dumps(safe.whole(fields), ensure_ascii=False), int(NOW.timestamp()))
    response = await safe.client.post("/wechat", params=pushed.query, content=pushed.body)
    assert response.headers["content-type"] == "application/json"
    assert judge(account, PARENT, response.status_code, response.content).shown == "好的"
    assert desk.received[0].text == "转学"


@pytest.mark.parametrize(("size", "status"), [(BODY_LIMIT, 403), (BODY_LIMIT + 1, 413)])
async def test_no_body_is_read_beyond_what_a_message_can_be(safe: Hand, size: int, status: int):
    async def in_pieces() -> AsyncIterator[bytes]:
        for start in range(0, size, 65536):
            yield b"x" * min(65536, size - start)

    assert (await safe.client.post("/wechat", content=in_pieces())).status_code == status


async def test_the_longest_text_is_kept_as_far_as_it_is_read(safe: Hand, desk: Desk):
    assert await post(safe, HEAD + f"<MsgType>text</MsgType><Content>{'长' * 20000}</Content>" + TAIL) == ("好的", None)
    assert len(desk.received[0].text) == 20000  # the reception cuts


async def test_a_replay_is_the_same_message_and_after_ten_minutes_nothing(safe: Hand, desk: Desk):
    pushed = push(safe.account, GOOD, int(NOW.timestamp()))
    answers = [await safe.client.post("/wechat", params=pushed.query, content=pushed.body) for _ in range(3)]
    assert {answer.status_code for answer in answers} == {200}
    assert len({message.external_id for message in desk.received}) == 1
    old = push(safe.account, GOOD, int((NOW - timedelta(minutes=11)).timestamp()))
    assert (await safe.client.post("/wechat", params=old.query, content=old.body)).status_code == 403
