"""Danger, pieces, and another thing in the same question."""

import pytest

from intents.carrying import carried
from intents.danger import danger
from intents.pieces import pieces


@pytest.mark.parametrize("text", ["我想死", "孩子被同学打了", "女儿离家出走了", "他说要跳楼", "老师打孩子耳光"])
def test_words_of_danger(text: str) -> None:
    assert danger(text)


@pytest.mark.parametrize("text", ["累死了", "死记硬背没用", "打我电话", "系统死机了", "教师资格证丢了", "急死我了"])
def test_figures_of_speech_are_none(text: str) -> None:
    assert not danger(text)


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
        ("教师资格证丢了怎么补", "那怎么办呢", None),
        ("教师资格证丢了怎么补", "教师资格证呢", None),
    ],
)
def test_another_thing_in_the_same_question(before: str, said: str, asked: str | None) -> None:
    assert carried(before, said) == asked
