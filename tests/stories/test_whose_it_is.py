"""First lines that a rule about this service might take for itself: they are answered, or go where they belong."""

import pytest

from tests.stories.conftest import Citizen

# a first line, what is said to it, and what is not
SAID: list[tuple[str, str, str]] = [
    # Nothing is registered, with a date, that another office sees to.
    ("投诉红星建筑公司拖欠农民工工资", "12333", "已经登记"),
    ("举报我们小区物业封堵消防通道", "想找教育局的人", "已经登记"),
    ("举报初二班主任在家有偿补课", "已经登记", "想找教育局的人"),
    # A call for help is registered, and answered where that is known.
    ("求助！孩子没有学校收", "这所学校满了", "想找教育局的人"),
    # Rubbish is no abuse.
    ("反对在学校旁边建垃圾场", "", "让您着急了"),
    ("你们就是垃圾", "让您着急了", "想找教育局的人"),
    # Who wants a person gets one; who only asks is told.
    ("你是机器人还是真人，我要真人", "受理号", "回复 1"),
    ("你是机器人还是真人", "不是真人", "受理号"),
    # Other papers and other places have their own words.
    ("狗证在哪办", "想找教育局的人", "学府路"),
    ("狗证怎么办", "想找教育局的人", "您问的是哪件事"),
    ("微信实名认证失败怎么弄", "拿不准", "不用写姓名"),
    ("坐几路车到教育局", "手机地图", "想找教育局的人"),
]


@pytest.mark.parametrize(("line", "said", "not_said"), SAID)
async def test_a_first_line_goes_where_it_belongs(citizen: Citizen, line: str, said: str, not_said: str) -> None:
    shown = await citizen.say(line)
    assert said in shown
    assert not_said not in shown


# lines, what is said to the last one, and what is not
ANEW: list[tuple[tuple[str, ...], str, str]] = [
    (("社保卡怎么补", "算了 我问普通话报名"), "普通话测试不限户籍", "上面说的地方"),
    (("教资丢了", "都不是 我是想报成人高考"), "成考", "受理号"),
    (("成考怎么报名", "哎 算了 我问下我娃转学的事"), "转学", "回复 1"),
    (("普通话证丢了", "我问普通话啥时候考"), "普通话测试不限户籍", "随查随出"),
    # Whoever is being cheated hears so, whosever the exam is.
    (("自考怎么报名", "网上说有人可以代报 交3800包过"), "骗", "上面说的地方"),
    (("自考怎么报名", "已经交了钱 现在不回我消息"), "110", "上面说的地方"),
    # A school that is gone is no child that is gone.
    (("我以前当过民办教师 现在有补贴吗", "村小早就没了"), "人事科", "110"),
    # A room is not where one is examined; 证件照 is a photograph.
    (("教资在哪认定", "体检在哪做"), "县人民医院", "208"),
    (("教资认定材料", "照片要不要"), "证件照", "没有写"),
]


@pytest.mark.parametrize(("lines", "said", "not_said"), ANEW)
async def test_a_later_line_goes_where_it_belongs(
    citizen: Citizen, lines: tuple[str, ...], said: str, not_said: str
) -> None:
    for line in lines:
        shown = await citizen.say(line)
    assert said in shown
    assert not_said not in shown
