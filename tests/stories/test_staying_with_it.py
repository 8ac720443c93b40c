"""A line stays with what it is about: another section's matter, the one that is corrected to, the one left open."""

import pytest

from tests.stories.conftest import Citizen

# lines, and something that is said to the last one
SAID: list[tuple[tuple[str, ...], str]] = [
    # Details for another section are that section's, whatever else they resemble.
    (("班主任在家里开小灶收费 我要反映", "实验中学初三 物理老师 在他家小区楼上"), "教师工作科"),
    (("凭什么把我们小区划到那么远的学校", "阳光花园 5栋"), "基础教育科"),
    (("凭什么把我们小区划到那么远的学校", "后年会不会改回来"), "这一点我这里没有写"),
    (("县里今年招不招老师", "往届生能考吗 21年毕业的"), "人事科"),  # and no 高考, which nobody named
    (("想从乡镇调到县城教书", "那先不调了 我再问下要教满几年"), "人事科"),  # a question, and no goodbye
    # Who says what they are talking of gets that.
    (("学区怎么查", "说的不是学区 我在说老师收钱补课"), "信访与监督室"),
    (("县里高中转学条件", "我又没说要去外省 县里两个高中之间转"), "高中互转"),
    # As ever it is, so no other matter is meant.
    (("县里高中转学条件", "户口没迁 住的地方也没换"), "户籍和居住地都迁过来"),
    # What by itself is beside the open matter is that, where the matter was spoken of.
    (("二年级想转到县城实验小学 现在在乡下", "实验小学说满了"), "这所学校满了"),
    (("孩子没有学籍要补建", "老家学校不放"), "卡在哪"),
    # A word for one of the choices is that choice; a circumstance leaves the question open.
    (("自考登记表丢了", "我在深圳 回不去", "可以快递吗"), "能不能邮寄要看办哪件事"),
    (("孩子厌学不去学校怎么办", "医院开了证明的"), "还要先知道是哪一种"),
    # What the bureau itself adds to a sentence comes with it.
    (("外地户口怎么上小学", "打零工的没有合同 用啥代替"), "本县"),
]


@pytest.mark.parametrize(("lines", "said"), SAID)
async def test_the_last_line_is_of_that_matter(citizen: Citizen, lines: tuple[str, ...], said: str) -> None:
    for line in lines:
        shown = await citizen.say(line)
    assert said in shown


async def test_the_matter_that_is_open_is_not_left_for_the_one_before(citizen: Citizen) -> None:
    await citizen.say("高中能转学吗")
    await citizen.say("那转职高呢")
    await citizen.say("职高转普高还能转回来吗")
    assert citizen.ids == ("transfer_general_vocational",)


async def test_what_was_offered_can_be_said(citizen: Citizen) -> None:
    """「不是…」 in front does not make it something else."""
    await citizen.say("中考手断了右手写不了字")
    assert "您看看是不是下面" not in await citizen.say("不是残疾 是打球摔断的 写不了字想延长时间")


async def test_a_menu_does_not_hide_whose_matter_it_rather_is(citizen: Citizen) -> None:
    shown = await citizen.say("残疾证怎么申请")
    for said in ("残联", "不是问这个的话", "残疾孩子入学"):
        assert said in shown
    assert "特教学校" in await citizen.say("残疾孩子入学")


async def test_what_names_our_own_papers_is_not_sent_to_another_office(citizen: Citizen) -> None:
    assert "不归教育部门" not in await citizen.say("CET4证书补办")


async def test_a_record_that_is_missing_asks_for_no_progress(citizen: Citizen) -> None:
    assert "正在处理的问题" not in await citizen.say("花呗完善学历上面没有我的学历怎么办")
    assert "正在处理的问题" in await citizen.say("我上次反映的那个事怎么样了")
