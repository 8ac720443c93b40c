"""Danger, complaints and waiting: what is heard, what is kept, and what is not taken for one of them."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import yaml

from bot.dialogue import Context, decide
from bot.dialogue.turn import Awaiting
from bot.message import Choice
from bot.policy.book import Book
from handoff.ticket import Progress, Status, TicketKind
from intents.lexicon import HOME
from tests.bot.conftest import NOW, MakeTurn, matched, ticket

PHONE = "13900001111"
URGENT = ticket(urgent=True, kind=TicketKind.URGENT)
COMPLAINT = replace(ticket(kind=TicketKind.COMPLAINT), subject="二中乱收费")
CONSULT = replace(ticket(), subject="孩子上学的事")
CHEATED = Context(entry="fake_agency_warning", at=NOW.isoformat())
CLOSED = Progress(
    id=23, number="A1023", kind=TicketKind.CONSULT, status=Status.CLOSED, urgent=False, opened_at=NOW, due_at=NOW,
    department_name="基础教育科", closed_at=NOW, outcome="已答复",
)  # fmt: skip


def told(kind: str, **changes: Any) -> Context:
    """Somebody to whom the text of a kind of danger was read out."""
    return Context(danger=(kind,), at=NOW.isoformat(), **changes)


def spoken(decision: Any) -> str:
    return "\n".join(reply.text for reply in decision.replies)


@pytest.mark.parametrize(
    ("text", "open_one", "said"),
    [
        ("打我电话139＊＊＊11", URGENT, "电话记下了"),
        ("在家里，139＊＊＊11", URGENT, "电话记下了"),
        ("打我电话139＊＊＊11", CONSULT, "电话记下了"),
        ("我要投诉二中，电话139＊＊＊11", URGENT, "电话记下了"),
        ("找到了 没事了，139＊＊＊11", URGENT, "没事就好"),
        ("教师资格证丢了怎么补", CONSULT, "不用登报"),
    ],
)
def test_a_phone_number_is_kept_whatever_else_is_said(make_turn: MakeTurn, text: str, open_one: Any, said: str) -> None:
    match = matched("sure", "tq_cert_lost") if "证" in text else matched()
    decision = decide(make_turn(text, ticket=open_one, phone=PHONE, secrets=("phone",), match=match))
    assert said in spoken(decision)
    assert spoken(decision).count("电话记下了") == 1
    assert "用不到" not in spoken(decision)
    assert decision.contact == PHONE or decision.handoff is not None  # a handoff takes it along


def test_call_me_with_a_number_is_a_call_for_a_person(make_turn: MakeTurn) -> None:
    decision = decide(make_turn("打我电话吧139＊＊＊11", phone=PHONE, secrets=("phone",)))
    assert decision.handoff is not None
    assert "电话记下了" in spoken(decision)


def test_a_number_in_the_first_cry_for_help_is_kept_and_not_called_needless(make_turn: MakeTurn) -> None:
    match = matched("urgent", topic="urgent_violence")
    decision = decide(make_turn("孩子被打了 139＊＊＊11", phone=PHONE, secrets=("phone",), match=match))
    assert decision.handoff is not None  # receive() opens it with the number
    assert "电话记下了" in spoken(decision)
    assert "用不到" not in spoken(decision)


@pytest.mark.parametrize(
    ("text", "kind", "said"),
    [
        ("二中", "urgent_bullying", "记下了"),
        ("怎么办啊", "urgent_selfharm", "别让他一个人待着"),
        ("没报警", "urgent_missing", "请马上打 110 报警"),
        ("她在房间", "urgent_selfharm", "先去陪着"),
        ("没有", "urgent_selfharm", "我在"),  # nobody is with them: no fact for the desk to note
        ("没人来", "urgent_violence", "我陪着您"),
    ],
)
def test_who_waits_in_danger_is_answered_in_what_was_asked(
    make_turn: MakeTurn, text: str, kind: str, said: str
) -> None:
    decision = decide(make_turn(text, ticket=URGENT, context=told(kind)))
    assert (decision.kind, decision.forward) == ("urgent", True)
    assert said in spoken(decision)


def test_every_kind_of_word_has_its_text(book: Book) -> None:
    danger = yaml.safe_load((HOME / "urgent.yaml").read_text(encoding="utf-8"))["danger"]
    kinds = {kind for key in danger for kind in key.split()} - {"any"}
    urgent = {one.id for one in book.catalog.not_ours.values() if one.kind.value == "urgent"}
    assert kinds == urgent


@pytest.mark.parametrize(
    "text", ["不想投诉 就问问算不算体罚", "我不想投诉 怕", "我没有要投诉 只是问一下", "我不想举报", "别投诉了吧"]
)
def test_who_does_not_want_to_complain_has_not(make_turn: MakeTurn, text: str) -> None:
    decision = decide(make_turn(text, match=matched("unknown", topic="edu_corporal_punishment")))
    assert decision.handoff is None
    assert ("没有登记" in spoken(decision)) is ("体罚" not in text)


def test_nobody_cares_and_one_complains(make_turn: MakeTurn) -> None:
    decision = decide(make_turn("没人管，我要投诉二中"))
    assert decision.handoff is not None
    assert decision.handoff.kind is TicketKind.COMPLAINT


@pytest.mark.parametrize("text", ["是真人吗", "有真人在吗", "语音可以吗", "能发图片吗", "你们电话打不通", "找关系呢"])
def test_a_question_about_this_talk_opens_nothing(make_turn: MakeTurn, text: str) -> None:
    decision = decide(make_turn(text, match=matched("human", topic="human")))
    assert decision.handoff is None


@pytest.mark.parametrize("text", ["有没有活人", "有人吗", "转人工"])
def test_a_call_is_still_a_call(make_turn: MakeTurn, text: str) -> None:
    assert decide(make_turn(text)).handoff is not None


@pytest.mark.parametrize("text", ["查进度", "我的投诉到哪一步了"])
def test_with_no_ticket_there_is_no_progress(make_turn: MakeTurn, text: str) -> None:
    match = matched("sure", "transfer_duration_progress")
    assert "没有正在处理" in spoken(decide(make_turn(text, match=match)))
    answered = Context(entry="transfer_duration_progress", at=NOW.isoformat())
    asked = decide(make_turn("查进度", match=match, context=answered))
    assert asked.ids == ("transfer_duration_progress",)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("那要等到什么时候", "最晚"),
        ("有照片怎么发", "直接发到这里"),
        ("查到是我怎么办", "只给值班人员看"),
        ("再问下幼儿园几岁能上", "幼儿园"),
        ("滚", "让您着急了"),
        ("算了不投诉了", "不投诉了"),
    ],
)
def test_while_a_complaint_waits(make_turn: MakeTurn, text: str, said: str) -> None:
    topic = "edu_kindergarten_enroll" if "幼儿园" in text else None
    decision = decide(make_turn(text, ticket=COMPLAINT, match=matched("unknown", topic=topic)))
    assert said in spoken(decision)
    assert decision.forward or decision.withdraw


@pytest.mark.parametrize(("hours", "said"), [(10, "对不起"), (0, "已经在值班人员那里")])
def test_that_nobody_came_is_owned_up_to(make_turn: MakeTurn, hours: int, said: str) -> None:
    decision = decide(make_turn("还没人回我", ticket=CONSULT, now=NOW + timedelta(hours=hours), match=matched("human")))
    assert said in spoken(decision)


def test_not_solved_after_closing_is_no_question_of_progress(make_turn: MakeTurn) -> None:
    decision = decide(make_turn("没解决我的问题", progress=CLOSED))
    assert "没解决好，对不起" in spoken(decision)
    again = decide(make_turn("1", context=decision.context, progress=CLOSED))
    assert again.handoff is not None
    assert "已经办结" in spoken(decide(make_turn("查进度", progress=CLOSED)))


def test_thanks_are_no_reason_for_a_low_rating(make_turn: MakeTurn) -> None:
    context = Context(awaiting=Awaiting.RATING_WORD, ticket=7, at=NOW.isoformat())
    decision = decide(make_turn("谢谢", context=context, match=matched("chat", topic="chat_thanks")))
    assert decision.rating_word is None


def test_a_bare_no_is_no_wish_for_a_person(make_turn: MakeTurn) -> None:
    offered = (
        Choice(key="entry:hed_diploma_lost", label="大学"), Choice(key="entry:hs_diploma_lost", label="高中"),
        Choice(key="person", label="都不是，转人工"),
    )  # fmt: skip
    context = Context(offered=offered, question="毕业证丢了", asked=1, at=NOW.isoformat())
    assert decide(make_turn("不是", context=context)).handoff is None
    assert decide(make_turn("都不是", context=context)).handoff is not None


def test_who_was_cheated_is_no_angry_citizen(make_turn: MakeTurn) -> None:
    decision = decide(make_turn("是不是骗子 我钱转过去了"))
    assert decision.handoff is None
    assert "110" in spoken(decide(make_turn("报警吗", context=CHEATED)))


@pytest.mark.parametrize("text", ["系统崩溃了登不上", "高考压力大吗"])
def test_not_every_breakdown_is_misery(make_turn: MakeTurn, text: str) -> None:
    assert "12356" not in spoken(decide(make_turn(text)))
