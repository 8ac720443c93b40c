"""The webhook through its front door: real signatures, real encryption, the platform's own judgement."""

import json
from datetime import timedelta

import pytest

from bot.channels.wechat import NOT_KEPT
from bot.channels.wechat_xml import read
from bot.demo.account import Account, push
from bot.demo.crypto import decrypt
from bot.demo.judge import UNAVAILABLE, judge
from bot.message import Choice, Kind, Reply
from tests.channels.conftest import NOW, PARENT, PREVIOUS, Desk, Hand


async def test_the_address_is_verified_by_echo(hand: Hand):
    for path in ("/wechat", "/wechat/"):
        hand.path = path
        response = await hand.get()
        assert (response.status_code, response.text) == (200, "5927782489442352469")
        assert response.headers["content-type"].startswith("text/plain")


@pytest.mark.parametrize(
    "change", [{"signature": "0" * 40}, {"signature": ""}, {"signature": "é"}, {"nonce": "1"}, {"timestamp": "x"}]
)
async def test_a_stranger_gets_no_echo(safe: Hand, change: dict[str, str]):
    response = await safe.get(**change)
    assert response.status_code == 403
    assert "5927782489442352469" not in response.text


async def test_a_question_is_answered_in_the_same_response(hand: Hand, desk: Desk):
    desk.answer = (Reply(text="请带身份证和户口本。"),)
    verdict = await hand.say("孩子从老家转到城里上学要办什么手续")
    assert verdict.shown == "请带身份证和户口本。"
    (message,) = desk.received
    assert message.text == "孩子从老家转到城里上学要办什么手续"
    assert message.external_id == f"msg:{PARENT}:23456789012345678:{int(NOW.timestamp())}:text"
    assert (message.address.channel, message.address.user) == ("wechat", PARENT)
    assert message.received_at == NOW
    assert message.extra["grant"] == {"pool": "message", "count": 5, "seconds": 48 * 3600}


async def test_an_answer_bears_the_time_of_our_clock(safe: Hand):
    response = await safe.post(safe.whole({"MsgType": "text", "Content": "你好", "MsgId": 1}))
    sealed = read(response.content)
    assert sealed["TimeStamp"] == str(int(NOW.timestamp()))
    assert read(decrypt(sealed["Encrypt"], safe.account.aes_key)[0])["CreateTime"] == sealed["TimeStamp"]


async def test_the_other_spelling_of_the_path_is_no_redirect(safe: Hand):
    safe.path = "/wechat/"
    assert (await safe.say("你好")).shown == "好的"


async def test_each_delivery_of_a_message_bears_the_same_id(safe: Hand, desk: Desk):
    first, again = await safe.say("你好"), await safe.say("你好")
    assert first == again
    assert len({message.external_id for message in desk.received}) == 1


async def test_several_replies_become_one_text_with_numbered_choices(safe: Hand, desk: Desk):
    desk.answer = (
        Reply(text="工作人员的答复：可以。"),
        Reply(text="哪一种证书？", choices=(Choice(key="a", label="小学或初中"), Choice(key="b", label="高中"))),
    )
    verdict = await safe.say("毕业证丢了")
    assert verdict.shown == "工作人员的答复：可以。\n\n哪一种证书？\n1 小学或初中\n2 高中\n（回复数字就行）"


async def test_nothing_to_say_is_acknowledged(hand: Hand, desk: Desk):
    desk.answer = ()
    assert (await hand.say("谢谢")).shown is None


@pytest.mark.parametrize(
    ("fields", "kind", "text"),
    [
        ({"MsgType": "image", "PicUrl": "http://mmbiz.qpic.cn/1", "MediaId": "m1"}, Kind.IMAGE, ""),
        ({"MsgType": "voice", "MediaId": "m1", "Format": "amr", "Recognition": ""}, Kind.VOICE, ""),
        ({"MsgType": "video", "MediaId": "m1", "ThumbMediaId": "t1"}, Kind.VIDEO, ""),
        ({"MsgType": "shortvideo", "MediaId": "m1", "ThumbMediaId": "t1"}, Kind.VIDEO, ""),
        ({"MsgType": "file", "Title": "证明.pdf", "FileKey": "k"}, Kind.FILE, ""),
        ({"MsgType": "location", "Location_X": "23.1", "Scale": 20, "Label": "文化路"}, Kind.LOCATION, "文化路"),
        ({"MsgType": "link", "Title": "通知", "Url": "https://e.cn/1"}, Kind.LINK, "通知\nhttps://e.cn/1"),
        ({"MsgType": "text", "Content": "【收到不支持的消息类型，暂无法显示】"}, Kind.OTHER, ""),
        ({"MsgType": "hologram", "Depth": "3"}, Kind.OTHER, ""),
        ({"MsgType": "text", "Content": ""}, Kind.TEXT, ""),
        ({"MsgType": "TEXT", "Content": "你好"}, Kind.TEXT, "你好"),
    ],
)
async def test_every_kind_of_message_gets_a_person_an_answer(
    hand: Hand, desk: Desk, fields: dict[str, str | int], kind: Kind, text: str
):
    assert (await hand.judged({**fields, "MsgId": 7})).shown == "好的"
    assert (desk.received[0].kind, desk.received[0].text) == (kind, text)


