"""What a parent or teacher lives through, one story a promise of the dialogue."""

import asyncio
import uuid
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.app import House, build
from bot.commands.feedback import read_feedback
from bot.message import Address, Kind, Message
from bot.policy.current import Policy
from bot.schema.migrate import migrate
from bot.settings import Settings
from handoff.ticket import TicketKind
from tests.stories.conftest import Citizen, Clock

SATURDAY = datetime(2026, 11, 28, 2, 0, tzinfo=UTC)


async def test_follow_ups_are_about_what_was_just_answered(citizen: Citizen) -> None:
    await citizen.say("教师资格证丢了怎么补办")
    assert "材料" in await citizen.say("要带什么材料")
    assert citizen.ids == ("tq_cert_lost",)
    assert (await citizen.say("多久能办好")).startswith("时限")
    await citizen.say("那普通话证呢")
    assert citizen.ids == ("pth_cert_lost",)


async def test_a_question_back_is_answered_by_number_word_or_a_fresh_question(citizen: Citizen) -> None:
    asked = await citizen.say("毕业证丢了")
    assert citizen.kind == "unclear"
    assert "1 " in asked
    await citizen.say("1")
    assert citizen.kind in ("sure", "unknown")  # an answer, never another menu
    await citizen.say("毕业证丢了")
    await citizen.say("教师资格证丢了怎么补办")
    assert citizen.ids == ("tq_cert_lost",)


async def test_long_ago_is_said_and_offered_again(citizen: Citizen, clock: Clock) -> None:
    await citizen.say("教师资格证丢了怎么补办")
    clock.pass_by(minutes=40)
    assert "隔得有点久" in await citizen.say("要带什么材料")
    await citizen.say("1")
    assert citizen.ids == ("tq_cert_lost",)


async def test_a_person_off_duty_tells_the_truth_and_takes_a_number(citizen: Citizen, clock: Clock) -> None:
    clock.now = SATURDAY
    said = await citizen.say("人工")
    assert "现在是周六 10:00" in said
    assert "周一 8:30 有人回您" in said
    said = await citizen.say("孩子学籍转不过来，我的电话13800138000")
    assert "电话记下了" in said
    assert not any("13800138000" in line for line in await citizen.page())


async def test_while_a_person_has_the_chat_the_bot_is_silent(house: House, citizen: Citizen, clock: Clock) -> None:
    await citizen.say("人工")
    await _officer(house, citizen, clock, "您好，请说。")
    assert "我先不插话" in await citizen.say("孩子学籍转不过来")  # once: who is there, and the way back
    assert await citizen.say("教师资格证丢了怎么补办") == ""
    assert "这次咨询先到这里" in await citizen.say("结束")
    assert "资格" in await citizen.say("教师资格证丢了怎么补办")


async def test_rating_once_with_a_word_when_low(house: House, citizen: Citizen, clock: Clock) -> None:
    await citizen.say("人工")
    ticket = await _officer(house, citizen, clock, "已经办好了。")
    async with house.database.write() as conn:
        await house.desk.close(conn, ticket, 1, "已答复", key="close", now=clock())
    assert "满意吗" in (await citizen.page())[-1]
    assert "哪里不好" in await citizen.say("5")
    assert "记下了" in await citizen.say("等了三天才回")
    assert "记下了" not in await citizen.say("等了三天才回")


async def test_no_rating_after_something_urgent(house: House, citizen: Citizen, clock: Clock) -> None:
    said = await citizen.say("我不想活了")
    assert "12356" in said
    assert not citizen.offered
    ticket = await _officer(house, citizen, clock, "我在，慢慢说。")
    async with house.database.write() as conn:
        await house.desk.close(conn, ticket, 1, "已联系家长和学校", key="close", now=clock())
    assert not any("满意吗" in line for line in await citizen.page())


async def test_complaint_help_and_suggestion_are_tickets_of_their_kind(house: House, clock: Clock) -> None:
    for text, kind in (
        ("我要投诉城关小学乱收费", TicketKind.COMPLAINT),
        ("求助！孩子没有学校收", TicketKind.HELP),
        ("建议早读时间推迟一点", TicketKind.SUGGESTION),
    ):
        citizen = Citizen(house, clock)
        assert "受理号" in await citizen.say(text)
        assert citizen.decision
        assert citizen.decision.handoff
        assert citizen.decision.handoff.kind is kind


