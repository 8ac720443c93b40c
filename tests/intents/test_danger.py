"""What is an alarm and what only sounds like one, with all that was learned."""

import pytest

from intents.danger import read_danger
from intents.engine import Engine
from intents.match import Kind
from intents.text import normalise


@pytest.mark.parametrize(
    "text",
    [
        "放学路上有几个大孩子拦着我儿子",
        "孩子两天不吃不喝 锁在屋里",
        "孩子不吃饭不说话一个月了",
        "老师拿针扎孩子",
        "初三女生怀孕了怎么办",
        "我怀孕了 我上初三",
        "班里同学笑话他胖 他不敢去学校",
        "老师打了我儿子一耳光",
        "老师踢了孩子",
        "吃了营养餐好几个孩子送医院",
        "我要报警",
        "孩子丢了已经报警了",
        "今天是我最后一天了",
        "最后一天了 我不想活了",
        "爷爷走了 我也想走",
        "他们每天都这样打我",
        "老师打我 我打12345",
        "我没看 他打我耳光",
    ],
)
def test_it_is_an_alarm(engine: Engine, text: str) -> None:
    assert engine.match(text).kind is Kind.URGENT


@pytest.mark.parametrize(
    "text",
    [
        "孩子坐跳楼机坐吐了",
        "今天最后一天了！！！",
        "明天就是最后一天 系统进不去",
        "报名就剩最后一天",
        "爷爷走了",
        "奶奶走了没人带",
        "他爸没了 抚养权在我",
        "我已经报警了 钱没退",
        "报警了没用",
        "我怀孕了不能拍胸片",
        "高中老师怀孕请假",
        "他爸在外打工 就我带孩子",
        "孩子被老师留校到晚上九点",
        "每天都这样",
        "打学生证明在哪",
        "那我就打12333",
        "那我就打给学校",
        "他说我抄袭 我没抄",
        "他说我手机响了 我没看",
        "村小早就没了",
    ],
)
def test_it_is_none(engine: Engine, text: str) -> None:
    assert engine.match(text).kind is not Kind.URGENT


def test_the_police_by_themselves_are_no_word_of_danger_and_name_no_kind() -> None:
    assert not read_danger(normalise("已经报警了")).dangerous
    call = read_danger(normalise("快报警"))
    assert (call.dangerous, call.kinds) == (True, frozenset())
