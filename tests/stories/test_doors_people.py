"""Asking for a person, waiting, being with one, and what comes after: through the web page and through WeChat."""

from datetime import UTC, datetime

import pytest

from bot.dialogue.aftercare import TICKET_NUMBER
from handoff import lookup
from handoff.ticket import Status, Ticket, TicketKind
from tests.channels.front import Front
from tests.stories.test_doors_talk import LOST, told

SATURDAY = datetime(2026, 11, 28, 2, 0, tzinfo=UTC)
CALLS = ["人工", "转人工", "找个人", "打电话给我", "轉人工客服", "我要跟人说话，不要机器人", "还是人工吧", "有人吗"]


async def ticket_of(front: Front) -> Ticket | None:
    from bot.keeping import store

    async with front.house.database.read() as conn:
        conversation = await store.find_conversation(conn, front.address)
        assert conversation is not None
        found = await lookup.of_conversation(conn, conversation)
    return found[0] if found else None


@pytest.mark.parametrize("call", CALLS)
async def test_a_person_in_one_step(front: Front, call: str) -> None:
    assert "受理号" in await told(front, call)
    ticket = await ticket_of(front)
    assert ticket is not None
    assert ticket.is_open


async def test_off_duty_the_truth_a_number_and_a_phone_if_wished(front: Front) -> None:
    front.clock.now = SATURDAY
    said = await told(front, "人工")
    assert "现在是周六 10:00，没有人值班，周一 8:30 有人回您" in said
    number = TICKET_NUMBER.search(said)
    assert number is not None
    assert "记下了" in await told(front, "孩子学籍转不过来")
    assert "电话记下了" in await told(front, "13800138000")
    ticket = await ticket_of(front)
    assert ticket is not None
    assert (ticket.number, ticket.subject, ticket.contact) == (number[1], "孩子学籍转不过来", "13800138000")


async def test_silent_while_a_person_is_there_and_fresh_afterwards(front: Front) -> None:
    await told(front, LOST)
    await told(front, "人工")
    await front.officer_says("您好，请说。")
    await front.settle()
    assert "我先不插话" in await told(front, "孩子学籍转不过来")
    assert await told(front, LOST) == ""
    assert "先到这里" in await told(front, "结束")
    assert "材料" not in (await told(front, "要带什么材料")).splitlines()[0][:3]  # nothing is carried over
    assert "不用登报" in await told(front, LOST)


async def test_an_officer_who_left_the_chat_does_not_leave_the_citizen_alone(front: Front) -> None:
    await told(front, "人工")
    await told(front, "孩子学籍转不过来")
    await front.officer_says("我看一下。")
    await front.settle()
    front.clock.pass_by(hours=1)
    assert "值班人员看得到" in await told(front, "还有一件事想说清楚")


async def test_rated_once_by_number_or_word_with_a_word_if_low(front: Front) -> None:
    await told(front, "人工")
    await front.officer_says("已经办好了。")
    await front.officer_closes()
    await front.settle()
    assert "满意吗" in (await front.seen())[-1]
    assert "哪里不好" in await told(front, "不太满意")
    assert "记下了" in await told(front, "等了三天才回")
    assert await front.is_rated()
    assert "记下了" not in await told(front, "等了三天才回")


async def test_the_rating_stands_in_nobodys_way(front: Front) -> None:
    await told(front, "人工")
    await front.officer_says("已经办好了。")
    await front.officer_closes()
    await front.settle()
    assert "不用登报" in await told(front, LOST)
    assert not await front.is_rated()


async def test_progress_names_date_and_section_but_no_officer(front: Front) -> None:
    said = await told(front, "我要投诉城关小学乱收费")
    number = TICKET_NUMBER.search(said)
    assert number is not None
    assert "正在排队" in await told(front, f"查进度 {number[1]}")
    await front.officer_says("正在核实。")
    await front.settle()
    said = await told(front, "我的问题处理得怎样了")
    assert number[1] in said
    assert "答复您" in said
    assert "王" not in said
    assert "没有查到" in await told(front, "查进度 B2345")


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("我要投诉城关小学乱收费", TicketKind.COMPLAINT),
        ("求助！孩子没有学校收", TicketKind.HELP),
        ("建议早读时间推迟一点", TicketKind.SUGGESTION),
    ],
)
async def test_complaint_help_and_suggestion_are_tickets_of_their_kind(
    front: Front, text: str, kind: TicketKind
) -> None:
    said = await told(front, text)
    assert "受理号" in said
    assert "最晚" in said
    ticket = await ticket_of(front)
    assert ticket is not None
    assert ticket.kind is kind


async def test_somebody_in_danger_is_never_alone(front: Front) -> None:
    said = await told(front, "我不想活了")
    assert "12356" in said
    ticket = await ticket_of(front)
    assert ticket is not None
    assert ticket.urgent
    assert not await front.choices()
    assert "120" in await told(front, "没事了，算了")  # said by somebody in danger it ends nothing
    ticket = await ticket_of(front)
    assert ticket is not None
    assert ticket.status is Status.WAITING
    meanwhile = await told(front, LOST)
    assert "我一直在" in meanwhile
    assert not await front.choices()
    await front.officer_says("我在，慢慢说。")
    await front.officer_closes()
    await front.settle()
    assert not any("满意吗" in text for text in await front.seen())


async def test_the_second_miss_anger_and_uselessness_lead_to_a_person(front: Front) -> None:
    await told(front, "紫色的那个东西放哪一层")
    assert "1" in await told(front, "绿色的放在几号柜子")
    assert "受理号" in await told(front, "好的")
    await told(front, "结束")
    assert "受理号" in await told(front, "什么破机器人，气死我了")
