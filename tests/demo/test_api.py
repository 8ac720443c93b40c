"""The platform's calls over real HTTP: every refusal a server can meet."""

import httpx
import pytest

from bot.demo.platform import Fault, Platform
from tests.demo.conftest import PARENT, Caller, Clock


async def test_a_message_grants_five_within_48_hours(caller: Caller, clock: Clock) -> None:
    assert [await caller.say(f"{number}") for number in range(6)] == [0] * 5 + [45047]
    caller.api.platform.message(PARENT, "text", Content="还在")
    clock.forward(hours=47)
    await caller.fetch()
    assert await caller.say("还来得及") == 0
    clock.forward(hours=2)
    await caller.fetch()
    assert await caller.say("来不及了") == 45015


@pytest.mark.parametrize("event", ["CLICK", "SCAN", "subscribe", "scancode_push", "scancode_waitmsg"])
async def test_a_tap_a_follow_and_a_scan_grant_three_within_a_minute(caller: Caller, clock: Clock, event: str) -> None:
    clock.forward(hours=49)
    await caller.fetch()
    caller.api.platform.message(PARENT, "event", Event=event, EventKey="exam")
    assert [await caller.say(f"{number}") for number in range(4)] == [0, 0, 0, 45047]
    clock.forward(seconds=61)
    assert await caller.say("晚了") == 45015


@pytest.mark.parametrize("event", ["VIEW", "LOCATION", "pic_sysphoto", "location_select"])
async def test_other_events_grant_nothing(caller: Caller, clock: Clock, event: str) -> None:
    clock.forward(hours=49)
    await caller.fetch()
    caller.api.platform.message(PARENT, "event", Event=event, EventKey="exam")
    assert await caller.say("在吗") == 45015


@pytest.mark.parametrize(
    ("name", "value", "errcode"),
    [("blocked", True, 43019), ("refuses", True, 48002), ("is_stranger", True, 43004), ("follows", False, 45015)],
)
async def test_citizens_who_cannot_be_reached(caller: Caller, name: str, value: bool, errcode: int) -> None:
    setattr(caller.api.platform.citizen(PARENT), name, value)
    assert await caller.say("在吗") == errcode


async def test_content_is_checked(caller: Caller) -> None:
    caller.api.platform.forbidden = ("代考",)
    assert await caller.say("") == 44004
    assert await caller.say("字" * 683) == 45002
    assert await caller.say("可以代考") == 87014
    assert await caller.say("字" * 682) == 0


async def test_ways_to_write_it_wrongly(caller: Caller) -> None:
    path = "message/custom/send"
    escaped = b'{"touser":"%s","msgtype":"text","text":{"content":"\\u597d"}}' % PARENT.encode()
    assert (await caller.call(path, escaped))["errcode"] == 40033
    assert (await caller.call(path, b"{"))["errcode"] == 47001
    assert (await caller.call(path, b"[]"))["errcode"] == 47001
    assert (await caller.call(path, {"touser": PARENT, "msgtype": "markdown"}))["errcode"] == 40008
    assert await caller.say("在吗", "oNOBODY") == 40003


@pytest.mark.parametrize(("items", "errcode"), [(3, 0), (11, 45098)])
async def test_menus_in_messages(caller: Caller, items: int, errcode: int) -> None:
    menu = {"head_content": "哪个？", "list": [{"id": str(at), "content": f"第{at}个"} for at in range(items)]}
    body = {"touser": PARENT, "msgtype": "msgmenu", "msgmenu": menu}
    assert (await caller.call("message/custom/send", body))["errcode"] == errcode


async def test_what_goes_wrong_on_the_platforms_side(caller: Caller, platform: Platform) -> None:
    platform.faults.extend([Fault(errcode=-1), Fault(seconds=0.05), Fault(errcode=48001)])
    assert [await caller.say(text) for text in ("甲", "乙", "丙")] == [-1, 0, 48001]
    platform.faults.append(Fault(status=502))
    response = await caller.http.post("/cgi-bin/message/custom/send", params={"access_token": caller.token}, json={})
    assert response.status_code == 502
    assert platform.citizen(PARENT).seen() == ["乙"]


async def test_a_line_cut_after_acceptance_leaves_the_caller_in_doubt(caller: Caller, platform: Platform) -> None:
    platform.faults.append(Fault(drop=True))
    with pytest.raises(httpx.RemoteProtocolError):
        await caller.say("甲")
    assert platform.citizen(PARENT).seen() == ["甲"]
    assert await caller.say("乙") == 0


async def test_tokens_end_and_are_refused(caller: Caller, clock: Clock) -> None:
    first = caller.token
    await caller.fetch()
    assert caller.token == first
    clock.forward(seconds=7200)
    assert await caller.say("旧") == 42001
    await caller.fetch()
    assert await caller.say("新") == 0
    caller.api.tokens.revoke()
    assert await caller.say("废") == 40001
    assert caller.api.tokens.fetches == 3


async def test_who_gets_no_token(caller: Caller) -> None:
    assert (await caller.fetch(appid="wxother"))["errcode"] == 40013
    assert (await caller.fetch(secret="guess"))["errcode"] == 40125
    caller.api.tokens.allowed = False
    assert (await caller.fetch())["errcode"] == 40164


async def test_the_log_says_what_was_judged(caller: Caller) -> None:
    await caller.say("好")
    await caller.say("")
    assert [(one.what, one.is_fine) for one in caller.api.platform.log] == [
        ("收到 stable_token", True),
        ("收到 custom/send", True),
        ("收到 custom/send", False),
    ]
