"""What the limit of a message would cut through is not kept: half an identity number is none that is masked."""

import re

import pytest

from bot.keeping.privacy import guard
from bot.reception.receive import LONGEST, clean

NUMBERS = ("51010419900307234X", "138 0013 8000", "６２２２０２１２３４５６７８９０１２８")


@pytest.mark.parametrize("number", NUMBERS)
def test_no_number_survives_by_lying_across_the_limit(number: str) -> None:
    for before in range(LONGEST - len(number) - 2, LONGEST + 2):
        kept = guard(clean("字" * before + number + "，谢谢老师")).text
        assert re.search(r"\d[\d ]{5,}", kept) is None, before
        assert len(kept) <= LONGEST


def test_a_short_text_keeps_its_last_number() -> None:
    assert clean("我是2008年认定的，编号 12") == "我是2008年认定的，编号 12"
