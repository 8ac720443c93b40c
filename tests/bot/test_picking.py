"""Which of the offered choices a line means."""

import pytest

from bot.dialogue.picking import agrees, chosen, declines, facts, limits, number_of, several, year_of
from bot.message import Choice

DIPLOMAS = (
    Choice(key="entry:hed_diploma_lost", label="大学（专科、本科、研究生）"),
    Choice(key="entry:hs_diploma_lost", label="高中"),
    Choice(key="entry:voc_diploma_lost", label="中专、职高、技校"),
    Choice(key="entry:comp_diploma_lost", label="小学或初中"),
    Choice(key="person", label="都不是，转人工"),
)
PAPERS = (
    Choice(key="entry:hed_diploma_lost", label="毕业证（学历）"),
    Choice(key="entry:hed_degree_lost", label="学位证（学士、硕士、博士）"),
    Choice(key="person", label="都不是，转人工"),
)
STARS = tuple(
    Choice(key=f"star:{stars}", label=label) for stars, label in ((5, "非常满意"), (4, "满意"), (2, "不满意"))
)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1", 1),
        ("１", 1),
        ("一", 1),
        ("第一个", 1),
        ("第1个", 1),
        ("选2", 2),
        ("我选第二个吧", 2),
        ("就2", 2),
        ("2吧", 2),
        ("③", 3),
        ("2️⃣", 2),
        ("（3）", 3),
        ("3、", 3),
        ("3.", 3),
        ("3号", 3),
        ("第三种", 3),
        ("我是第二种", 2),
        ("回复1", 1),
        ("是第四个", 4),
        ("12", 12),
        ("算了 1", 1),
        ("好1", 1),
        ("那就选第三个吧", 3),
        ("1，谢谢", 1),
    ],
)
def test_numbers(text: str, number: int) -> None:
    assert number_of(text) == number


@pytest.mark.parametrize(
    "text", ["一年级", "两个证都丢了", "2015年毕业", "第一中学", "三天了", "一样", "初一", "二胎", "那一个", "好三年了"]
)
def test_no_numbers(text: str) -> None:
    assert number_of(text) is None


@pytest.mark.parametrize(
    ("text", "entry"),
    [
        ("大学", "hed_diploma_lost"),
        ("大学的", "hed_diploma_lost"),
        ("本科", "hed_diploma_lost"),
        ("我是本科的", "hed_diploma_lost"),
        ("大专，2003年毕业的", "hed_diploma_lost"),
        ("研究生那个", "hed_diploma_lost"),
        ("高中", "hs_diploma_lost"),
        ("高中的呢", "hs_diploma_lost"),
        ("是高中的", "hs_diploma_lost"),
        ("高三毕业那个", "hs_diploma_lost"),
        ("職高", "voc_diploma_lost"),
        ("中专的", "voc_diploma_lost"),
        ("我读的是技校", "voc_diploma_lost"),
        ("初中", "comp_diploma_lost"),
        ("小学毕业证", "comp_diploma_lost"),
        ("初三那年发的", "comp_diploma_lost"),
        ("第一个", "hed_diploma_lost"),
        ("头一个", "hed_diploma_lost"),
        ("最上面那个", "hed_diploma_lost"),
        ("最后一个", "comp_diploma_lost"),
        ("4", "comp_diploma_lost"),
    ],
)
def test_chosen(text: str, entry: str) -> None:
    choice = chosen(DIPLOMAS, text, None)
    assert choice is not None
    assert choice.key == f"entry:{entry}"


@pytest.mark.parametrize("text", ["毕业证", "孩子要转学", "6", "不知道", "谢谢", "丢了好几年了", "大学和高中"])
def test_nothing_chosen(text: str) -> None:
    assert chosen(DIPLOMAS, text, None) is None


def test_a_tap_is_what_it_is() -> None:
    assert chosen(DIPLOMAS, "高中", "entry:voc_diploma_lost") == DIPLOMAS[2]


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("2005年毕业", "new"),
        ("97年的", "old"),
        ("05届", "new"),
        ("1999年", "old"),
        ("三年级", None),
        ("2001年以前毕业", "old"),
        ("2001年以前的", "old"),
        ("1999年以前", "old"),
        ("2010年以后", "new"),
        ("2010年以前", None),
        ("20年前", None),
        ("等了20年了", None),
        ("12年级", None),
    ],
)
def test_a_year_lies_on_one_side(text: str, key: str | None) -> None:
    sides = (Choice(key="entry:new", label="2001年起毕业"), Choice(key="entry:old", label="2001年以前毕业"))
    choice = chosen(sides, text, None)
    assert (choice.key if choice else None) == (f"entry:{key}" if key else None)


def test_not_content_is_not_content() -> None:
    assert chosen(STARS, "不太满意", None) is None
    assert chosen(STARS, "不满意", None) == STARS[2]


@pytest.mark.parametrize("text", ["两个都丢了", "都丢了", "1和2", "1、2", "俩都要", "第一个和第二个"])
def test_several(text: str) -> None:
    assert several(PAPERS, text) == PAPERS[:2]


@pytest.mark.parametrize("text", ["1和3", "都不是", "1"])
def test_not_several(text: str) -> None:
    assert several(PAPERS, text) == ()


@pytest.mark.parametrize(
    "text",
    [
        "好",
        "好的",
        "行",
        "可以",
        "要",
        "嗯",
        "是的",
        "对",
        "对的",
        "没错",
        "好的，麻烦了",
        "麻烦了",
        "要得",
        "中",
        "OK",
        "就是这个",
        "好呀",
        "行吧",
        "嗯嗯",
        "是",
    ],
)
def test_agrees(text: str) -> None:
    assert agrees(text)


@pytest.mark.parametrize(
    "text", ["不用", "不用了", "不要", "不需要", "算了", "先不用了谢谢", "不是", "不对", "不用转", "没有"]
)
def test_declines(text: str) -> None:
    assert declines(text)
    assert not agrees(text)


@pytest.mark.parametrize(
    "text",
    [
        "要带什么",
        "好久能办",
        "可以网上办吗",
        "行政复议",
        "是不是要钱",
        "不给办怎么办",
        "要钱吗",
        "对口学校是哪个",
        "好的谢谢",
    ],
)
def test_neither(text: str) -> None:
    assert not agrees(text)
    assert not declines(text)


def test_facts() -> None:
    assert "level:初中" in facts("初三的孩子")
    assert not facts("丢了")
    assert facts("在外省考的") == ("place:外省",)  # no 省考


@pytest.mark.parametrize(
    ("text", "year"), [("2005年毕业", 2005), ("97年的", 1997), ("06届", 2006), ("三年级", None), ("等了3年", None)]
)
def test_the_year_that_is_named(text: str, year: int | None) -> None:
    assert year_of(text) == year


def test_a_limit_is_a_year_and_a_side() -> None:
    assert limits("2008 年 9 月以后的做报告，2001年以前毕业的做认证") == [(2008, False), (2001, True)]
    assert limits("2026 年 7 月 1 日至 7 月 15 日") == []
