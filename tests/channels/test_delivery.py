"""Late answers on WeChat: told as stories, judged by what the citizen's chat shows."""

import pytest

from bot.channel import LAST_ONE, Outgoing
from bot.demo.account import Account
from bot.demo.platform import Fault
from bot.keeping import quota
from bot.message import Address
from bot.outgoing import outbox
from bot.outgoing.delivery import BACK_OFF
from handoff.database import Database
from tests.channels.world import ASKED, PARENT, TEACHER, World, world


async def test_an_officer_answers_after_three_hours(town: World):
    town.clock.forward(hours=3)
    await town.officer_says("已为您查到，请周一来。", "k1")
    assert town.chat() == ["收到", "已为您查到，请周一来。"]
    assert await town.states() == {"k1": "sent"}
    assert await town.quota() == 4


async def test_nothing_is_sent_twice_however_often_the_loop_turns(town: World):
    await town.officer_says("好了", "k1")
    await town.officer_says("好了", "k1")
    await town.delivery.step()
    assert town.chat() == ["收到", "好了"]


async def test_after_49_hours_it_rides_on_the_next_message(town: World):
    town.clock.forward(hours=49)
    await town.officer_says("证明开好了", "k1")
    assert await town.states() == {"k1": "parked"}
    assert town.platform.calls["send"] == 0
    await town.citizens.say(PARENT, "在吗")
    assert town.chat() == ["收到", "证明开好了\n\n收到"]
    assert await town.states() == {"k1": "done"}


async def test_the_platform_corrects_the_ledger(town: World):
    town.citizen().follows = False
    await town.officer_says("证明开好了", "k1")
    assert await town.states() == {"k1": "parked"}
    assert await town.quota() == 0
    assert town.platform.calls["send"] == 1
    await town.officer_says("另有一事", "k2")
    assert town.platform.calls["send"] == 1
    await town.citizens.event(PARENT, "subscribe")
    assert town.chat()[-1] == "证明开好了\n\n另有一事\n\n收到"


async def test_a_count_that_the_platform_knows_better_is_corrected(town: World):
    town.citizen().grants["message"] = (0, town.citizen().grants["message"][1])
    await town.officer_says("证明开好了", "k1")
    assert (await town.states(), await town.quota()) == ({"k1": "parked"}, 0)
    assert "条数用完" in await town.quota_text()
    await town.citizens.say(PARENT, "在吗")
    assert (town.chat()[-1], await town.quota()) == ("证明开好了\n\n收到", 5)


async def test_what_the_platform_did_not_count_is_given_back_once(town: World):
    town.platform.faults.append(Fault(errcode=-1))
    await town.officer_says("甲", "k1")
    assert await town.quota() == 5
    town.clock.forward(seconds=BACK_OFF[0].total_seconds() + 1)
    await town.delivery.step()
    assert await town.quota() == 4


async def test_a_grant_renewed_during_a_call_gains_nothing_from_a_refusal(town: World):
    await town.officer_says("甲", "k1", step=False)
    async with town.database.write() as conn:
        (due,) = await outbox.due(conn, ["wechat"], town.clock(), 10)
        claim = await outbox.claim(conn, due, town.clock(), metered=True)
    assert claim is not None
    assert claim.taken is not None
    town.clock.forward(seconds=1)
    await town.citizens.say(PARENT, "还有")
    async with town.database.write() as conn:
        await quota.give_back(conn, claim.taken)
    assert await town.quota() == 5


@pytest.mark.parametrize("errcode", [45015, 45047])
async def test_a_refusal_that_comes_late_takes_nothing_from_a_grant_renewed_meanwhile(town: World, errcode: int):
    town.platform.faults.append(Fault(errcode=errcode))
    send = town.channel.send

    async def slowly(address: Address, outgoing: Outgoing) -> None:
        town.channel.send = send
        try:
            await send(address, outgoing)
        finally:
            town.clock.forward(seconds=1)
            await town.citizens.say(PARENT, "还在吗")

    town.channel.send = slowly
    await town.officer_says("甲", "k1")
    assert town.chat() == ["收到", "收到", "甲"]
    assert (await town.states(), await town.quota()) == ({"k1": "sent"}, 4)
    assert town.platform.calls["send"] == 2


