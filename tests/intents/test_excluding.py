"""What an answer is only about speaks against a question that names something else, and against nothing besides."""

import numpy as np
import pytest

from intents.engine import Engine, Kind, Role
from intents.excluding import Exclusion, named

PRIMARY = ["一年级报名", *["小学怎么报名", "小学报名要什么"] * 15]
UPPER = ["普通高中转学的条件", *["高中转学怎么办", "高一能转学吗"] * 15]
ANY = ["材料能寄吗", *["快递行不行", "寄到老家可以吗"] * 15, "小学毕业证能寄吗"]
EXAMS = ("高考", "自考", "成考", "学考", "研考", "教资考试", "中考")
SEVERAL = ["准考证丢了", *[f"{exam}准考证" for exam in EXAMS] * 4]
ALL = (PRIMARY, UPPER, ANY, SEVERAL)


@pytest.fixture(scope="module")
def exclusion() -> Exclusion:
    gold = np.array([at for at, texts in enumerate(ALL) for _ in texts])
    return Exclusion.fit([text for texts in ALL for text in texts], gold, len(ALL))


def test_another_level_than_the_only_one_speaks_against(exclusion: Exclusion) -> None:
    left = exclusion.of("小学转学有什么规定")
    assert left is not None
    assert left[1] < 0.1
    assert left[0] == left[3] == 1


@pytest.mark.parametrize("text", ["转学有什么规定", "高中转学", "小学转高中", "大学转学"])
def test_nothing_speaks_against_what_fits_or_is_not_known(exclusion: Exclusion, text: str) -> None:
    left = exclusion.of(text)
    assert left is None or left[1] == 1


def test_an_answer_about_anything_is_about_that_too(exclusion: Exclusion) -> None:
    left = exclusion.of("高中毕业证能寄吗")
    assert left is None or left[2] == 1


def test_who_names_many_may_name_another(exclusion: Exclusion) -> None:
    left = exclusion.of("高一中考准考证")
    assert left is not None
    assert left[3] == 1


def test_what_a_title_names_is_never_spoken_against(exclusion: Exclusion) -> None:
    left = exclusion.of("一年级")
    assert left is None or left[0] == 1


def test_grades_are_named_beside_levels() -> None:
    assert set(named("五年级能报名吗")) == {"level:小学", "grade:二到五年级"}
    assert not list(named("怎么报名"))


def test_it_is_kept_and_read_again(exclusion: Exclusion) -> None:
    again = Exclusion.kept(exclusion.arrays())
    assert again.facts == exclusion.facts
    assert np.array_equal(again.left, exclusion.left)


@pytest.mark.parametrize(
    ("text", "never"),
    [
        ("小学生转学有什么规定", "transfer_hs_conditions"),
        ("中考成绩能复核不", "gk_score_review"),
        ("初中学籍在哪里的档案", "gk_paper_archive"),
        ("孩子五年级 怎么报名", "enroll_primary"),
        ("幼儿园大班 怎么报名", "gk_register_eligibility"),
    ],
)
def test_an_entry_that_is_contradicted_is_not_given(engine: Engine, text: str, never: str) -> None:
    found = engine.match(text)
    assert found.kind is not Kind.SURE or never not in found.ids


def test_the_objection_is_told(engine: Engine) -> None:
    told = engine.explain("中考分数能复核吗").match.candidates
    assert {one.id: one.parts["对不上"] for one in told}["gk_score_review"] < -1


def test_only_answers_are_spoken_against(engine: Engine) -> None:
    others = np.concatenate([engine._classes.places[role] for role in Role if role is not Role.ANSWER])
    left = engine._left("中考")
    assert isinstance(left, np.ndarray)
    assert (left[others] == 1).all()