async def test_progress_names_the_section_and_not_the_officer(house: House, citizen: Citizen, clock: Clock) -> None:
    await citizen.say("我要投诉城关小学乱收费")
    await _officer(house, citizen, clock, "正在核实。")
    said = await citizen.say("我的问题处理得怎样了")
    assert "受理号" in said
    assert "王" not in said


async def test_somebody_elses_number_says_nothing(house: House, citizen: Citizen, clock: Clock) -> None:
    await citizen.say("我要投诉城关小学乱收费")
    stranger = Citizen(house, clock)
    ticket = citizen.decision and citizen.decision.replies[0].text
    number = next(word for word in (ticket or "").replace("）", " ").split() if word[:1] == "A" and word[1:].isdigit())
    assert "没有查到" in await stranger.say(f"查进度 {number}")


async def test_useless_leads_on_and_reaches_the_curator(house: House, citizen: Citizen) -> None:
    await citizen.say("教师资格证丢了怎么补办")
    assert "转人工" in await citizen.say("没用")
    async with house.database.read() as conn:
        feedback = await read_feedback(conn)
    assert feedback["tq_cert_lost"].verdicts["useless"] == 1
    assert feedback["tq_cert_lost"].questions == ["教师资格证丢了怎么补办"]


@pytest.mark.parametrize("kind", [Kind.VOICE, Kind.IMAGE, Kind.LOCATION, Kind.LINK, Kind.OTHER])
async def test_other_kinds_are_told_how_to_go_on(citizen: Citizen, kind: Kind) -> None:
    assert "人工" in await citizen.say("", kind=kind)


async def test_traditional_characters_are_understood(citizen: Citizen) -> None:
    await citizen.say("教師資格證丟了怎麼補辦")
    assert citizen.ids == ("tq_cert_lost",)


@pytest.mark.parametrize("text", ["", "？", "😀😀", "\x00", "\ud800", "长" * 10_000, "\u202e\u200f"])
async def test_bad_input_gets_a_clear_answer(citizen: Citizen, text: str) -> None:
    assert await citizen.say(text)


async def test_a_burst_is_one_question(policy: Policy, clock: Clock, tmp_path: Path) -> None:
    house = build(Settings(data_dir=tmp_path, burst_seconds=3), clock=clock, policy=policy)
    await migrate(house.database)
    someone = Address(channel="web", user=uuid.uuid4().hex)

    async def send(text: str, after: float) -> list[str]:
        await asyncio.sleep(after)
        message = Message(address=someone, external_id=uuid.uuid4().hex, text=text, received_at=clock())
        return [reply.text for reply in (await house.reception.receive(message)).replies]

    first, second, third = await asyncio.gather(send("老师好", 0), send("普通话证", 0.4), send("丢了怎么补办", 0.8))
    assert not first
    assert not second
    assert third
    assert "普通话" in third[0]
    await house.close()


async def _officer(house: House, citizen: Citizen, clock: Clock, text: str) -> int:
    """王老师 takes the citizen's ticket and answers."""
    from bot.keeping import store

    async with house.database.write() as conn:
        await house.officers.first_officer(conn)
        conversation = await store.find_conversation(conn, citizen.address)
        assert conversation
        ticket = await house.desk.open_ticket(conn, conversation)
        assert ticket
        await house.desk.claim(conn, ticket.id, 1, now=clock())
        await house.desk.reply(conn, ticket.id, 1, text, key=uuid.uuid4().hex, now=clock())
    return ticket.id


async def test_what_the_platform_sends_again_is_no_next_line(policy: Policy, clock: Clock, tmp_path: Path) -> None:
    house = build(Settings(data_dir=tmp_path, burst_seconds=0.5), clock=clock, policy=policy)
    await migrate(house.database)
    parent = Citizen(house, clock)
    await parent.say("教师资格证丢了怎么补")
    first = parent.last
    assert first
    waits = asyncio.create_task(parent.say("毕业证"))
    await asyncio.sleep(0.1)
    again = await house.reception.receive(first)
    assert again.repeated
    assert [reply.text for reply in again.replies]
    assert await waits
    await house.close()
