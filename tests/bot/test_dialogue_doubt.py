"""Danger that is only guessed is asked about; danger that is denied ends; what was named stays what it is."""

from dataclasses import replace
from typing import Any

import pytest

from bot.dialogue import Context, Decision, decide
from bot.dialogue.turn import Awaiting
from bot.message import Choice
from handoff.ticket import TicketKind
from tests.bot.conftest import NOW, MakeTurn, matched, ticket

RED = ticket(urgent=True, kind=TicketKind.URGENT)
FAINTLY = replace(matched("urgent", topic="urgent_missing"), topic_share=0.4)
ASKED = Context(
    offered=(
        Choice(key="alarm:urgent_missing", label="是，请马上叫人"),
        Choice(key="no_alarm", label="不是，我接着说"),
    ),
    line="他家里人不见了", at=NOW.isoformat(), entry="tq_cert_lost",
)  # fmt: skip


def spoken(decision: Decision) -> str:
    return "\n".join(reply.text for reply in decision.replies)


def test_a_guess_is_asked_about_with_the_numbers_to_call_and_forgets_nothing(make_turn: MakeTurn) -> None:
    decision = decide(make_turn("他家里人不见了", match=FAINTLY, context=replace(ASKED, offered=())))
    assert decision.handoff is None
    assert all(number in spoken(decision) for number in ("110", "120", "12356"))
    assert decision.context.entry == "tq_cert_lost"


@pytest.mark.parametrize(
    "text", ["是的", "1", "对", "是，请马上叫人", "是，快叫人", "有", "真的", "快点", "在三楼厕所", "我怕", "怎么办"]
)
def test_yes_raises_the_alarm_about_what_was_said(make_turn: MakeTurn, text: str) -> None:
    decision = decide(make_turn(text, context=ASKED))
    assert decision.handoff is not None
    assert decision.handoff.urgent
    assert decision.handoff.subject.startswith("他家里人不见了")
    assert "不用等满 24 小时" in spoken(decision)
    assert decision.context.danger == ("urgent_missing",)


@pytest.mark.parametrize("text", ["2", "不是", "没有的事", "误会了", "没人欺负他", "没事了"])
def test_no_raises_none_and_what_was_spoken_of_is_still_known(make_turn: MakeTurn, text: str) -> None:
    decision = decide(make_turn(text, context=ASKED))
    assert decision.handoff is None
    assert "没事就好" in spoken(decision)
    assert decision.context.entry == "tq_cert_lost"


@pytest.mark.parametrize(
    ("match", "context"),
    [
        (replace(FAINTLY, topic="urgent_selfharm"), Context(at=NOW.isoformat())),
        (replace(FAINTLY, topic_share=1.0), Context(at=NOW.isoformat())),
        (FAINTLY, ASKED),
    ],
    ids=["who wants to die", "named", "guessed twice"],
)
def test_what_is_never_asked_about(make_turn: MakeTurn, match: Any, context: Context) -> None:
    decision = decide(make_turn("没意思了", match=match, context=context))
    assert decision.handoff is not None
    assert decision.handoff.urgent


@pytest.mark.parametrize("text", ["没人欺负他", "我没说欺负啊", "不是娃儿丢了", "误会了", "你想多了", "没有的事"])
def test_who_says_that_it_was_misheard_gets_an_apology(make_turn: MakeTurn, text: str) -> None:
    assert "听岔了，对不起" in spoken(decide(make_turn(text, ticket=RED)))


def test_what_is_denied_beside_what_happened_ends_nothing(make_turn: MakeTurn) -> None:
    danger = matched("urgent", topic="urgent_violence")
    decision = decide(make_turn("老师没打他 是同学打的", ticket=RED, match=danger))
    assert decision.kind == "urgent"
    assert decision.context.calm is None


@pytest.mark.parametrize("text", ["我想报警", "怎么报警", "我要报警"])
def test_who_wants_the_police_is_told_to_call_now(make_turn: MakeTurn, text: str) -> None:
    assert "现在就可以打 110" in spoken(decide(make_turn(text, ticket=RED)))


