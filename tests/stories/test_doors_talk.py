"""The promises of the dialogue, each lived through the web page and through WeChat."""

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest

from bot.app import House
from bot.channels.wechat_text import size
from bot.commands.feedback import read_feedback
from bot.policy.current import Policy
from faq.answer import MESSAGE_BYTES
from handoff import notice, switch
from tests.channels.front import Front
from tests.channels.front_web import Web
from tests.channels.front_wechat import Wechat
from tests.channels.fronts import front_of
from tests.stories.conftest import Clock

LOST = "教师资格证丢了怎么补办"
NOT_NEEDED = "这里用不到"


async def told(front: Front, text: str) -> str:
    """What the citizen sees anew after saying this."""
    before = len(await front.seen())
    front.clock.pass_by(seconds=20)
    await front.say(text)
    return "\n".join((await front.seen())[before:])


async def chose(front: Front, number: int) -> str:
    before = len(await front.seen())
    await front.choose(number)
    return "\n".join((await front.seen())[before:])


async def test_a_section_at_a_time_and_then_another_paper(front: Front) -> None:
    assert "不用登报" in await told(front, LOST)
    assert (await told(front, "要带什么材料")).startswith("材料")
    assert (await told(front, "要钱吗")).startswith("费用")
    assert (await told(front, "在哪办")).startswith("在哪办")
    assert "普通话" in await told(front, "那普通话证呢")
    assert "时限" in await told(front, "多久能好")


async def test_asked_back_and_answered_by_tap_number_ordinal_word_or_another_question(front: Front) -> None:
    assert "？" in await told(front, "毕业证丢了")
    first = (await front.choices())[0]
    assert first in str(await front.choices())
    by_tap = await chose(front, 1)
    for answer in ("1", "第一个", "選1"):
        assert "？" in (await told(front, "毕业证丢了")).splitlines()[0]
        assert by_tap.splitlines()[0] in await told(front, answer)
    await told(front, "毕业证丢了")
    assert "毕业大学" in await told(front, "大学的")
    await told(front, "毕业证丢了")
    assert "不用登报" in await told(front, LOST)


async def test_long_ago_is_said(front: Front) -> None:
    await told(front, LOST)
    front.clock.pass_by(minutes=40)
    assert "隔得有点久" in await told(front, "要带什么材料")
    assert "不用登报" in await told(front, "是的")


async def test_another_topic_is_another_topic(front: Front) -> None:
    await told(front, LOST)
    await told(front, "孩子生病要休学怎么办")
    assert "休学" in await told(front, "不给办怎么办") or "医院" in await told(front, "要带什么材料")


async def test_not_this_one_leads_on_and_then_to_a_person(front: Front) -> None:
    await told(front, LOST)
    assert "是不是下面" in await told(front, "不是这个")
    assert "人工" in await told(front, "都不对") or await front.choices()
    await told(front, "人工")
    assert any("受理号" in text for text in await front.seen())


async def test_an_old_hand_writes_traditional_characters_and_dialect(front: Front) -> None:
    assert "不用登报" in await told(front, "教師資格證丟了怎麼補辦")
    assert "材料" in await told(front, "要帶啥子材料嘛")
    assert "费用" in await told(front, "要好多錢")


async def test_what_is_not_ours_names_the_right_department(front: Front) -> None:
    said = await told(front, "学校食堂的饭菜太差了，孩子吃不饱")
    assert "学校安全科" in said
    assert "受理号" in await told(front, "1")


async def test_ones_own_marks_are_never_guessed(front: Front) -> None:
    assert "官方入口" in await told(front, "我孩子的高考成绩是多少")


async def test_personal_numbers_never_reach_the_disk(front: Front) -> None:
    said = await told(front, f"{LOST}，我身份证号11010519491231002X，电话13800138000")
    assert NOT_NEEDED in said
    kept = [row.text for row in await front.kept("in")]
    assert not any("19491231" in text or "0013800" in text for text in kept)


async def test_of_no_use_leads_to_a_better_try_and_to_the_curator(front: Front) -> None:
    await told(front, LOST)
    assert "没帮上忙" in await told(front, "没用")
    async with front.house.database.read() as conn:
        assert (await read_feedback(conn))["tq_cert_lost"].verdicts["useless"] == 1
    await told(front, LOST)
    assert "能帮上忙" in await told(front, "有用")


async def test_a_notice_is_heard_once_between_its_start_and_its_end(front: Front) -> None:
    house, now = front.house, front.clock()
    async with house.database.write() as conn:
        for text, area, start, end in (("今日系统维护", "*", 0, 2), ("转学集中办理本周五截止", "transfer", 1, 2)):
            await notice.publish(conn, text, area, now + timedelta(hours=start), now + timedelta(hours=end), 1, now=now)
    assert "今日系统维护" in await told(front, LOST)
    assert "维护" not in await told(front, "要钱吗")
    front.clock.pass_by(hours=1)
    assert "本周五截止" not in await told(front, LOST)
    assert "本周五截止" in await told(front, "省内转学怎么办")
    front.clock.pass_by(hours=3)
    assert "通知" not in await told(front, "跨省转学怎么办")


async def turned(house: House, clock: Clock, area: str, off: bool) -> None:
    async with house.database.write() as conn:
        await switch.turn(conn, area, off, 1, "答复正在核对", clock())


async def test_the_off_switch_leaves_an_area_or_all_to_the_desk(front: Front) -> None:
    await turned(front.house, front.clock, "certificates", True)
    said = await told(front, LOST)
    assert "值班人员直接答" in said
    assert "登报" not in said
    await told(front, "结束")
    assert "学籍" in await told(front, "省内转学怎么办")
    await turned(front.house, front.clock, "*", True)
    assert "暂停" in await told(front, "省内转学怎么办")
    await told(front, "结束")
    for area in ("*", "certificates"):
        await turned(front.house, front.clock, area, False)
    assert "不用登报" in await told(front, LOST)
    async with front.house.database.read() as conn:
        last = (await switch.history(conn))[-1]
    assert (last.who, last.why, last.off) == ("王老师", "答复正在核对", True)


async def test_every_message_fits_the_phone(front: Front) -> None:
    for text in (LOST, "我在城区买房了，孩子从老家转来上学怎么办", "考试被认定作弊不服怎么申诉"):
        before = len(await front.seen())
        await front.say(text)
        if isinstance(front, Wechat):
            assert all(size(one) <= MESSAGE_BYTES for one in (await front.seen())[before:])


@pytest.mark.parametrize("name", ["web", "wechat"])
async def test_three_lines_are_one_question(name: str, policy: Policy, clock: Clock, tmp_path: Path) -> None:
    async with front_of(name, tmp_path, clock, policy, burst_seconds=3.0) as front:
        if isinstance(front, Web):
            await front.http.get("/")

        async def line(text: str, after: float) -> None:
            await asyncio.sleep(after)
            await front.say(text)

        await asyncio.gather(line("老师好", 0), line("普通话证", 0.4), line("丢了怎么补办", 0.8))
        seen = await front.seen()
        assert len(seen) == 1
        assert "普通话" in seen[0]


@pytest.mark.parametrize("kind", ["voice", "image", "location", "link", "video"])
async def test_what_is_not_text_is_told_how_to_go_on(kind: str, policy: Policy, clock: Clock, tmp_path: Path) -> None:
    async with front_of("wechat", tmp_path, clock, policy) as front:
        assert isinstance(front, Wechat)
        await front.pusher.send(front.address.user, kind, MediaId="m1", Label="学府路", Title="t", Url="https://x.cn")
        assert "人工" in (await front.seen())[-1]
