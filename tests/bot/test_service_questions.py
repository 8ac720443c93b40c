"""What is asked of the service itself, and what only sounds like it."""

import pytest

from bot.dialogue.service_questions import OfUs, asked_of_us


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
        ("教育局几点关门", OfUs.HOURS),
        ("你们中午有午休吗", OfUs.HOURS),
        ("怕老师报复怎么办", OfUs.PRIVATE),
        ("举报会被报复吗", OfUs.PRIVATE),
        ("老师报复孩子", None),
        ("老师报复孩子怎么办", None),
        ("学校泄露学生信息怎么办", None),
        ("学校有午休吗", None),
        ("小学午休怎么收费", None),
        ("高三周末休息吗", None),
        ("我周末上班没空怎么办", None),
        ("特岗教师什么时候上班", None),
        ("普通话培训什么时候开班", None),
        ("给外地孩子留名额吗", None),
        ("学籍登记姓名错了怎么办", None),
        ("国庆上班吗", OfUs.HOURS),
        ("春节你们上班不", OfUs.HOURS),
        ("学校国庆上班吗", None),
        ("没人接电话", OfUs.UNREACHED),
        ("打了没人接", OfUs.UNREACHED),
        ("203打不通", OfUs.UNREACHED),
        ("放学没人接孩子怎么办", None),
        ("孩子电话打不通", None),
        ("能帮我查一下吗", OfUs.LOOKUP),
        ("帮我查一下毕业证", None),
        ("坐几路车", OfUs.ROUTE),
        ("校车坐几路车", None),
        ("要带什么材料", None),
    ],
)
def test_asked_of_us(text: str, asked: OfUs | None) -> None:
    assert asked_of_us(text) is asked
