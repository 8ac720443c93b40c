"""Second and third lines, as tired people type them: each is about what was said before it."""

import pytest

from bot.app import House
from handoff.ticket import TicketKind
from tests.stories.conftest import Citizen, Clock

# lines, what the last one is answered from, something that is said
ABOUT: list[tuple[tuple[str, ...], tuple[str, ...], str]] = [
    (("租房能上小学吗", "没有居住证", "户口迁过来呢"), ("enroll_migrant",), "户口"),
    (("租房能上小学吗", "没有居住证", "那社保呢"), ("enroll_migrant",), "社保"),
    (("没有居住证", "户口迁过来呢"), ("enroll_migrant",), "外地户口"),  # one entry was guessed, and speaks of it
    (("毕业证名字错了", "高中的", "学校写错的"), ("diploma_correction",), "勘误"),  # what was done tells
    (("高中转学可以吗", "省内的"), ("transfer_hs_conditions",), "没有单独写"),  # the level is not forgotten
    (("学考成绩查询", "高中的"), ("xk_score_query_review",), "没有单独写"),
    (("自考怎么转考", "外省转过来的"), ("se_transfer",), "省"),
    (("高考报名条件", "户口不在这边"), ("gk_register_eligibility",), "在就读地报名"),  # no other exam
    (("高考报名条件", "户口不在这边", "要学籍几年"), ("gk_register_eligibility",), "三年学籍"),
    (("学籍号怎么查", "查不到咋办"), ("status_number_lookup",), "查不到"),
    (("教师资格证怎么认定", "体检要去哪"), ("tq_apply_procedure",), "县人民医院"),
    (("高中毕业证丢了", "可以代办吗", "那初中的呢"), ("comp_diploma_lost",), "“小学初中毕业证丢了”"),
    (("高中毕业证丢了", "可以代办吗", "要带什么"), ("proxy_application",), "委托书"),  # a section is the last answer's
    (("教师资格证丢了", "你们周末上班吗", "那普通话证呢"), ("pth_cert_lost",), "“普通话证丢了”"),
    (("高中毕业证丢了", "能邮寄吗", "那初中的呢"), ("comp_diploma_lost",), "“小学初中毕业证丢了”"),
    (("学信网学历查询不到", "97年毕业"), ("edu_not_found",), "2001 年以前"),  # adds to the question
    (("怎么休学", "那复学呢"), ("resume_study",), "复学"),  # what stands beside it
    (("差几天能上一年级吗", "那想晚一年上呢"), ("enroll_defer",), "延缓入学"),
    (("教资认定什么时候", "下半年呢"), ("tq_apply_time",), "下半年"),
    (("毕业证照片贴错了", "能换不"), ("diploma_correction",), "改"),
    (("教资面试怎么报名", "笔试呢"), ("ntce_register",), "笔试"),
    (("普通话证查不到", "2010年考的"), ("pth_cert_query",), "先对照"),
    (("老师我想问下小孩一年级报名", "9月2号生的"), ("enroll_age",), "周岁"),  # but what it is likely to be stays so
    (("随迁子女入学", "没有社保行不行"), ("enroll_migrant",), "社保"),  # what was answered is not asked back
    (("租房的", "房东不给合同"), ("enroll_renting",), "房东不配合"),
    (("租房能上小学吗", "没得合同"), ("enroll_renting",), "合同"),  # nobody else's matter
    (("教师证丢了", "人在这边"), ("tq_cert_lost",), "没有单独写"),  # no call for a person
    (("大学毕业证丢了", "能补发原件吗"), ("hed_diploma_lost",), "原件一律不再补发"),
    (("教师资格注册", "几年一次"), ("tq_periodic_registration",), "5 年"),
    (("教资认定材料", "普通话过期了"), ("tq_apply_procedure",), "普通话"),
    (("学历认证", "2005年毕业"), ("edu_online_report",), "备案表"),  # the year is on one side of 2001
    (("教师资格证丢了", "没有工作"), ("tq_cert_lost",), "没有单独写"),  # 10 个工作日 says nothing of it
    (("怎么申请休学", "休几年"), ("suspend_study",), "本省每次休学一学年"),
    (("毕业证和教师证都丢了", "高中的"), ("hs_diploma_lost",), "高中"),  # the one is answered, the other asked back
    (("跨省转学", "没房产证"), ("transfer_cross_province",), "居住证明"),  # what was said is not contradicted
    (("跨省转学", "没房本", "多久"), ("transfer_cross_province",), "四方分别 10 个工作日"),
    (("高中能转学吗", "高二", "外省", "没有学籍"), ("transfer_hs_cross_province",), "学籍"),
    (("租房小学报名", "没得居住证得行不", "那社保呢"), ("enroll_migrant",), "社保"),
    (("教师证编号查不到", "2006年的"), ("tq_cert_verify",), "2008 年以前的证"),  # a limit speaks of any year
    (("户口在爷爷家能上学吗", "爸妈没房"), ("enroll_grandparent_home",), "父母双方在城区都没有房"),
    (("学籍上民族写错了", "多久改好"), ("status_info_correction",), "要几天"),
    (("学位证丢了", "能补原件吗"), ("hed_degree_lost",), "原证不补发"),
    (("残疾孩子上学", "残疾人证要不要"), ("enroll_disabled",), "有就带；没有的先问窗口）"),  # a bracket is not cut
    (("教师资格证丢了", "我在深圳"), ("tq_cert_cross_province",), "原来发证的机关"),
    (("教师证丢了", "在外省考的"), ("tq_cert_cross_province",), "原来发证的机关"),
    (("毕业证丢了", "高中", "我在外地", "1"), ("proxy_application",), "代办"),
    (("普通话证查不到", "能重考吗"), ("pth_cert_query",), "没有写到"),  # half a line is about what was spoken of
    (("自考怎么毕业", "论文"), ("se_graduation_apply",), "论文"),
    (("教资体检", "复检"), ("tq_apply_procedure",), "没有单独写"),
    (("孩子休学", "生病了"), ("suspend_study",), "因病"),
    (("会考没过", "毕业证能发不"), ("xk_retake",), "毕业证"),
    (("随迁子女入学", "社保断了一个月"), ("enroll_migrant",), "社保"),
    (("高考分数复核", "能看到卷子吗"), ("gk_score_review",), "不看答卷"),  # found by its meaning, not by its words
    (("报到证丢了", "2010年毕业的 当年没去报到"), ("registration_card",), "同样不能补办"),
    (("教师资格定期注册怎么弄", "我在私立学校上班能注册吗"), ("tq_periodic_registration",), "民办学校"),
    (("高中毕业证丢了", "学校说没档案", "那怎么办啊"), ("hs_diploma_lost",), "办不成怎么办"),  # and not how at all
    (("教资认定现在开始了没", "我户口在外地 在你们县教书"), ("tq_apply_where",), "居住证所在地"),  # both lines as one
    (("档案里的教师资格认定申请表没有了", "2008年认定的", "找谁盖章"), ("tq_form_lost",), "盖章"),
    (("孩子学籍转不走学校卡着不放", "为什么不放"), ("transfer_release_blocked",), "卡在哪"),
    (("我要开往年的高考成绩证明", "2012年的"), ("gk_score_certificate",), "2004 年以后的"),  # on one side of it
    (("幼升小年龄差3天", "9月3号生的"), ("enroll_age",), "不足龄"),
    (("函授毕业证丢了能补吗", "单位要"), ("adult_diploma_lost",), "没有单独写"),  # 存档单位 is another
    (("自考本科毕业证丢了", "学校早改名了"), ("se_diploma_lost",), "没有单独写"),
    (("学信网上我的照片没有", "学校说不归他们管", "那找谁"), ("diploma_correction",), "原毕业学校"),
    (("高中毕业证丢了", "不是，我说的是大学的"), ("hed_diploma_lost",), "毕业证明书"),
]