async def test_another_grant_is_tried_once_when_the_first_is_refused(town: World):
    await town.citizens.event(PARENT, "CLICK", "exam")
    town.citizen().follows = False
    await town.officer_says("甲", "k1")
    assert (await town.states(), await town.quota()) == ({"k1": "parked"}, 0)
    assert town.platform.calls["send"] == 2


async def test_the_desk_reads_what_may_still_be_said(town: World):
    town.clock.forward(hours=2)
    assert await town.quota_text() == "还可发 5 条，剩 46 小时"
    await town.officer_says("第一句", "k1")
    await town.officer_says("第二句", "k2", step=False)
    assert await town.quota_text() == "还可发 3 条，剩 46 小时"
    town.clock.forward(hours=45, minutes=30)
    assert await town.quota_text() == "还可发 3 条，剩 30 分钟"
    town.clock.forward(hours=1)
    assert "太久" in await town.quota_text()


async def test_five_go_out_and_the_last_says_how_to_go_on(town: World):
    for number in range(1, 7):
        await town.officer_says(f"第{number}句", f"k{number}")
    assert town.chat()[1:] == ["第1句", "第2句", "第3句", "第4句", "第5句" + LAST_ONE]
    assert (await town.states())["k6"] == "parked"
    assert town.platform.calls["send"] == 5
    await town.citizens.say(PARENT, "1")
    assert town.chat()[-1] == "第6句\n\n收到"
    assert await town.quota() == 5


async def test_a_menu_tap_permits_three_for_a_minute(town: World):
    await town.citizens.event(TEACHER, "CLICK", "exam")
    for number in range(1, 5):
        await town.officer_says(f"第{number}句", f"k{number}", TEACHER)
    assert len(town.chat(TEACHER)) == 1 + 3
    town.clock.forward(hours=1)
    await town.citizens.event(TEACHER, "CLICK", "exam")
    town.clock.forward(minutes=2)
    await town.officer_says("晚了", "k9", TEACHER)
    assert (await town.states())["k9"] == "parked"


async def test_the_account_loses_permission_midway(town: World):
    await town.officer_says("第一句", "k1")
    town.platform.always = Fault(errcode=48001)
    await town.officer_says("第二句", "k2")
    assert (await town.states())["k2"] == "parked"
    assert len(town.notices) == 1
    assert "48001" in town.notices[0].text
    assert not town.channel.can_push
    await town.officer_says("第三句", "k3")
    assert town.platform.calls["send"] == 2
    await town.citizens.say(PARENT, "请问")
    assert town.chat()[-1] == "第二句\n\n第三句\n\n收到"


async def test_permission_comes_back(town: World):
    town.platform.always = Fault(errcode=48001)
    await town.officer_says("第一句", "k1")
    town.platform.always = Fault()
    town.clock.forward(minutes=31)
    await town.officer_says("第二句", "k2")
    assert town.chat()[1:] == ["第一句", "第二句"]


async def test_a_passive_only_account_waits_for_the_citizen(database: Database):
    async with world(database, Account(verified=False), can_push=False) as town:
        await town.citizens.say(PARENT, ASKED)
        await town.officer_says("请带身份证", "k1")
        assert await town.states() == {"k1": "parked"}
        await town.citizens.say(PARENT, "1")
        assert town.chat()[-1] == "请带身份证\n\n收到"


async def test_an_unverified_account_with_a_secret_falls_back(database: Database):
    async with world(database, Account(verified=False)) as town:
        await town.citizens.say(PARENT, ASKED)
        await town.officer_says("请带身份证", "k1")
        assert await town.states() == {"k1": "parked"}
        assert "没有客服消息权限" in town.notices[0].text
