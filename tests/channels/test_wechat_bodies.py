"""Bodies of the message push: read and written without loss, and what becomes of each as a Message."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.wechat_events import leaver, to_message
from bot.channels.wechat_xml import Unreadable, read, write
from bot.message import Kind
from bot.settings import WechatSettings

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
HEAD = {"ToUserName": "gh_1", "FromUserName": "o_parent", "CreateTime": 1_700_000_000}


@pytest.mark.parametrize("is_json", [False, True])
@given(text=st.text(st.characters(exclude_categories=("Cs", "Cc", "Cn")), min_size=1, max_size=80).map(str.strip))
def test_a_text_comes_back_as_it_was_written(is_json: bool, text: str) -> None:
    found = read(write({"MsgType": "text", "Content": text}, is_json=is_json))
    assert (found.is_json, found["Content"].strip()) == (is_json, text)


def test_a_text_cannot_break_out_of_its_element() -> None:
    evil = "a]]></Content><MsgType>image</MsgType><Content><![CDATA[b"
    found = read(write({"MsgType": "text", "Content": evil}, is_json=False))
    assert (found["MsgType"], found["Content"]) == ("text", evil)


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"<xml>",
        b"[1]",
        b"{",
        b"\xff\xfe",
        b"<xml/>",
        b'<!DOCTYPE x [<!ENTITY a "b">]><xml><A>&a;</A></xml>',
    ],
)
def test_what_is_no_body_is_refused(raw: bytes) -> None:
    with pytest.raises(Unreadable):
        read(raw)


@pytest.mark.parametrize(
    ("fields", "kind", "text"),
    [
        ({"MsgType": "text", "Content": "转学", "MsgId": 1}, Kind.TEXT, "转学"),
        ({"MsgType": "voice", "MediaId": "m", "MsgId": 2}, Kind.VOICE, ""),
        ({"MsgType": "event", "Event": "subscribe", "EventKey": "qrscene_7"}, Kind.SUBSCRIBE, ""),
        ({"MsgType": "event", "Event": "CLICK", "EventKey": "人工"}, Kind.MENU, "人工"),
    ],
)
def test_each_kind_becomes_a_message(fields: dict[str, str | int], kind: Kind, text: str) -> None:
    found = to_message(read(write({**HEAD, **fields}, is_json=False)), "wechat", WechatSettings(), NOW)
    assert found is not None
    assert (found.kind, found.text, found.address.user) == (kind, text, "o_parent")


def test_two_events_in_one_second_are_two_messages() -> None:
    events = ({**HEAD, "MsgType": "event", "Event": "CLICK", "EventKey": key} for key in ("甲", "乙"))
    found = [to_message(read(write(one, is_json=False)), "wechat", WechatSettings(), NOW) for one in events]
    assert len({one.external_id for one in found if one}) == 2


def test_a_report_needs_no_answer_and_leaving_is_heard() -> None:
    report = read(write({**HEAD, "MsgType": "event", "Event": "TEMPLATESENDJOBFINISH"}, is_json=False))
    assert to_message(report, "wechat", WechatSettings(), NOW) is None
    assert leaver(report) == ""
    assert leaver(read(write({**HEAD, "MsgType": "event", "Event": "unsubscribe"}, is_json=False))) == "o_parent"