async def test_media_keep_what_is_needed_to_fetch_them(safe: Hand, desk: Desk):
    await safe.judged({"MsgType": "image", "PicUrl": "http://mmbiz.qpic.cn/1", "MediaId": "m1", "MsgId": 7})
    assert desk.received[0].extra["media_id"] == "m1"
    assert desk.received[0].extra["pic_url"] == "http://mmbiz.qpic.cn/1"


async def test_a_new_follower_is_greeted_with_the_scene(hand: Hand, desk: Desk):
    event: dict[str, str | int] = {
        "MsgType": "event",
        "Event": "subscribe",
        "EventKey": "qrscene_enroll",
        "Ticket": "T",
    }
    assert (await hand.judged(event)).shown == "好的"
    (message,) = desk.received
    assert message.kind is Kind.SUBSCRIBE
    assert message.extra["scene"] == "enroll"
    assert message.external_id == f"evt:{PARENT}:{int(NOW.timestamp())}:subscribe:qrscene_enroll"
    assert message.extra["grant"] == {"pool": "small", "count": 3, "seconds": 60}


async def test_two_events_of_one_second_are_two(safe: Hand, desk: Desk):
    await safe.judged({"MsgType": "event", "Event": "CLICK", "EventKey": "enroll"})
    await safe.judged({"MsgType": "event", "Event": "CLICK", "EventKey": "exam"})
    assert len({message.external_id for message in desk.received}) == 2
    assert [message.choice for message in desk.received] == ["enroll", "exam"]
    assert all(message.kind is Kind.MENU for message in desk.received)


async def test_a_tap_on_a_sent_menu_is_its_text_with_the_small_quota(safe: Hand, desk: Desk):
    await safe.say("小学或初中", bizmsgmenuid=1)
    (message,) = desk.received
    assert (message.kind, message.text, message.extra["menu_id"]) == (Kind.TEXT, "小学或初中", "1")
    assert message.extra["grant"]["count"] == 3


async def test_leaving_erases(hand: Hand, desk: Desk):
    assert (await hand.judged({"MsgType": "event", "Event": "unsubscribe", "EventKey": ""})).shown is None
    assert [address.user for address in desk.erased] == [PARENT]
    assert desk.received == []


@pytest.mark.parametrize(
    ("event", "erased"),
    [("user_authorization_cancellation", [PARENT]), ("user_authorization_revoke", []), ("user_info_modified", [])],
)
async def test_who_closed_their_account_is_erased_by_the_name_in_the_event(
    hand: Hand, desk: Desk, event: str, erased: list[str]
):
    """It comes from the platform itself. What the others are about was never asked for."""
    fields = {"FromUserName": "oPLATFORM", "MsgType": "event", "Event": event, "OpenID": PARENT, "RevokeInfo": "201"}
    assert (await hand.post(hand.whole({**fields, "AppID": hand.account.app_id}))).text == "success"
    assert ([address.user for address in desk.erased], desk.received) == (erased, [])


@pytest.mark.parametrize(
    "event", ["LOCATION", "VIEW", "TEMPLATESENDJOBFINISH", "MASSSENDJOBFINISH", "kf_create_session", "new_in_2027", ""]
)
async def test_events_nobody_waits_after_are_acknowledged(hand: Hand, desk: Desk, event: str):
    assert (await hand.judged({"MsgType": "event", "Event": event, "EventKey": "k"})).shown is None
    assert desk.received == []


@pytest.mark.parametrize(
    "text", ["a\x1db", "a\x00b", "a\x0bb\ufffe", "a]]>b", "😀𠮷", "&lt;&amp;", "<b>粗</b>", "a]]]]>b"]
)
async def test_odd_characters_come_through_both_ways(hand: Hand, desk: Desk, text: str):
    kept = "".join(character for character in text if character not in "\x1d\x00\x0b\ufffe")
    desk.answer = (Reply(text=f"您说的是{text}"),)
    assert (await hand.say(text)).shown == f"您说的是{kept}"
    assert desk.received[0].text == kept


async def test_a_reply_cannot_smuggle_elements(hand: Hand, desk: Desk):
    desk.answer = (Reply(text="x]]></Content><MsgType><![CDATA[image]]></MsgType><Content><![CDATA["),)
    assert (await hand.say("你好")).shown == desk.answer[0].text


async def test_half_a_surrogate_is_dropped(safe: Hand, desk: Desk):
    account = Account(is_json=True)
    raw = json.dumps(safe.whole({"MsgType": "text", "Content": "好\ud83d吗", "MsgId": 5}))
    pushed = push(account, raw, int(NOW.timestamp()))
    response = await safe.client.post("/wechat", params=pushed.query, content=pushed.body)
    assert judge(account, PARENT, response.status_code, response.content).shown == "好的"
    assert desk.received[0].text == "好吗"


