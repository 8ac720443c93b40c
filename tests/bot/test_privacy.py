"""Personal numbers never pass; harmless numbers do."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.privacy import _CHECK, _WEIGHTS, guard, is_bank_card, is_id_number


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
