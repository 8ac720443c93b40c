"""Cutting long texts where a reader would pause."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channel import Outgoing
from bot.channels.wechat_text import LIMIT, in_parts, render, size, split
from bot.message import Choice, Reply
from bot.wording import load_wording

LINK = '<a href="https://example.gov.cn/a?b=1&c=2">网上办理</a>'
SAY = load_wording().say
SECTIONS = (
    Choice(key="section:steps", label="流程"),
    Choice(key="section:fee", label="费用"),
    Choice(key="person", label="转人工"),
)


def test_a_short_text_stays_whole():
    assert split("请带身份证。") == ["请带身份证。"]
    assert split("  \n ") == []


@pytest.mark.parametrize("end", ["\n\n", "\n", "。", "！", "；", "，"])
def test_the_cut_is_where_a_reader_pauses(end: str):
    first, *rest = split(("甲" * 50 + end) * 30)
    assert first == (("甲" * 50 + end) * 30)[: len(first)]
    assert first.endswith("甲" * 50 + end.strip())
    assert rest


def test_a_paragraph_is_the_better_pause():
    text = "甲" * 300 + "\n\n" + "乙" * 200 + "。" + "丙" * 300
    assert split(text) == ["甲" * 300, "乙" * 200 + "。" + "丙" * 300]


@pytest.mark.parametrize("before", range(1745, 1800, 5))
def test_a_link_is_never_cut(before: int):
    parts = split("x" * before + LINK + "y" * 500)
    assert sum(part.count(LINK) for part in parts) == 1


def test_a_link_at_the_start_keeps_its_stops():
    link = LINK.replace("网上办理", "一。二。三。" * 20)
    assert split(link + "甲" * 600)[0].startswith(link)


@given(st.text(st.sampled_from("甲乙。，\n a😀") | st.characters(codec="utf-8"), max_size=3000))
def test_nothing_is_lost_and_no_part_is_too_long(text: str):
    parts = split(text, 100)
    assert all(0 < size(part) <= 100 for part in parts)
    assert "".join("".join(parts).split()) == "".join(text.split())


@given(st.text(st.sampled_from("甲乙。，\n a😀"), max_size=1000), st.integers(0, 500))
def test_the_part_with_the_choices_leaves_room_for_them(text: str, below: int):
    choices = (Choice(key="a", label="甲"),)
    *first, last = in_parts(Outgoing(text=text, choices=choices, key="k"), 300, below=below)
    assert last.choices == choices
    assert not any(part.choices for part in first)
    assert size(last.text) <= max(300 - below, 100)
    assert all(0 < size(part.text) <= 300 for part in first)
    assert "".join("".join(part.text for part in (*first, last)).split()) == "".join(text.split())


def test_only_the_last_choices_are_numbered():
    choices = (Choice(key="a", label="甲"), Choice(key="b", label="乙"))
    text = render([Reply(text="先前", choices=choices), Reply(text="哪一种？", choices=choices)], SAY)
    assert text == "先前\n· 甲\n· 乙\n\n哪一种？\n1 甲\n2 乙\n（回复数字就行）"


def test_sections_of_an_answer_are_one_line_with_the_whole_page_below():
    answer = Reply(text="去教育局补办。", choices=SECTIONS, entry_id="tq_cert_lost")
    text = render([answer], SAY, "https://ask.example.gov.cn")
    head, menu, page = text.split("\n")
    assert head == "去教育局补办。"
    assert "1 流程 2 费用 3 转人工" in menu
    assert page.endswith("https://ask.example.gov.cn/e/tq_cert_lost")
    assert render([answer], SAY) == f"{head}\n{menu}"


@pytest.mark.parametrize(
    "reply",
    [
        Reply(text="流程：", entry_id="tq_cert_lost", section="steps"),
        Reply(text="还没施行。", entry_id="tq_cert_lost", choices=(Choice(key="person", label="转人工"),)),
        Reply(text="不清楚。"),
    ],
)
def test_a_section_or_what_is_not_in_force_has_no_page(reply: Reply):
    assert "https://" not in render([reply], SAY, "https://ask.example.gov.cn")


@pytest.mark.parametrize("before", range(1745, 1800, 5))
def test_an_address_is_never_cut(before: int):
    url = "https://ask.example.gov.cn/e/tq_cert_lost"
    parts = split("x" * before + "。完整答复：" + url + "。" + "y" * 500)
    assert sum(part.count(url) for part in parts) == 1


def test_the_limit_leaves_room_below_the_platforms():
    assert LIMIT <= 1800
