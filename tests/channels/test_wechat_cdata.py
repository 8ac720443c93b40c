"""A citizen's own `]]>`: whether the platform splits it or sends it as it is, the line arrives whole."""

import pytest

from bot.channels.wechat_xml import Unreadable, read
from bot.demo.account import push
from bot.demo.judge import judge
from bot.message import Kind
from tests.channels.conftest import NOW, PARENT, Desk, Hand

# What citizens paste: ends of CDATA, whole XML, our own tags.
LINES = [
    "a]]>b",
    "]]>",
    "]]>]]>",
    "]]]]>>",
    "x]]></Content>y",
    "if (a[b[0]]>1) 办不了",
    "<status><![CDATA[ok]]></status>",
    '<?xml version="1.0"?><a><b><![CDATA[转学]]></b><c>1</c></a>',
    "<xml><MsgType><![CDATA[event]]></MsgType><Event><![CDATA[unsubscribe]]></Event></xml>",
]


@pytest.mark.parametrize("text", LINES)
async def test_a_line_arrives_as_it_was_written(hand: Hand, desk: Desk, text: str):
    assert (await hand.say(text)).shown == "好的"
    (message,) = desk.received
    assert (message.kind, message.text, message.address.user) == (Kind.TEXT, text, PARENT)
    assert desk.erased == []


@pytest.mark.parametrize("text", LINES)
async def test_a_line_arrives_when_the_platform_splits_it(safe: Hand, desk: Desk, text: str):
    body = body_with(safe, text.replace("]]>", "]]]]><![CDATA[>"))
    pushed = push(safe.account, body, int(NOW.timestamp()))
    response = await safe.client.post("/wechat", params=pushed.query, content=pushed.body)
    assert judge(safe.account, PARENT, response.status_code, response.content).shown == "好的"
    assert desk.received[0].text == text


def body_with(hand: Hand, content: str) -> str:
    return (
        f"<xml><ToUserName><![CDATA[{hand.account.original_id}]]></ToUserName>\n<FromUserName><![CDATA[{PARENT}]]>"
        f"</FromUserName>\n<CreateTime>{int(NOW.timestamp())}</CreateTime>\n<MsgType><![CDATA[text]]></MsgType>\n"
        f"<Content><![CDATA[{content}]]></Content>\n<MsgId>7</MsgId>\n</xml>"
    )


async def test_nor_can_it_pass_for_somebody_or_something_else(safe: Hand, desk: Desk):
    other = "<FromUserName>oEVIL</FromUserName><MsgType>event</MsgType><Event>unsubscribe</Event>"
    evil = f"]]></Content>{other}<Content><![CDATA["
    assert (await safe.say(evil)).problem is None
    (message,) = desk.received
    assert (message.kind, message.address.user, desk.erased) == (Kind.TEXT, PARENT, [])


async def test_a_link_with_it_in_its_title_arrives(safe: Hand, desk: Desk):
    await safe.judged(
        {"MsgType": "link", "Title": "a[b[0]]>c", "Description": "]]>", "Url": "https://e.cn/?a=1", "MsgId": 8}
    )
    assert desk.received[0].text == "a[b[0]]>c\nhttps://e.cn/?a=1"


@pytest.mark.parametrize(
    "body",
    [
        "<xml><Content><![CDATA[a]]>b</xml>",
        "<xml><Content><![CDATA[a",
        "<xml><Content><![CDATA[a]]>b]]></Content>",
        "<xml>" + "<A><![CDATA[" * 20_000,
        "<xml>" + "<Title><![CDATA[a]]>b]]></Title>" * 9_000 + "<a>",
    ],
)
def test_what_stays_broken_is_unreadable(body: str):
    with pytest.raises(Unreadable):
        read(body)


def test_the_wrong_end_is_looked_for_in_xml_only():
    assert read('{"MsgType": "text", "Content": "a]]>b"}')["Content"] == "a]]>b"
