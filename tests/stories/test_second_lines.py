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
    (("高中毕业证丢了", "能邮寄吗", "那初中的呢"), ("comp_diploma_lost",), "“小学初中毕业证丢了”"),
    (("学信网学历查询不到", "97年毕业"), ("edu_not_found",), "2001 年以前"),  # adds to the question
    (("教资认定什么时候", "下半年呢"), ("tq_apply_time",), "下半年"),
    (("毕业证照片贴错了", "能换不"), ("diploma_correction",), "改"),
    (("教资面试报名", "笔试呢"), ("ntce_register",), "笔试"),
    (("普通话证查不到", "2010年考的"), ("pth_cert_query",), "2010年"),
    (("老师我想问下小孩一年级报名", "9月2号生的"), ("enroll_age",), "周岁"),  # but what it is likely to be stays so
    (("随迁子女入学", "没有社保行不行"), ("enroll_migrant",), "社保"),  # what was answered is not asked back
    (("租房的", "房东不给合同"), ("enroll_renting",), "房东"),  # and not read out again
    (("租房能上小学吗", "没得合同"), ("enroll_renting",), "合同"),  # nobody else's matter
    (("教师证丢了", "人在这边"), ("tq_cert_lost",), "人在这边"),  # no call for a person
    (("大学毕业证丢了", "能补发原件吗"), ("hed_diploma_lost",), "原件一律不再补发"),
    (("教师资格注册", "几年一次"), ("tq_periodic_registration",), "5 年"),
    (("教资认定材料", "普通话过期了"), ("tq_apply_procedure",), "普通话"),
    (("学历认证", "2005年毕业"), ("edu_online_report",), "备案表"),  # the year is on one side of 2001
    (("教师资格证丢了", "没有工作"), (), "答复里没写"),  # 10 个工作日 says nothing of it
    (("怎么申请休学", "休几年"), ("suspend_study",), "这一条里说到的是：\n本省每次休学一学年"),
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


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (("营养餐补助", "什么时候发"), "学生资助中心最清楚"),
        (("中考体育缓考", "骨折了"), "招生考试办公室最清楚"),
        (("食堂吃出虫", "投诉谁"), "学校安全科接着办"),
        (("老师课外补课", "怎么举报"), "信访与监督室接着办"),
        (("考研报名", "户口在外地"), "上面说的地方"),
        (("考研报名", "你们电话多少"), "0000-1234567"),  # ours, not that of the other place
    ],
)
async def test_whose_matter_it_is_stays_in_mind(citizen: Citizen, lines: tuple[str, ...], said: str) -> None:
    for line in lines:
        shown = await citizen.say(line)
    assert said in shown
    assert citizen.ids == ()


async def test_what_follows_on_a_matter_of_another_desk_is_about_that(citizen: Citizen) -> None:
    await citizen.say("校服太贵")
    assert "基础教育科接着办" in await citizen.say("学校不管")
    await citizen.say("1")
    assert citizen.decision
    assert citizen.decision.handoff
    assert "学校不管" in citizen.decision.handoff.subject
