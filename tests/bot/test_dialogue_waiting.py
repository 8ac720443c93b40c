"""Who waits, in danger or in line: what is answered meanwhile, what is noted, and what only sounds like anger."""

from dataclasses import replace
from typing import Any

import pytest

from bot.dialogue import Context, Decision, decide
from handoff.ticket import Status, TicketKind
from tests.bot.conftest import NOW, MakeTurn, matched, ticket

URGENT = ticket(urgent=True, kind=TicketKind.URGENT)
CONSULT = replace(ticket(), subject="孩子上学的事")
COMPLAINT = replace(ticket(kind=TicketKind.COMPLAINT), subject="二中乱收费")


def told(kind: str, **changes: Any) -> Context:
    """Somebody to whom the text of a kind of danger was read out."""
    return Context(danger=(kind,), at=NOW.isoformat(), **changes)


def spoken(decision: Decision) -> str:
    return "\n".join(reply.text for reply in decision.replies)


@pytest.mark.parametrize(
    ("text", "kind", "asked", "said"),
    [
        ("十四岁", "urgent_missing", 0, "这些也告诉警察"),
        ("手机也关机", "urgent_missing", 1, "家里留一个人等"),
        ("急死我了", "urgent_missing", 0, "急是应该的"),
        ("已经报警了", "urgent_missing", 1, "爱去哪里，都告诉警察"),
        ("报警了没用", "urgent_violence", 1, "报过警就好"),
        ("学校那边我该怎么办", "urgent_missing", 1, "校领导"),
        ("找哪个部门", "urgent_violence", 2, "学校安全科"),
        ("你们管不管", "urgent_violence", 2, "教育局管"),
        ("要不要报警", "urgent_missing", 1, "请马上打 110 报警"),
        ("她在房间", "urgent_selfharm", 1, "先去陪着"),
    ],
)
def test_each_danger_has_its_own_lines(make_turn: MakeTurn, text: str, kind: str, asked: int, said: str) -> None:
    decision = decide(make_turn(text, ticket=URGENT, context=told(kind, asked=asked)))
    assert (decision.kind, decision.forward) == ("urgent", True)
    assert said in spoken(decision)


@pytest.mark.parametrize("text", ["快报警", "救命", "他还没回来"])
def test_what_names_no_other_danger_keeps_the_one_that_was_told(make_turn: MakeTurn, text: str) -> None:
    heard = matched("urgent", topic="urgent_violence")
    decision = decide(make_turn(text, ticket=URGENT, context=told("urgent_missing"), match=heard))
    assert decision.context.danger == ("urgent_missing",)
    assert "12338" not in spoken(decision)


def test_after_half_an_hour_the_ticket_tells_which_danger_it_is(make_turn: MakeTurn) -> None:
    opened = replace(URGENT, subject="孩子离家出走了")
    assert "告诉警察" in spoken(decide(make_turn("十四岁", ticket=opened)))


@pytest.mark.parametrize("text", ["哪里投诉", "举报电话"])
def test_where_to_complain_is_answered_in_danger_too(make_turn: MakeTurn, text: str) -> None:
    decision = decide(make_turn(text, ticket=URGENT, context=told("urgent_bullying")))
    assert "0000-1234507" in spoken(decision)


def test_a_false_alarm_is_left_by_asking_something_else(make_turn: MakeTurn) -> None:
    of_school = matched("unknown", topic="school_k12_daily")
    red = replace(URGENT, subject="孩子被欺负了")
    first = decide(make_turn("请假找谁", ticket=red, context=told("urgent_bullying"), match=of_school))
    then = decide(make_turn("请三天", ticket=red, context=first.context, understand=lambda text: of_school))
    assert [first.rule, then.rule] == ["not_ours", "still_not_ours"]
    despair = decide(make_turn("我快崩溃了", ticket=red, context=first.context))
    assert despair.kind == "urgent"


@pytest.mark.parametrize(
    ("text", "match", "rule"),
    [
        ("什么时候开学", matched("unknown", topic="edu_holiday"), "not_ours"),
        ("租房的能上小学吗", matched("unclear", "enroll_renting", "enroll_migrant"), "unclear"),
        ("教师证丢了", matched("sure", "tq_cert_lost"), "sure"),
    ],
)
def test_questions_are_answered_in_line(make_turn: MakeTurn, text: str, match: Any, rule: str) -> None:
    decision = decide(make_turn(text, ticket=CONSULT, match=match))
    assert (decision.rule, decision.forward, decision.handoff) == (rule, True, None)
    assert "找人的事还排着" in spoken(decision)
    assert not decide(make_turn(text, ticket=ticket(Status.CLAIMED), match=match)).ids  # an officer is there


