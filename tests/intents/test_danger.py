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
        "孩子在学校没了",
        "娃在幼儿园没了",
        "孩子从学校没了",
        "打给老师一耳光",
        "有没有人欺负我娃",
        "孩子不是丢了 是被人带走了",
        "怕他被报复不敢报警 他们天天打他",
        "他妈跑了 他爸坐牢 孩子不见了",
        "他爸打他 他妈不管",
        "我妈走了 我也想走",
        "没人管 老师欺负他",
        "没有一天没人打我",
        "怎么会没人欺负他呢",
        "没人欺负他怎么会天天哭",
        "学校说没有人欺负，孩子现在不敢回去",
        "没人欺负我是我自己划的",
        "孩子没说被欺负，就是不肯去学校",
        "他没提被霸凌 就是天天发抖",
        "老师没说打人 可是孩子耳朵出血了",
        "孩子不是不见了吗，怎么没人管",
        "这不是失踪了吗都两天了",
        "我家孩子不是丢了吗",
        "孩子跟他爸走了联系不上",
        "孩子和她妈妈走了找不到人",
        "孩子爸爸不管孩子联系不上",
        "我怕老师针对我 他每天把我关起来",
        "老师会针对我孩子，让他在厕所吃饭，怎么办",
        "继父晚上进我房间 不敢说姓名 我怕",
        "老师晚上叫我去他房间 我不敢说名字 怕",
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
        "我没有证据 就是娃儿说的",
        "他妈跑了找不到人",
        "他爸跑了联系不上",
        "我不敢说名字 怕娃儿被针对",
        "我不敢说 怕孩子被针对",
        "他爹妈离了 他妈不管 我一个老太婆带着",
        "他爹坐牢去了 我带孙子",
        "孩子从学校毕业证没了",
        "孩子在学校饭卡没了",
        "孩子在老家户口没了",
        "孩子到年龄学位没了",
        "没人欺负他",
        "我没说欺负啊 我说的是收费",
        "不是娃儿丢了 是他妈走了",
    ],
)
def test_it_is_none(engine: Engine, text: str) -> None:
    assert engine.match(text).kind is not Kind.URGENT


def test_the_police_by_themselves_are_no_word_of_danger_and_name_no_kind() -> None:
    assert not read_danger(normalise("已经报警了")).dangerous
    call = read_danger(normalise("快报警"))
    assert (call.dangerous, call.kinds) == (True, frozenset())


def test_how_sure_it_is_of_the_danger_is_told(engine: Engine) -> None:
    """A word that names it leaves no doubt; what the model only guesses is asked about first."""
    named, plain, guessed = (engine.match(text) for text in ("同学欺负我", "他们天天打他 我不敢出门", "他家里人不见了"))
    assert named.topic_share == 1.0
    assert guessed.kind is Kind.URGENT
    assert 0 < guessed.topic_share < plain.topic_share
