"""Whoever rang the alarm and waits, in no despair: told is noted, asked is passed on, and despair is still heard."""

from dataclasses import replace
from typing import Any

import pytest

from bot.dialogue import Context, Decision, decide
from handoff.ticket import TicketKind
from intents.match import Candidate
from tests.bot.conftest import NOW, MakeTurn, desk, matched, ticket

RED = ticket(urgent=True, kind=TicketKind.URGENT)
FOOD = replace(RED, subject="女儿吃了学校的饭一直吐")
HURT = replace(RED, subject="儿子被同学打了 鼻子出血")
ONESELF = replace(RED, subject="我被他们欺负了")
DESPAIR = replace(RED, subject="孩子说不想活了")
COMPLAINT = replace(ticket(kind=TicketKind.COMPLAINT), subject="三中提前收费")


def told(kind: str, **changes: Any) -> Context:
    return Context(danger=(kind,), at=NOW.isoformat(), **changes)


def spoken(decision: Decision) -> str:
    return "\n".join(reply.text for reply in decision.replies)


@pytest.mark.parametrize("asked", [0, 1, 2])
@pytest.mark.parametrize(
    "text",
    [
        "医生开了药 说再观察", "同桌那几个也吐了", "好几家都这个情况", "昨天去了医院还是吐", "校长说跟他们没关系",
        "监控不给我们看", "缝了五针花了八百", "对方大人什么都不说", "急性肠胃炎", "老师让两边都写检讨就完了",
    ],
)  # fmt: skip
@pytest.mark.parametrize(("red", "kind"), [(FOOD, "urgent_danger"), (HURT, "urgent_bullying")])
def test_a_further_fact_is_noted_in_plain_words(
    make_turn: MakeTurn, text: str, asked: int, red: Any, kind: str
) -> None:
    decision = decide(make_turn(text, ticket=red, context=told(kind, asked=asked)))
    assert "记下了" in spoken(decision)
    assert "12356" not in spoken(decision)
    assert decision.forward


@pytest.mark.parametrize(
    "text",
    [
        "你们会不会查食堂", "哪天来调查", "教育局打算怎么处理那几个学生", "学校赔不赔", "药费哪个出", "你们好久来人",
        "上面会不会派人", "几时给个说法", "那个老师会不会开除", "我不是害怕 我是问学校管不管药费",
    ],
)  # fmt: skip
@pytest.mark.parametrize(("red", "kind"), [(FOOD, "urgent_danger"), (HURT, "urgent_violence")])
def test_what_the_bureau_will_do_is_passed_on(make_turn: MakeTurn, text: str, red: Any, kind: str) -> None:
    decision = decide(make_turn(text, ticket=red, context=told(kind), desk=desk(on_duty=False)))
    said = spoken(decision)
    assert "转给值班人员" in said or "紧急叫人" in said
    assert "周一 8:30" in said
    assert "学校安全科（电话 0000-1234510" in said
    assert "12356" not in said
    assert ("对不起" in said) is text.startswith("我不是")


def test_the_same_is_not_said_of_two_questions_running(make_turn: MakeTurn) -> None:
    first = decide(make_turn("学校赔不赔", ticket=FOOD, context=told("urgent_danger")))
    then = decide(make_turn("你们哪天来查", ticket=FOOD, context=first.context))
    assert spoken(first) != spoken(then)
    assert "0000-1234510" in spoken(then)


@pytest.mark.parametrize("text", ["后天有人上班不", "多久有人给我回话", "快点来个人", "有没得人值班"])
def test_when_somebody_is_there_is_told_with_the_hours(make_turn: MakeTurn, text: str) -> None:
    decision = decide(make_turn(text, ticket=HURT, context=told("urgent_bullying"), desk=desk(on_duty=False)))
    assert "周一 8:30 有人回您" in spoken(decision)
    assert "工作日" in spoken(decision)
    despair = decide(make_turn(text, ticket=DESPAIR, context=told("urgent_selfharm"), desk=desk(on_duty=False)))
    assert "12356" in spoken(despair)


