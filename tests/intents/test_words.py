"""Danger, pieces, places, papers, and another thing in the same question."""

import pytest

from intents.about import about
from intents.carrying import carried
from intents.danger import read_danger
from intents.pieces import pieces
from intents.words import same_province


@pytest.mark.parametrize(
    "text",
    [
        "我想死",
        "孩子被同学打了",
        "女儿离家出走了",
        "他说要跳楼",
        "老师打孩子耳光",
        "食堂饭吃了住院",
        "吃坏肚子进医院了",
    ],
)
def test_words_of_danger(text: str) -> None:
    assert read_danger(text).dangerous


@pytest.mark.parametrize(
    "text",
    [
        "累死了", "死记硬背没用", "打我电话", "系统死机了", "教师资格证丢了", "急死我了", "打孩子的疫苗",
        "打孩子的老师电话没人接", "孩子住院了能休学吗", "吃了药去医院开证明", "没报警", "报警吗", "什么叫校园欺凌",
        "自杀预防热线是多少", "我想死了这条心能上一中吗", "孩子欺负别人被处分了怎么撤销", "不想投诉就问问算不算体罚",
        "作业多得想死",
    ],
)  # fmt: skip
def test_figures_of_speech_are_none(text: str) -> None:
    assert not read_danger(text).dangerous


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("孩子在校门口被车撞了", {"urgent_danger"}),
        ("孩子玩手机不听话我打了他", {"urgent_violence"}),
        ("外面的人要打我", {"urgent_bullying", "urgent_violence"}),
        ("老师打了孩子", {"urgent_violence"}),  # a word of several kinds is narrowed by one of a single kind
        ("我要报警", set()),
    ],
)
def test_the_kind_of_a_word_of_danger(text: str, kinds: set[str]) -> None:
    found = read_danger(text)
    assert (found.dangerous, found.kinds) == (True, kinds)


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("教师资格证丢了怎么补？普通话证怎么查？", 2),
        ("转学要什么材料，另外学籍号怎么查", 2),
        ("转学要什么材料", 1),
        ("好？", 0),
    ],
)
def test_pieces(text: str, count: int) -> None:
    assert len(pieces(text)) == count


@pytest.mark.parametrize(
    ("before", "said", "asked"),
    [
        ("教师资格证丢了怎么补", "那普通话证呢", "普通话证丢了怎么补"),
        ("小学转学要什么材料", "初中的呢", "初中转学要什么材料"),
        ("普通话证丢了怎么补", "那四级的呢", "四级证书丢了怎么补"),
        ("教师资格证丢了怎么补", "那怎么办呢", None),
        ("教师资格证丢了怎么补", "教师资格证呢", None),
    ],
)
def test_another_thing_in_the_same_question(before: str, said: str, asked: str | None) -> None:
    assert carried(before, said) == asked


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("从驻马店转到郑州", True),
        ("北京小学转回山东老家", False),
        ("从大同接到西安", False),
        ("湖北省武汉市", None),  # one town and its province
        ("武汉的武汉的学校", None),
        ("从老家转到城里", None),
    ],
)
def test_towns_of_one_province_or_of_two(text: str, same: bool | None) -> None:
    assert same_province(text) is same


@pytest.mark.parametrize("text", ["导游证丢了怎么补", "办健康证", "医师资格证书遗失", "焊工证复审要钱吗"])
def test_a_paper_of_somebody_else_is_seen(text: str) -> None:
    assert "paper:别的证" in about(text).objects


@pytest.mark.parametrize(
    "text",
    ["补证", "我的证丢了", "毕业证掉了", "教师资格证", "本科证书丢了", "二甲证", "学历认证", "带什么证件", "在读证明"],
)
def test_our_own_papers_and_no_papers_are_none_of_somebody_else(text: str) -> None:
    assert "paper:别的证" not in about(text).objects
