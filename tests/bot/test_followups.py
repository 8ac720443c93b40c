"""Which section a short question asks for."""

import pytest

from bot.followups import asked_section, names_nothing, wants_other
from faq.answer import Section


@pytest.mark.parametrize(
    ("text", "section"),
    [
        ("要带什么材料", Section.MATERIALS),
        ("那要准备些啥", Section.MATERIALS),
        ("需要什么证件呀", Section.MATERIALS),
        ("多久能办好", Section.TIME_LIMIT),
        ("几天能下来？", Section.TIME_LIMIT),
        ("要等多长时间", Section.TIME_LIMIT),
        ("要钱吗", Section.FEE),
        ("收费不", Section.FEE),
        ("多少钱", Section.FEE),
        ("在哪办", Section.WHERE),
        ("去哪里办理呢", Section.WHERE),
        ("地址在哪", Section.WHERE),
        ("电话多少", Section.PHONE),
        ("有联系方式吗", Section.PHONE),
        ("网上能办吗", Section.ONLINE),
        ("手机上可以弄不", Section.ONLINE),
        ("不给办怎么办", Section.REMEDY),
        ("学校不收怎么办", Section.REMEDY),
        ("具体流程呢", Section.STEPS),
        ("先去哪", Section.WHERE),
        ("怎么弄", Section.STEPS),
        ("有什么条件", Section.CONDITIONS),
        ("能管几年", Section.VALIDITY),
        ("依据是什么文件", Section.SOURCES),
    ],
)
def test_asked_section(text: str, section: Section) -> None:
    assert asked_section(text) is section


@pytest.mark.parametrize(
    "text", ["你好", "孩子三年级", "我家在城东新区那边刚买了一套房子想把孩子转过来上学", "谢谢老师", ""]
)
def test_asks_for_no_section(text: str) -> None:
    assert asked_section(text) is None


@pytest.mark.parametrize(("text", "bare"), [("要带什么材料", True), ("那要钱吗", True), ("普通话证书要钱吗", False)])
def test_names_nothing(text: str, bare: bool) -> None:
    assert names_nothing(text) is bare


@pytest.mark.parametrize("text", ["不是这个", "还有别的吗", "不对", "答非所问", "我问的不是这个", "其他"])
def test_wants_other(text: str) -> None:
    assert wants_other(text)


@pytest.mark.parametrize("text", ["不是本地户口能转学吗", "其他省的怎么转", "有没有电子版"])
def test_is_a_question_of_its_own(text: str) -> None:
    assert not wants_other(text)
