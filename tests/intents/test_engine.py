"""Decisions of the engine: on the real files for what must never go wrong, on a small one for how it works."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from intents.engine import Engine, Kind
from tests.intents.conftest import SMALL

SURE = [
    ("孩子从老家转到城里上学要办什么手续", {"transfer_in_province", "transfer_cross_province", "enroll_migrant"}),
    ("教师资格证丢了怎么补", {"tq_cert_lost"}),
    ("普通话证书不见了，咋补", {"pth_cert_lost"}),
    ("自考毕业生登记表丢了", {"se_form_lost"}),
    ("高考成绩证明怎么开", {"gk_score_certificate"}),
]
DANGER = [
    "我不想活了",
    "孩子在学校被几个同学围着打",
    "女儿放学到现在没回家，电话也打不通",
    "作业写不完，我想从楼上跳下去",
]
NOT_OURS = [
    "哈哈",
    "今天天气怎么样",
    "驾驶证丢了去哪补",
    "花呗要完善学历怎么填",
    "普通话二级甲等多少分",
    "小区电梯坏了没人修",
]
PERSON = ["人工", "转人工", "我要找人工客服", "有没有活人", "帮我转接值班老师"]


@pytest.mark.parametrize(("text", "right"), SURE)
def test_plain_questions_are_understood(engine: Engine, text: str, right: set[str]) -> None:
    found = engine.match(text)
    assert found.kind in (Kind.SURE, Kind.UNCLEAR)
    assert right & set(found.ids)


@pytest.mark.parametrize("text", DANGER)
def test_danger_is_heard(engine: Engine, text: str) -> None:
    assert engine.match(text).kind is Kind.URGENT


@pytest.mark.parametrize("text", NOT_OURS)
def test_what_is_not_ours_gets_no_policy(engine: Engine, text: str) -> None:
    assert engine.match(text).kind is not Kind.SURE


@pytest.mark.parametrize("text", PERSON)
def test_a_call_for_a_person_is_heard(engine: Engine, text: str) -> None:
    assert engine.match(text).kind is Kind.HUMAN


def test_a_question_that_fits_several_is_asked_back(engine: Engine) -> None:
    found = engine.match("毕业证丢了")
    assert found.kind is Kind.UNCLEAR
    assert 2 <= len(found.ids) <= 4
    assert found.ids[0] == "hed_diploma_lost"
    assert all(one.endswith("_diploma_lost") for one in found.ids)


def test_what_the_curators_call_open_is_asked_back_in_their_order(small: Engine) -> None:
    found = small.match("老师，证丢了！")
    assert (found.kind, found.ids, found.ask) == (Kind.UNCLEAR, ("pth_lost", "tq_lost"), "which_paper")


def test_every_phrasing_typed_to_the_letter_is_that_phrasing(small: Engine) -> None:
    for one in SMALL:
        for text in one.phrasings:
            found = small.match(text)
            assert one.id in (*found.ids, found.topic)


def test_two_questions_are_both_answered_in_order(small: Engine) -> None:
    found = small.match("省内转学怎么办？还有，教师资格证书遗失补办")
    assert found.kind is Kind.SURE
    assert found.ids == ("move_in", "tq_lost")


def test_one_question_in_two_sentences_is_one(small: Engine) -> None:
    assert len(small.match("我的教师资格证丢了。教师资格证丢了怎么补？").ids) == 1


def test_the_same_thing_to_do_with_another_paper(small: Engine) -> None:
    assert small.carry("tq_lost", "那普通话证呢") == "pth_lost"
    assert small.carry("tq_lost", "那怎么办呢") is None


def test_explains_itself(engine: Engine) -> None:
    why = engine.explain("教师资格证丢了怎么补")
    assert why.near[0].id == "tq_cert_lost"
    assert why.about["paper"] == ("教师资格证",)
    best = why.match.candidates[0]
    assert len(best.parts) >= 4
    assert why.scores["answer"] > 0.5
    assert why.thresholds["sure"] > 0


@pytest.mark.parametrize(
    "text", ["", " ", "😀😀", "。？！", "1", "0" * 400, "转" * 10_000, "\u202e\u200f学\u202c", "a\x00b", "\ud800"]
)
def test_any_input_gets_a_decision(engine: Engine, text: str) -> None:
    found = engine.match(text)
    assert found.text == text
    assert found.kind is not Kind.SURE
    assert engine.explain(text).match.kind is found.kind


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(max_size=200))
def test_never_an_exception(small: Engine, text: str) -> None:
    found = small.match(text)
    assert (found.kind in (Kind.SURE, Kind.UNCLEAR)) == bool(found.ids)
    assert len(found.ids) <= 4


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("孩子在校门口被车撞了", "urgent_danger"),
        ("孩子玩手机不听话 我打了他", "urgent_violence"),
        ("我把一整瓶药都吞了", "urgent_selfharm"),  # no obvious word
        ("同学每天放学把我拖到厕所灌水", "urgent_bullying"),
        ("教练给我女儿洗澡，还碰下面", "urgent_abuse"),
        ("累死了 活得太痛苦了 今晚就走", "urgent_selfharm"),  # a figure of speech, and what is none beside it
        ("什么叫校园欺凌", None),
        ("我想死了这条心 能上一中吗", None),
    ],
)
def test_danger_is_heard_in_what_is_none_it_is_not(engine: Engine, text: str, topic: str | None) -> None:
    found = engine.match(text)
    assert (found.topic if found.kind is Kind.URGENT else None) == topic
