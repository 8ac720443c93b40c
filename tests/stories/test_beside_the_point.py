"""What comes first in an answer, and what is said where an answer does not say what was asked."""

import pytest

from bot.dialogue.turn import Context, checksum
from tests.stories.conftest import Citizen

# a question, and what its answer begins with
LEADS: list[tuple[str, str]] = [
    ("成考啥时候报名", "成人高考：一年一次"),  # of all exams, the one that is named
    ("单招录上了，还能参加六月的高考么", "高职单招：已被录取的，不能再参加当年高考。"),
    ("听说初一上学期不让转学，有这个规定没有", "起始年级：一年级、初一头一学期"),
    ("没有社保，孩子能不能在这边读小学", "要不要社保：不要求。"),
    ("教师资格证丢了怎么补", "找原来发证的机关申请补发"),  # nothing but the matter itself: in its own order
]


@pytest.mark.parametrize(("question", "first"), LEADS)
async def test_what_was_asked_stands_first(citizen: Citizen, question: str, first: str) -> None:
    shown = await citizen.say(question)
    assert shown.startswith(first), shown


# lines, and something that is said to the last one
SAID: list[tuple[tuple[str, ...], str]] = [
    (("家里困难 高中学费能减不", "免学费的条件是啥"), "这一点我这里没有写"),  # whose it is was said
    (
        ("家里困难 高中学费能减不", "高一 不是低保户 单亲的 能申请不"),
        "这一点我这里没有写",
    ),  # no menu of our own matters
    (("家里困难 高中学费能减不", "特困就不用交学费了吗"), "这一点我这里没有写"),
    (("幼儿园大班 想换个公立的", "我说的是公立幼儿园大班插班 你说三岁干嘛"), "对不起，没答到点上"),
    (("学校午托一个月收我600 合理不", "不是校外 是学校自己搞的课后服务"), "课后服务"),  # another matter after all
    (("报的补习班跑路了 钱咋要回来", "12315要先打还是先找你们"), "退费纠纷打 12315"),  # asked, and nobody called
    (("教师招聘要不要应届", "我28了 超龄没"), "人事科"),  # and no child's age
    (("孩子抑郁症医生让休息半年 咋办休学", "那今年停了 明年还是回原来那个年级吗"), "由本省定"),
    (("怎么申请休学", "我问要不要交学费 你答非所问"), "对不起，没答到点上"),
    (("高中毕业证丢了", "能让我妈去办不", "委托书有模板吗"), "写清委托谁"),  # and no list of conditions
    (("外地户口怎么上学", "没满6个月呢 有别的办法不"), "办不成怎么办"),  # and not how at all
    (("教师资格定期注册", "注册完证上会盖章吗"), "没找到"),  # and no nurse's paper
    (("教师资格体检去哪", "还有我怀孕了咋拍片"), "怀孕的先告诉医生"),  # and no alarm
]


@pytest.mark.parametrize(("lines", "said"), SAID)
async def test_it_is_owned_that_it_stands_nowhere(citizen: Citizen, lines: tuple[str, ...], said: str) -> None:
    for line in lines:
        shown = await citizen.say(line)
    assert said in shown


async def test_the_paragraph_of_another_office_is_read_out_once(citizen: Citizen) -> None:
    first = await citizen.say("家里困难 高中学费能减不")
    await citizen.say("转学要什么材料")
    again = await citizen.say("助学金一年多少钱")
    assert "学生资助中心" in again
    assert first.partition("\n")[0] not in again


async def test_where_it_may_stand_is_one_tap_away(citizen: Citizen) -> None:
    await citizen.say("转学到外省怎么办")
    assert "没有写到这一点" in await citizen.say("以后中考算不算往届")
    await citizen.tap("省内转学")
    assert citizen.ids == ("transfer_in_province",)


def test_what_was_told_of_is_remembered() -> None:
    kept = Context(told_of=("edu_student_aid",), said=checksum("x")).to_json()
    assert Context.from_json(kept).told_of == ("edu_student_aid",)
