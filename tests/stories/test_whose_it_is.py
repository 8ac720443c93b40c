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
