"""Second and third lines, as tired people type them: each is about what was said before it."""

import pytest

from bot.app import House
from handoff.ticket import TicketKind
from tests.stories.conftest import Citizen, Clock

# lines, what the last one is answered from, something that is said
ABOUT: list[tuple[tuple[str, ...], tuple[str, ...], str]] = [
    (("租房能上小学吗", "没有居住证", "户口迁过来呢"), ("enroll_migrant",), "户口"),  # a condition stays
    (("租房能上小学吗", "没有居住证", "那社保呢"), ("enroll_migrant",), "社保"),
    (("没有居住证", "户口迁过来呢"), ("enroll_migrant",), "外地户口"),  # one entry was guessed, and speaks of it
    (("毕业证名字错了", "高中的", "学校写错的"), ("diploma_correction",), "勘误"),  # what was done tells
    (("高中转学可以吗", "省内的"), ("transfer_hs_conditions",), "省"),  # the level is not forgotten
    (("学考成绩查询", "高中的"), ("xk_score_query_review",), "高中"),
    (("自考怎么转考", "外省转过来的"), ("se_transfer",), "别的省"),
    (("高考报名条件", "户口不在这边"), ("gk_migrant_children",), "随迁"),  # no other exam
    (("高考报名条件", "户口不在这边", "要学籍几年"), ("gk_migrant_children",), "三年学籍"),
    (("学籍号怎么查", "查不到咋办"), ("status_number_lookup",), "查不到"),
    (("教师资格证怎么认定", "体检要去哪"), ("tq_apply_procedure",), "指定医院"),
    (("高中毕业证丢了", "可以代办吗", "那初中的呢"), ("comp_diploma_lost",), "“小学初中毕业证丢了”"),
    (("高中毕业证丢了", "可以代办吗", "要带什么"), ("proxy_application",), "委托书"),  # a section is the last answer's
    (("教师资格证丢了", "你们周末上班吗", "那普通话证呢"), ("pth_cert_lost",), "“普通话证丢了”"),
    (("毕业证和教师证都丢了", "高中的"), ("hs_diploma_lost",), "高中"),  # the one is answered, the other asked back
]


@pytest.mark.parametrize(("lines", "ids", "said"), ABOUT)
async def test_the_last_line_is_about_what_was_said_before(
    citizen: Citizen, lines: tuple[str, ...], ids: tuple[str, ...], said: str
) -> None:
    for line in lines:
        shown = await citizen.say(line)
    assert citizen.ids == ids
    assert said in shown


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("你们电话多少", "0000-1234567"),
        ("你们几点下班", "工作日 8:30"),
        ("要实名吗", "不用写姓名"),
        ("会保密吗", "只给值班人员看"),
        ("在哪投诉", "我要投诉"),
    ],
)
async def test_questions_about_the_service_are_answered_while_a_ticket_is_open(
    house: House, clock: Clock, asked: str, said: str
) -> None:
    for before in (("人工",), ("人工", "孩子上学的事")):
        citizen = Citizen(house, clock)
        for line in before:
            await citizen.say(line)
        assert said in await citizen.say(asked)
        assert citizen.decision
        assert citizen.decision.forward  # the desk reads it all the same


async def test_where_to_complain_is_answered_with_the_complaint_that_is_open(citizen: Citizen) -> None:
    await citizen.say("我要投诉红星小学乱收费")
    assert citizen.decision
    assert citizen.decision.handoff
    assert citizen.decision.handoff.kind is TicketKind.COMPLAINT
    assert "已经在值班人员那里" in await citizen.say("在哪投诉")


async def test_what_follows_on_a_matter_of_another_desk_is_about_that(citizen: Citizen) -> None:
    await citizen.say("校服太贵")
    assert "基础教育科接着办" in await citizen.say("学校不管")
    await citizen.say("1")
    assert citizen.decision
    assert citizen.decision.handoff
    assert "学校不管" in citizen.decision.handoff.subject
