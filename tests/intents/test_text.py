"""One spelling for what people type."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intents.text import LONGEST, normalise

SAME = [
    ("教師資格證丟了怎麼補", "教师资格证丢了怎么补"),
    ("您好，请问老师，教师资格证丢了怎么补？？？谢谢老师", "教师资格证丢了怎么补？"),
    ("教师资格证　丢了 怎么补😭😭", "教师资格证丢了怎么补"),
    ("ＮＣＲＥ证书", "ncre证书"),
    ("孩子上初2", "孩子上初二"),
    ("孩子上3年级", "孩子上三年级"),
    ("转学\u200b手续\u202e", "转学手续"),
    ("教师资格证丢了，我身份证号＊＊＊", "教师资格证丢了"),  # masked before it gets here
    ("孩子转学，手机号是138＊＊＊00，谢谢", "孩子转学"),
    ("我的学籍号是＊＊＊，查不到", "我的学籍号，查不到"),
]


@pytest.mark.parametrize(("typed", "plain"), SAME)
def test_spellings_of_one_question_are_one(typed: str, plain: str) -> None:
    assert normalise(typed).rstrip("？") == normalise(plain).rstrip("？")


def test_a_bare_courtesy_stays() -> None:
    assert normalise("您好") == "您好"


@given(st.text(max_size=300))
def test_twice_is_once(text: str) -> None:
    once = normalise(text)
    assert normalise(once) == once
    assert len(once) <= LONGEST


@given(st.text(alphabet="请问谢老师您好？！, 咨询的一下abc１２", max_size=60))
def test_twice_is_once_for_courtesies(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)