@pytest.mark.parametrize(("lines", "ids", "said"), ABOUT)
async def test_the_last_line_is_about_what_was_said_before(
    citizen: Citizen, lines: tuple[str, ...], ids: tuple[str, ...], said: str
) -> None:
    for line in lines:
        shown = await citizen.say(line)
    assert citizen.ids == ids
    assert said in shown


ASKED_BACK: list[tuple[tuple[str, ...], str, str]] = [  # lines, something that is offered, something that is not
    (("孩子转学", "三年级"), "外省", "您想问的是哪一个"),
    (("毕业证丢了和转学", "先说转学"), "转学", "哪一种毕业证"),
    (("毕业证", "丢了"), "高中", "我再问一句"),  # no menu is read out twice
    (("学历认证", "本科"), "单位要证明的是哪一种", "您想问的是哪一个"),
]


@pytest.mark.parametrize(("lines", "offered", "left_out"), ASKED_BACK)
async def test_what_decides_nothing_is_asked_back(
    citizen: Citizen, lines: tuple[str, ...], offered: str, left_out: str
) -> None:
    for line in lines:
        shown = await citizen.say(line)
    assert offered in shown
    assert left_out not in shown


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
        (("中考体育缓考", "脚崴了"), "想让招生考试办公室知道"),
        (("助学贷款怎么还", "我是2019年贷的"), "想让学生资助中心知道"),
        (("医保卡要怎么给孩子交", "学校不代收了", "那是哪个局"), "12393"),  # who it is was said, and is said again
        (("工资又拖了两个月", "我是代课老师"), "知道了"),
        (("食堂吃出虫", "投诉谁"), "学校安全科接着办"),
        (("老师课外补课", "怎么举报"), "信访与监督室接着办"),
        (("考研报名", "户口在外地"), "上面说的地方"),
        (("考研报名", "你们电话多少"), "0000-1234567"),  # ours, not that of the other place
        (("校车没来", "打给谁"), "打给学校安全科"),
        (("老师用尺子打手心", "小学二年级"), "我一起转过去"),  # the level was asked for
        (("英语四级报名", "错过了"), "上面说的地方"),
        (("代课老师补贴", "民办的"), "想让人事科知道"),
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
