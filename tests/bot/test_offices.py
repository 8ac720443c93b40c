"""Where a department is and how it is reached: by its name or what people make of it, whatever a bureau calls it."""

from dataclasses import replace
from typing import Any

import pytest

from bot.dialogue import Context, decide
from bot.dialogue.offices import asked_the_way, named
from bot.message import Choice
from faq.local import Bureau, Department
from handoff.ticket import TicketKind
from tests.bot.conftest import NOW, MakeTurn, matched, ticket

OPEN = Context(entry="tq_cert_lost", question="教师证丢了", at=NOW.isoformat())


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("学前教育科", "preschool"),
        ("学前科", "preschool"),
        ("职教科", "vocational"),
        ("成教科", "vocational"),
        ("民办科", "private"),
        ("校外培训监管科", "private"),
        ("语委办", "language"),
        ("语言文字办公室", "language"),
        ("招办", "exams"),
        ("招生办", "exams"),
        ("自考办", "exams"),
        ("考试中心", "exams"),
        ("信访办", "discipline"),
        ("监督室", "discipline"),
        ("资助办", "student_aid"),
        ("资助科", "student_aid"),
        ("学校安全科", "safety"),
        ("县局人事科", "personnel"),
        ("示例县教育局招生办", "exams"),
        ("局办公室", "office"),
        ("基教科和教师科", "basic_education teachers"),
        ("教育科", ""),  # four may be called that
        ("学生处", ""),
        ("学校办公室", ""),
        ("王老师办公室", ""),
        ("哪间办公室", ""),
        ("实验小学资助办", ""),
        ("二中教务处", ""),
        ("县医院人事科", ""),
        ("人社局人事科", ""),
        ("市招考办", ""),
        ("省教育厅基教科", ""),
        ("职教中心", ""),  # a school
        ("教科书", ""),
        ("怎么办", ""),
    ],
)
def test_what_a_line_names(make_turn: MakeTurn, text: str, keys: str) -> None:
    assert named(make_turn(text), f"{text}在几楼") == tuple(keys.split())


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("体卫艺科在哪", "sports"),
        ("督导办电话", "inspection"),
        ("教研室在几楼", "research"),
        ("市招考中心怎么走", "exams"),  # of a city's own bureau
        ("人事股电话", "staff"),
        ("教育股几楼", "primary further"),
    ],
)
def test_every_bureau_has_its_own_names(make_turn: MakeTurn, text: str, keys: str) -> None:
    names = {
        "sports": "体育卫生与艺术教育科", "inspection": "教育督导委员会办公室", "research": "教学研究室",
        "exams": "教育招生考试中心", "staff": "人事股", "primary": "基础教育股", "further": "成人教育股",
    }  # fmt: skip
    turn = make_turn(text)
    local = replace(turn.book.local, bureau=Bureau(name="样板市教育局"),
                    departments={key: Department(name=name) for key, name in names.items()})  # fmt: skip
    assert asked_the_way(replace(turn, book=replace(turn.book, local=local))) == tuple(keys.split())


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("学前科在哪一层", "206 室"),
        ("我想去趟人事科 咋走", "402 室"),
        ("打哪个电话找安全科", "0000-1234510"),
        ("请问，招生办的座机是多少？谢谢", "0000-1234503"),
        ("职成科有人没", "301 室"),
        ("民办科的李主任在不在", "310 室"),
        ("信访室周六上班吗", "108 室"),
        ("语委办几点开门", "305 室"),
        ("基教科和招考办在几楼", "203 室"),
        ("基教科和招考办在几楼", "招考大厅"),
    ],
)
@pytest.mark.parametrize("context", [Context(), OPEN])
@pytest.mark.parametrize("kind", ["unknown", "human", "unclear"])
def test_its_own_room_and_phone(make_turn: MakeTurn, text: str, said: str, context: Context, kind: str) -> None:
    match = matched(kind, *(["tq_cert_lost", "tq_cert_damaged"] if kind == "unclear" else []))
    decision = decide(make_turn(text, context=context, match=match))
    assert decision.rule == "office"
    assert said in decision.replies[0].text
    assert "工作日" in decision.replies[0].text
    assert "学府路" not in decision.replies[0].text
    assert decision.context.entry == context.entry


@pytest.mark.parametrize("kind", list(TicketKind))
def test_whoever_waits_may_ask_it_too(make_turn: MakeTurn, kind: TicketKind) -> None:
    decision = decide(make_turn("学前科在几楼", ticket=replace(ticket(kind=kind), subject="入园")))
    assert "206 室" in decision.replies[0].text
    assert decision.forward


def test_a_choice_that_is_called_phone_is_not_meant(make_turn: MakeTurn) -> None:
    context = replace(OPEN, offered=(Choice(key="section:phone", label="电话"), Choice(key="person", label="转人工")))
    assert "0000-1234509" in decide(make_turn("学前科电话", context=context)).replies[0].text


@pytest.mark.parametrize(
    ("text", "turn"),
    [
        ("基教科管学籍吗", {}),
        ("教师科说要重新体检", {"context": OPEN}),
        ("招考办报名截止到几号", {"match": matched("sure", "exam_register_time")}),
        ("去基教科办转学带什么", {"match": matched("sure", "transfer_documents")}),
        ("资助中心电话打不通", {}),
        ("我要投诉教师科不接电话", {}),
        ("找教师科的人", {"match": matched("human")}),
    ],
)
def test_what_else_is_asked_of_them_is_no_question_where_they_are(
    make_turn: MakeTurn, text: str, turn: dict[str, Any]
) -> None:
    assert decide(make_turn(text, **turn)).rule != "office"


def test_the_hours_of_another_house_are_what_a_curator_wrote_of_it(make_turn: MakeTurn) -> None:
    other = replace(matched(topic="gov_house_papers"), topic_share=0.9)
    decision = decide(make_turn("不动产登记中心周六上班吗", match=other))
    assert (decision.rule, "不动产" in decision.replies[0].text) == ("not_ours", True)
    assert decide(make_turn("工作时间", match=other)).rule == "hours"
    assert decide(make_turn("你们局里周六上班吗", match=other)).rule == "hours"
