"""What is asked of the service itself, and what only sounds like it."""

import pytest

from bot.service_questions import OfUs, asked_of_us


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("你们几点下班", OfUs.HOURS),
        ("周末上班吗", OfUs.HOURS),
        ("中午休息吗", OfUs.HOURS),
        ("要实名吗", OfUs.NAME),
        ("不写名字行不", OfUs.NAME),
        ("能匿名不", OfUs.NAME),
        ("会保密吗", OfUs.PRIVATE),
        ("会不会让学校知道", OfUs.PRIVATE),
        ("学校会知道是我投诉的吗", OfUs.PRIVATE),
        ("在哪投诉", OfUs.COMPLAIN),
        ("投诉谁", OfUs.COMPLAIN),
        ("学校几点上班", None),
        ("周六考试吗", None),
        ("毕业证名字错了", None),
        ("我要实名举报城关小学乱收费", None),
        ("老师报复孩子", None),
        ("要带什么材料", None),
    ],
)
def test_asked_of_us(text: str, asked: OfUs | None) -> None:
    assert asked_of_us(text) is asked
