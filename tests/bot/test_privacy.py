"""Personal numbers never pass; harmless numbers do."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from bot.keeping.privacy import _CHECK, _WEIGHTS, Guarded, guard, is_bank_card, is_id_number


def with_check(first: str) -> str:
    return first + _CHECK[sum(w * int(d) for w, d in zip(_WEIGHTS, first, strict=True)) % 11]


@pytest.mark.parametrize(
    ("text", "kind", "hidden"),
    [
        ("我身份证11010519491231002X", "id", "19491231"),
        ("身份证 110105 19491231 002x 麻烦看下", "id", "19491231"),
        ("１１０１０５１９４９１２３１００２Ｘ", "id", "１９４９"),
        ("电话13812345678打给我", "phone", "1234567"),
        ("138-1234-5678", "phone", "1234"),
        ("138 1234 5678", "phone", "1234"),
        ("+8613812345678", "phone", "1234567"),
        ("学籍号G110105201812310021查一下", "student", "20181231"),
        ("卡号6222021234567890128", "card", "234567890"),
    ],
)
def test_masks_personal_numbers(text: str, kind: str, hidden: str) -> None:
    guarded = guard(text)
    assert kind in guarded.kinds
    assert hidden not in guarded.text


@pytest.mark.parametrize(
    "text",
    ["2024年9月1日", "打12345没人接", "12356", "教基〔2025〕1号", "孩子2018-09-01出生", "排 1023 号", "查进度 A1023"],
)
def test_leaves_harmless_numbers(text: str) -> None:
    assert guard(text).text == text
    assert guard(text).kinds == ()


def test_keeps_a_number_left_for_a_call_back() -> None:
    guarded = guard("我电话138 1234 5678，下午打")
    assert guarded.phone == "13812345678"
    assert "1234" not in guarded.text


@pytest.mark.parametrize(
    ("text", "masked", "phone"),
    [
        ("13800138000 13912345678", "138＊＊＊00 139＊＊＊78", "13800138000"),
        ("13800138000\n13900139000", "138＊＊＊00\n139＊＊＊00", "13800138000"),
        ("电话13800138000 2015年入学", "电话138＊＊＊00 2015年入学", "13800138000"),
        ("1.13800138000 张三", "1.138＊＊＊00 张三", "13800138000"),
        ("①13800138000", "①138＊＊＊00", "13800138000"),
        ("2016-03-05 13800138000", "2016-03-05 138＊＊＊00", "13800138000"),
        ("13800138000-8001", "138＊＊＊00-8001", "13800138000"),
        ("138 0013 8000\n2班", "138＊＊＊00\n2班", "13800138000"),
        ("138.0013.8000", "138＊＊＊00", "13800138000"),
        ("1 3 8 0 0 1 3 8 0 0 0", "138＊＊＊00", "13800138000"),
        ("Tel13800138000", "Tel138＊＊＊00", "13800138000"),
        ("微信abc13800138000", "微信abc138＊＊＊00", "13800138000"),
        ("13800138000a", "138＊＊＊00a", "13800138000"),
        ("（0571）88886666", "057＊＊＊66", "057188886666"),
        ("(0571)88886666转8001", "057＊＊＊66转8001", "057188886666"),
        ("0571-8888 6666", "057＊＊＊66", "057188886666"),
        ("ID110105194912310021", "ID＊＊＊", None),
        ("110105 19491231 0021", "＊＊＊", None),
        ("身份证11010519491231002X13800138000", "身份证＊＊＊138＊＊＊00", "13800138000"),
        ("身份证号：110105491231002", "身份证号：＊＊＊", None),
        ("6222021234567890128 13800138000", "＊＊＊ 138＊＊＊00", "13800138000"),
        ("4532 0151 1283 0366 2班", "＊＊＊ 2班", None),
    ],
)
def test_each_number_is_seen_by_itself(text: str, masked: str, phone: str | None) -> None:
    """Whatever stands beside it: another number, a date, a class, a letter, the next line."""
    guarded = guard(text)
    assert (guarded.text, guarded.phone) == (masked, phone)


def digits(first: str, count: int) -> SearchStrategy[str]:
    return st.integers(0, 10**count - 1).map(lambda rest: f"{first}{rest:0{count}d}")


def cut(whole: str, *sizes: int, mark: str) -> str:
    ends = [sum(sizes[: at + 1]) for at in range(len(sizes))]
    return mark.join(whole[end - size : end] for size, end in zip(sizes, ends, strict=True))


def with_luhn(first: str) -> str:
    return next(first + last for last in "0123456789" if is_bank_card(first + last))


MARKS = st.sampled_from([" ", "-", "　", "－", "—"])
MOBILES = digits("138", 8) | digits("19", 9)
LOCALS = digits("8", 7) | digits("2", 6)
IDS = digits("33010219900228", 3).map(with_check)
CARDS = st.one_of(*(digits("62", size).map(with_luhn) for size in (13, 14, 15, 16)))
NUMBERS = st.one_of(
    MOBILES,
    MOBILES.map("+86{}".format),
    MOBILES.map("0086 {}".format),
    st.builds(lambda whole, mark: cut(whole, 3, 4, 4, mark=mark), MOBILES, MARKS),
    st.builds(lambda whole, mark: cut(whole, 7, 4, mark=mark), MOBILES, MARKS),
    LOCALS.map("0571{}".format),
    LOCALS.map("（010）{}".format),
    st.builds("{1}{0}{2}".format, MARKS, st.sampled_from(["010", "021", "0571"]), LOCALS),
    IDS,
    IDS.map(lambda whole: whole[:-1] + "X"),
    st.builds(lambda whole, mark: cut(whole, 6, 8, 4, mark=mark), IDS, MARKS),
    digits("330102900228", 3),
    IDS.map("G{}".format),
    CARDS,
    st.builds(lambda first, mark: cut(with_luhn(first), 4, 4, 4, 4, mark=mark), digits("62", 13), MARKS),
)
TEXTS = st.text(st.characters(exclude_categories=("Nd",)), max_size=8)
BESIDE = TEXTS | st.sampled_from(
    ["\n", " ", "-", "/", "、", "Tel", "ID", "①", " 2015年入学 ", " 2016-03-05 ", "-8001 ", "\n2班，", "(打12345)"]
)


@given(NUMBERS, NUMBERS, BESIDE | st.just("1."), BESIDE.filter(bool), BESIDE)
def test_two_numbers_beside_each_other_are_both_masked(
    one: str, other: str, before: str, between: str, after: str
) -> None:
    left = guard("".join((before, one, between, other, after))).text
    assert one[3:-2] not in left
    assert other[3:-2] not in left


HARMLESS = st.one_of(
    st.dates().map("{:%Y-%m-%d}".format),
    st.dates().map("{0.year}年{0.month}月{0.day}日".format),
    st.dates().map("{0.year}.{0.month}.{0.day}".format),
    st.builds("{}-{}学年".format, st.integers(1990, 2030), st.integers(1990, 2030)),
    st.integers(0, 10**8).map("{}元".format),
    st.floats(0, 10**6, allow_nan=False).map("{:.2f}元".format),
    st.builds("{}—{}分".format, st.integers(0, 900), st.integers(0, 900)),
    st.builds("国办发〔{}〕{}号".format, st.integers(1990, 2030), st.integers(1, 999)),
    st.integers(1000, 999_999).map("A{}".format),
    st.integers(10**7, 10**9 - 1).map("学号{}".format),
    st.sampled_from(["12345", "12356", "95598", "4008-123-123", "400 812 3123", "8:30-12:00", "初三(2)班"]),
)


@given(st.lists(HARMLESS, max_size=6), st.sampled_from(["，", "、", "\n", "。", "；问 "]))
def test_ordinary_sentences_stay_as_they_are(said: list[str], mark: str) -> None:
    text = mark.join(said)
    assert guard(text) == Guarded(text)


@given(st.integers(10**16, 10**17 - 1))
def test_every_valid_id_number_is_masked(number: int) -> None:
    first = f"{number:017d}"
    first = first[:10] + "0228" + first[14:]
    whole = with_check(first)
    assert is_id_number(whole)
    assert whole not in guard(f"证件是{whole}。").text


@given(st.text())
def test_never_fails_and_is_stable(text: str) -> None:
    once = guard(text).text
    assert guard(once).text == once


def test_luhn() -> None:
    assert is_bank_card("4532015112830366")
    assert not is_bank_card("4532015112830367")