@pytest.mark.parametrize(
    "text",
    ["急死我了", "我好怕他再被打", "娃天天做噩梦", "她不敢去学校了", "孩子回来一句话不说 不吃饭", "我快崩溃了"],
)
def test_fear_is_answered_as_fear(make_turn: MakeTurn, text: str) -> None:
    assert "12356" in spoken(decide(make_turn(text, ticket=HURT, context=told("urgent_bullying"))))


@pytest.mark.parametrize(
    ("red", "kind"),
    [
        (DESPAIR, "urgent_selfharm"), (ONESELF, "urgent_bullying"), (replace(RED, subject="老师摸我"), "urgent_abuse"),
        (replace(RED, subject="我爸又打我"), "urgent_violence"), (RED, ""),
    ],
)  # fmt: skip
@pytest.mark.parametrize("text", ["说了也没有人相信的", "已经很久很久都是这个样子了", "我又不是心里难受 就是累了"])
def test_despair_and_whoever_suffers_it_are_listened_to(make_turn: MakeTurn, red: Any, kind: str, text: str) -> None:
    context = told(kind, asked=1) if kind else Context(asked=1, at=NOW.isoformat())
    assert "我在听" in spoken(decide(make_turn(text, ticket=red, context=context)))


@pytest.mark.parametrize("text", ["你们啥时候来查", "你们会不会处理那个老师", "学校赔不赔"])
def test_no_question_of_somebody_in_despair_is_merely_passed_on(make_turn: MakeTurn, text: str) -> None:
    assert "12356" in spoken(decide(make_turn(text, ticket=DESPAIR, context=told("urgent_selfharm", asked=1))))


def test_danger_that_is_heard_later_is_never_merely_noted(make_turn: MakeTurn) -> None:
    heard = matched("urgent", topic="urgent_selfharm")
    decision = decide(make_turn("她把东西都送人了", ticket=HURT, context=told("urgent_bullying", asked=1), match=heard))
    assert "12356" in spoken(decision)


@pytest.mark.parametrize(
    ("text", "calm"),
    [
        ("莫得危险了 就是拉肚子", True), ("没得啥子大事", True), ("娃没得事", True), ("没得生命危险", True),
        ("人没事 就想问问", True), ("有没得危险哦", False), ("有没有危险", False), ("没得事吧？", False),
        ("娃没事吧", False), ("没得人管", False), ("没得救了", False), ("没得大碍吗", False),
    ],
)  # fmt: skip
def test_no_danger_in_dialect(make_turn: MakeTurn, text: str, calm: bool) -> None:
    decision = decide(make_turn(text, ticket=FOOD, context=told("urgent_danger")))
    assert (decision.context.calm == RED.id) is calm
    despair = decide(make_turn(text, ticket=DESPAIR))  # half an hour later it is not forgotten what it was
    assert despair.context.calm is None


def test_after_it_is_calm_questions_are_passed_on_with_who_and_when(make_turn: MakeTurn) -> None:
    context = told("urgent_danger", calm=RED.id)
    hardly = replace(matched("unclear", "suspend_study"), candidates=(Candidate(id="suspend_study", score=0.1),))
    said = spoken(decide(make_turn("药费是不是学校出", ticket=FOOD, context=context, match=hardly)))
    assert "0000-1234510" in said
    assert "记下了" in spoken(decide(make_turn("三年级二班", ticket=FOOD, context=context)))


@pytest.mark.parametrize(
    ("text", "passed_on"),
    [
        ("那还能报别的学校不", True), ("要多少天才退", True), ("你们要来核实吗", True),
        ("凭啥收我们的钱", False), ("好几个家长都交了", False), ("他们什么都不认", False), ("怎么能这样欺骗人", False),
    ],
)  # fmt: skip
def test_a_question_about_a_complaint_is_not_only_noted(make_turn: MakeTurn, text: str, passed_on: bool) -> None:
    said = spoken(decide(make_turn(text, ticket=COMPLAINT, match=matched("unclear", "enroll_missed"))))
    assert ("由他们答您" in said) is passed_on
    assert ("记下了" in said) is not passed_on