async def test_a_long_answer_is_cut_within_the_limit(safe: Hand, desk: Desk):
    desk.answer = (Reply(text="请带户口本。" * 400),)
    verdict = await safe.say("你好")
    assert verdict.problem is None
    assert verdict.shown is not None
    assert len(verdict.shown.encode()) <= 1800
    assert "请带户口本。" in verdict.shown


@pytest.mark.parametrize(
    "body",
    [
        "<xml><MsgType>text</xml>",
        "not xml at all",
        "<html/>",
        "<xml/>",
        "[]",
        '{"MsgType": {"a": 1}}',
        "{" * 5000,
        "[" * 100000,
        '<!DOCTYPE x [<!ENTITY a "b"><!ENTITY c "&a;&a;">]><xml><MsgType>&c;</MsgType></xml>',
        "<xml><MsgType><![CDATA[text]]></MsgType><Content>nobody</Content></xml>",
        "<xml><FromUserName></FromUserName><MsgType>text</MsgType></xml>",
        "<xml>" + "<a>" * 20000 + "</a>" * 20000 + "</xml>",
    ],
)
async def test_a_sealed_body_without_sense_is_no_crash(hand: Hand, desk: Desk, body: str):
    response = await hand.post(body)
    assert response.status_code in (200, 400, 403)
    assert desk.received == []


async def test_a_doubled_tag_counts_once(safe: Hand, desk: Desk):
    await safe.post(
        f"<xml><ToUserName>gh</ToUserName><FromUserName>{PARENT}</FromUserName><FromUserName>oEVIL</FromUserName>"
        "<CreateTime>1</CreateTime><MsgType>text</MsgType><Content>一</Content><Content>二</Content><MsgId>9</MsgId></xml>"
    )
    assert (desk.received[0].address.user, desk.received[0].text) == (PARENT, "一")


@pytest.mark.parametrize(
    "change",
    [
        {"msg_signature": "0" * 40},
        {"msg_signature": "-"},
        {"msg_signature": "é" * 40},
        {"nonce": "other"},
        {"timestamp": "1"},
        {"timestamp": "9" * 400},
        {"timestamp": "²"},
    ],
)
async def test_what_is_not_signed_is_refused(safe: Hand, desk: Desk, change: dict[str, str]):
    response = await safe.post(safe.whole({"MsgType": "text", "Content": "x", "MsgId": 1}), **change)
    assert response.status_code == 403
    assert desk.received == []


@pytest.mark.parametrize(("minutes", "status"), [(-9, 200), (9, 200), (-11, 403), (11, 403)])
async def test_an_old_request_is_refused(hand: Hand, minutes: int, status: int):
    message = hand.whole({"MsgType": "text", "Content": "x", "MsgId": 1})
    assert (await hand.post(message, at=NOW + timedelta(minutes=minutes))).status_code == status


@pytest.mark.parametrize(
    "other", [Account(token="other"), Account(app_id="wxother"), Account(aes_key=PREVIOUS), Account(mode="plain")]
)
async def test_what_is_meant_for_another_account_is_refused(safe: Hand, desk: Desk, other: Account):
    safe.account = other
    response = await safe.post(safe.whole({"MsgType": "text", "Content": "x", "MsgId": 1}))
    assert response.status_code == 403
    assert desk.received == []


@pytest.mark.parametrize("cut", [1, 3, 40, 200])
async def test_truncated_base64_is_refused(safe: Hand, cut: int):
    pushed = push(safe.account, safe.whole({"MsgType": "text", "Content": "x", "MsgId": 1}), int(NOW.timestamp()))
    text = pushed.body.decode()
    body = text.replace(text[text.rindex("]]>") - cut : text.rindex("]]>")], "")
    assert (await safe.client.post("/wechat", params=pushed.query, content=body)).status_code == 403


@pytest.mark.parametrize(
    "raw", [b"", b"\xff\xfe\x00", b"<xml>", b"null", b'"x"', b"\xef\xbb\xbf<xml></xml>", b"\x00" * 900]
)
async def test_a_body_that_is_no_envelope_is_a_clean_refusal(hand: Hand, raw: bytes):
    asked = push(hand.account, {"MsgId": 1}, int(NOW.timestamp())).query
    response = await hand.client.post("/wechat", params=asked, content=raw)
    assert response.status_code in (200, 400, 403)
    assert response.text in ("", "success")


async def test_too_large_a_body_is_refused(safe: Hand, desk: Desk):
    assert (await safe.client.post("/wechat", content=b"x" * (256 * 1024 + 1))).status_code == 413
    assert desk.received == []


async def test_other_methods_are_refused(safe: Hand):
    assert (await safe.client.put("/wechat")).status_code == 405


async def test_when_nothing_can_be_kept_the_citizen_is_told(hand: Hand, desk: Desk):
    desk.breaks = True
    verdict = await hand.say("你好")
    assert verdict.shown == NOT_KEPT
    assert verdict.shown != UNAVAILABLE