@pytest.mark.parametrize(
    ("text", "kind", "said"),
    [
        ("我不想活了", "urgent_selfharm", "12356"),
        ("他现在锁着门", "urgent_violence", "我在"),
    ],
)
def test_more_danger_while_they_wait(make_turn: MakeTurn, text: str, kind: str, said: str) -> None:
    context = Context(danger=("urgent_bullying",), at=NOW.isoformat()) if kind == "urgent_selfharm" else Context()
    decision = decide(make_turn(text, ticket=RED, match=matched("urgent", topic=kind), context=context))
    assert decision.kind == "urgent"
    assert said in spoken(decision)


def test_hurt_but_not_badly_is_no_danger_any_more(make_turn: MakeTurn) -> None:
    danger = matched("urgent", topic="urgent_violence")
    decision = decide(make_turn("孩子没大事，就是脸上红了", ticket=RED, match=danger))
    assert (decision.kind, decision.rule) == ("human", "no_danger")
    assert "没事就好" in spoken(decision)


@pytest.mark.parametrize("text", ["没有人打我，是我自己不想活了", "打错字了，他掉河里了"])
def test_more_danger_beside_a_denial_is_an_alarm(make_turn: MakeTurn, text: str) -> None:
    danger = replace(matched("urgent", topic="urgent_danger"), topic_share=1.0)
    decision = decide(make_turn(text, match=danger, context=ASKED))
    assert decision.handoff is not None
    assert decision.handoff.urgent


@pytest.mark.parametrize(
    "text",
    ["110还没打", "电话没打通", "没打120", "还没打电话", "学校说没人欺负", "老师说没有体罚", "没打死就算好的",
     "你听错了吧他还在流血", "怎么会没人欺负他呢"],
)  # fmt: skip
def test_what_was_not_dialled_or_what_others_say_ends_no_alarm(make_turn: MakeTurn, text: str) -> None:
    decision = decide(make_turn(text, ticket=RED, context=Context(danger=("urgent_violence",), at=NOW.isoformat())))
    assert decision.context.calm is None


def test_who_wants_to_die_is_not_calmed_by_a_word(make_turn: MakeTurn) -> None:
    told = Context(danger=("urgent_selfharm",), at=NOW.isoformat())
    assert decide(make_turn("没人欺负我，就是累", ticket=RED, context=told)).context.calm is None


def test_what_was_denied_once_is_not_guessed_again(make_turn: MakeTurn) -> None:
    context = decide(make_turn("不是", context=ASKED)).context
    again = decide(make_turn("他家里人不见了", match=FAINTLY, context=context))
    assert again.rule != "perhaps_alarm"
    assert again.handoff is None
    clear = decide(make_turn("孩子不见了", match=replace(FAINTLY, topic_share=1.0), context=context))
    assert clear.handoff is not None


def test_the_question_is_not_put_aside_by_a_rating_that_waits(make_turn: MakeTurn) -> None:
    stars = Context(awaiting=Awaiting.RATING, ticket=7, at=NOW.isoformat(),
                    offered=tuple(Choice(key=f"star:{n}", label=str(n)) for n in (5, 4, 3, 2, 1)))  # fmt: skip
    asked = decide(make_turn("他家里人不见了", match=FAINTLY, context=stars, parked=1)).context
    assert asked.offered[0].key == "alarm:urgent_missing"


def test_who_fears_to_give_a_name_in_plain_danger_is_not_told_of_names_only(make_turn: MakeTurn) -> None:
    """「匿名行吗」 asks of us; 「老师晚上叫我去他房间」 beside it is heard first."""
    danger = replace(matched("urgent", topic="urgent_abuse"), topic_share=0.98)
    decision = decide(make_turn("老师晚上叫我去他房间 我不敢说名字 怕", match=danger))
    assert decision.handoff is not None
    assert decision.handoff.urgent
