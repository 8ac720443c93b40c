"""An officer's answers on their way to WeChat, from the desk's page to the citizen's chat, on both engines."""

from pathlib import Path

import pytest

from bot.channel import LAST_ONE
from bot.demo.account import Account
from bot.demo.platform import Fault
from bot.outgoing.delivery import BACK_OFF
from bot.policy.current import Policy
from tests.stories.conftest import Clock
from tests.wechat.bureau import PARENT, Bureau, bureau


async def test_asked_and_answered_after_three_hours(town: Bureau):
    await town.ask_for_a_person()
    town.clock.pass_by(hours=3)
    await town.answer("已为您查到，请周一来。")
    assert town.seen()[-1] == "已为您查到，请周一来。"
    assert town.platform.calls["send"] == 1
    assert await town.deliveries() == ["已送达"]
    assert await town.quota() == "还可发 4 条，剩 45 小时"


async def test_after_49_hours_it_waits_and_rides_on_the_next_message(town: Bureau):
    await town.ask_for_a_person()
    town.clock.pass_by(hours=49)
    await town.officer.sign_in("王敏")
    assert "太久" in await town.quota()
    await town.answer("证明开好了。")
    assert town.platform.calls["send"] == 0
    assert await town.deliveries() == ["等市民下次来信时送到"]
    await town.citizens.say(PARENT, "在吗")
    assert town.seen()[-1].startswith("证明开好了。")
    assert await town.deliveries() == []
    assert await town.quota() == "还可发 5 条，剩 48 小时"


@pytest.mark.parametrize("event", ["scancode_push", "scancode_waitmsg"])
async def test_a_scan_from_the_menu_grants_three_in_a_minute(town: Bureau, event: str):
    await town.answer_too_late("证明开好了。")
    await town.citizens.deliver(PARENT, town.platform.message(PARENT, "event", Event=event, EventKey="scan"))
    assert town.seen()[-1].startswith("证明开好了。")
    assert (await town.quota()).startswith("还可发 3 条")


async def test_the_account_loses_its_permission_midway(town: Bureau):
    await town.ask_for_a_person()
    await town.answer("第一句。")
    town.platform.always = Fault(errcode=48001)
    await town.answer("第二句。")
    assert "不能主动发消息" in await town.quota()
    await town.answer("第三句。")
    assert town.platform.calls["send"] == 2
    assert await town.deliveries() == ["已送达", "等市民下次来信时送到", "等市民下次来信时送到"]
    await town.citizens.say(PARENT, "还有呢")
    assert town.seen()[-1].startswith("第二句。\n\n第三句。")
    town.platform.always = Fault()
    town.clock.pass_by(minutes=31)
    await town.answer("第四句。")
    assert town.seen()[-1] == "第四句。"


async def test_a_passive_account_answers_with_the_citizens_next_message(
    policy: Policy, clock: Clock, tmp_path: Path, database_url: str
):
    async with bureau(policy, clock, tmp_path, database_url, account=Account(verified=False), push=False) as town:
        await town.ask_for_a_person()
        await town.answer("请带户口簿。")
        assert await town.deliveries() == ["等市民下次来信时送到"]
        await town.citizens.say(PARENT, "1")
        assert town.seen()[-1].startswith("请带户口簿。")
        await town.answer("再带一张照片。")
        await town.citizens.say(PARENT, "照片要几寸的")
        assert town.seen()[-1].startswith("再带一张照片。")
        heard = [row.text for row in await town.rows() if row.direction == "in"]
        assert heard == ["人工", "1", "照片要几寸的"]


async def test_the_sixth_answer_is_refused_by_the_desk_and_not_by_the_platform(town: Bureau):
    await town.ask_for_a_person()
    for number in range(5):
        assert await town.quota() == f"还可发 {5 - number} 条，剩 48 小时"
        await town.answer(f"第{number}句。")
    assert town.seen()[-1] == "第4句。" + LAST_ONE
    assert await town.quota() == "主动发送的条数用完了。再写的先存着，市民一来信就一起送到；急事请打电话。"
    await town.answer("第六句。")
    assert town.platform.calls["send"] == 5
    assert (await town.deliveries())[-1] == "等市民下次来信时送到"
    await town.citizens.say(PARENT, "继续")
    assert town.seen()[-1].startswith("第六句。")


async def test_a_cut_line_is_shown_as_doubtful_and_never_sent_again(town: Bureau):
    await town.ask_for_a_person()
    town.platform.faults.append(Fault(drop=True))
    await town.answer("请周一来。")
    for _ in range(3):
        town.clock.pass_by(hours=1)
        await town.house.rounds.delivery.step()
    assert await town.deliveries() == ["可能未送达"]
    assert town.seen().count("请周一来。") == 1
    assert town.platform.calls["send"] == 1


async def test_an_answer_that_cannot_arrive_is_said_at_the_desk(town: Bureau):
    await town.ask_for_a_person()
    town.platform.citizen(PARENT).refuses = True
    await town.answer("请周一来。")
    assert await town.deliveries() == ["没有送到：48002 user has refused messages"]


async def test_the_last_words_and_the_invitation_to_rate_keep_their_order(town: Bureau):
    await town.ask_for_a_person()
    town.platform.faults.append(Fault(errcode=-1))
    await town.close(last_words="办好了，请来取。")
    assert len(town.seen()) == 1
    town.clock.pass_by(seconds=BACK_OFF[0].total_seconds() + 1)
    await town.house.rounds.delivery.step()
    assert town.seen()[1] == "办好了，请来取。"
    assert "满意" in "".join(town.platform.citizen(PARENT).chat[-1].choices)


@pytest.mark.parametrize("word", ["继续", "1"])
async def test_nothing_is_fetched_twice(town: Bureau, word: str):
    await town.answer_too_late("证明开好了。")
    await town.citizens.say(PARENT, word)
    await town.citizens.say(PARENT, word)
    assert "".join(town.seen()).count("证明开好了。") == 1