@pytest.mark.parametrize(
    ("text", "match", "open_one"),
    [
        ("户口在外地", matched("unclear", "enroll_renting", "enroll_migrant"), CONSULT),  # told, not asked
        ("学校凭什么收这个钱", matched("unknown", topic="edu_fees"), COMPLAINT),  # of the complaint itself
    ],
)
def test_what_is_told_or_not_known_is_noted(make_turn: MakeTurn, text: str, match: Any, open_one: Any) -> None:
    decision = decide(make_turn(text, ticket=open_one, match=match))
    assert spoken(decision).startswith("记下了")
    assert decision.forward


def test_a_question_nobody_wrote_of_goes_to_whoever_is_waited_for(make_turn: MakeTurn) -> None:
    decision = decide(make_turn("太阳为什么圆", ticket=CONSULT))
    assert "由他们答您" in spoken(decision)
    assert decision.forward


def test_the_number_is_told_to_whoever_waits(make_turn: MakeTurn) -> None:
    decision = decide(make_turn("不想等了 电话多少", ticket=CONSULT, match=matched("human")))
    assert "0000-1234567" in spoken(decision)


@pytest.mark.parametrize(
    ("text", "angry"),
    [
        ("房子写的他妈的名字", False), ("是他妈的户口本", False), ("爸妈的都要吗", False), ("孩子没人管作业", False),
        ("老人走了孩子没人管", False), ("他妈的什么破系统", True), ("妈的", True), ("根本没人管", True),
        ("你们他妈的搞什么", True),
    ],
)  # fmt: skip
def test_what_is_anger(make_turn: MakeTurn, text: str, angry: bool) -> None:
    assert (decide(make_turn(text)).rule == "angry") is angry


def test_a_visit_yesterday_is_no_question_of_progress(make_turn: MakeTurn) -> None:
    assert spoken(decide(make_turn("昨天去办事", ticket=COMPLAINT))).startswith("记下了")
    assert decide(make_turn("昨天反映的办好了吗")).rule == "progress"


def test_one_s_own_marks_are_looked_up_elsewhere(make_turn: MakeTurn) -> None:
    context = Context(entry="gk_score_query", question="高考成绩", at=NOW.isoformat())
    decision = decide(make_turn("能帮我查一下吗", context=context, match=matched("human", topic="human")))
    assert (decision.handoff, decision.ids) == (None, ("gk_score_query",))
    assert "不能代查" in spoken(decision)


@pytest.mark.parametrize(("entry", "other"), [("tq_cert_lost", True), (None, False)])
def test_the_number_that_nobody_answers_is_not_given_again(make_turn: MakeTurn, entry: str | None, other: bool) -> None:
    decision = decide(make_turn("打了没人接", context=Context(entry=entry, at=NOW.isoformat())))
    assert ("0000-1234567" in spoken(decision)) is other


@pytest.mark.parametrize(
    ("text", "said"), [("招办电话多少", "0000-1234503"), ("民办科在几楼", "310 室"), ("办公室在几楼", "401 室")]
)
def test_a_section_is_known_by_its_short_name(make_turn: MakeTurn, text: str, said: str) -> None:
    assert said in spoken(decide(make_turn(text)))


@pytest.mark.parametrize(("text", "said"), [("靠谱不", "别信"), ("坐几路车", "地图")])
def test_short_questions_have_an_answer_of_their_own(make_turn: MakeTurn, text: str, said: str) -> None:
    context = Context(entry="fake_agency_warning", at=NOW.isoformat())
    assert said in spoken(decide(make_turn(text, context=context)))


def test_a_pregnancy_is_no_alarm_and_who_may_be_a_pupil_hears_whom_to_call(make_turn: MakeTurn) -> None:
    assert "12355" in spoken(decide(make_turn("我怀孕了", match=matched("chat", topic="chat_mood"))))
    of_the_exam = Context(entry="tq_apply_procedure", at=NOW.isoformat())
    assert "12355" not in spoken(decide(make_turn("我怀孕了", context=of_the_exam)))


def test_the_last_day_is_about_what_was_answered(make_turn: MakeTurn) -> None:
    context = Context(entry="exam_account_forgot", question="报名系统进不去", at=NOW.isoformat())
    decision = decide(make_turn("今天最后一天了！！！", context=context, match=matched("chat", topic="chat_mood")))
    assert "招生考试办公室" in spoken(decision)


def test_not_needed_may_be_an_answer_to_the_officer(make_turn: MakeTurn) -> None:
    decision = decide(make_turn("不用了", ticket=ticket(Status.CLAIMED)))
    assert (decision.rule, decision.kind, decision.withdraw) == ("with_person", "human", False)
