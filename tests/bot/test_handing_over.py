"""What is said to the offer to hand over: yes, no, and what 「转」 means where children move to other schools."""

from dataclasses import replace

import pytest

from bot.dialogue import Context, decide
from bot.dialogue.picking import declines, hands_over
from bot.message import Choice
from tests.bot.conftest import NOW, MakeTurn, matched

PERSON = (Choice(key="person:not_ours", label="找值班人员"),)
OFFERED = Context(
    elsewhere="edu_after_school", question="课后服务费合理吗", offered=PERSON, misses=1, at=NOW.isoformat()
)
MOVES = Context(entry="transfer_in_province", question="乡下转到县城", offered=PERSON, at=NOW.isoformat())
MENU = Context(
    question="毕业证丢了", asked=1, at=NOW.isoformat(),
    offered=(Choice(key="entry:hed_diploma_lost", label="大学"), Choice(key="entry:hs_diploma_lost", label="高中"),
             Choice(key="person", label="都不是，转人工")),
)  # fmt: skip
YES = [
    "那你们转嘛", "转呗", "好 转吧", "嗯，那就转", "您帮忙转一下", "麻烦转达", "可以 你转哈", "那把我说的话转过去",
    "转给他们看看", "你帮我转给领导", "转给监督室吧", "就转到基教科", "那帮我转人工", "行，转，谢谢", "算了 你转吧",
]  # fmt: skip
OF_A_MOVE = [
    "能转不", "想转", "我想转", "好久能转", "转了", "转过了", "转不了", "要不要转", "转学", "转到二中", "转去县城",
    "转职高", "可以转吗", "转得成不", "转学籍", "娃转", "转户口", "转专业", "转到职教中心",
]  # fmt: skip


@pytest.mark.parametrize("text", YES)
def test_a_yes_hands_it_over(make_turn: MakeTurn, text: str) -> None:
    decision = decide(make_turn(text, context=OFFERED))
    assert decision.handoff is not None
    assert decision.handoff.subject == "课后服务费合理吗"
    department = "discipline" if "监督室" in text else "basic_education"
    assert decision.handoff.department == department


@pytest.mark.parametrize("text", OF_A_MOVE)
@pytest.mark.parametrize("context", [OFFERED, MOVES, MENU])
def test_a_move_to_another_school_is_no_yes(make_turn: MakeTurn, text: str, context: Context) -> None:
    assert hands_over(text) is None
    assert decide(make_turn(text, context=context)).handoff is None


@pytest.mark.parametrize(
    ("text", "context", "handed"),
    [
        ("那就转", OFFERED, True),
        ("那就转", MOVES, False),  # it may be the school that is meant
        ("那你转嘛", MOVES, True),
        ("你转嘛", MENU, True),  # 「都不是，转人工」 is one of the choices
        ("转吧", MENU, False),
        ("你转嘛", replace(MENU, question="孩子想转学"), False),
        ("你转嘛", Context(), False),  # nobody offered it
    ],
)
def test_a_bare_yes_depends_on_what_is_spoken_of(
    make_turn: MakeTurn, text: str, context: Context, handed: bool
) -> None:  # fmt: skip
    assert (decide(make_turn(text, context=context)).handoff is not None) is handed


@pytest.mark.parametrize("text", ["帮我转教师科", "转基教科", "请转招考办"])
def test_a_section_is_called_like_a_person(make_turn: MakeTurn, text: str) -> None:
    decision = decide(make_turn(text))
    assert decision.handoff is not None
    assert decision.handoff.department in {"teachers", "basic_education", "exams"}


def test_a_number_takes_it_to_the_section_that_was_named(make_turn: MakeTurn) -> None:
    decision = decide(make_turn("好 1", context=OFFERED))
    assert decision.handoff is not None
    assert decision.handoff.department == "basic_education"


@pytest.mark.parametrize(
    "text",
    ["算了 不转了", "不用你们转", "莫转", "别转", "那就不转了", "不要转给学校", "算了算了", "没事了",
     "不用了，我自己去问", "我自己去学校问问", "那我自己想办法吧", "先不麻烦你们"],
)  # fmt: skip
def test_a_no_ends_it(make_turn: MakeTurn, text: str) -> None:
    assert hands_over(text) is None
    decision = decide(make_turn(text, context=OFFERED, match=matched("human")))
    assert (decision.rule, decision.handoff) == ("declined", None)


@pytest.mark.parametrize(
    "text",
    ["我自己去问哪个", "我自己去问过了", "自己解决不了", "不转学籍行不行", "不给转", "不用转学籍吗", "没事可以来看吗"],
)
def test_what_only_sounds_like_a_no(text: str) -> None:
    assert not declines(text)


@pytest.mark.parametrize(
    ("text", "entry"),
    [("嗯 2", "hs_diploma_lost"), ("算了 第一个", "hed_diploma_lost"), ("那就2吧", "hs_diploma_lost"),
     ("好的，最后一个", "hs_diploma_lost"), ("2 谢谢", "hs_diploma_lost"), ("行，选第二个", "hs_diploma_lost")],
)  # fmt: skip
def test_a_number_among_words_is_the_choice(make_turn: MakeTurn, text: str, entry: str) -> None:
    assert decide(make_turn(text, context=MENU)).ids == (entry,)


@pytest.mark.parametrize("text", ["那一个", "好一点的", "好几个", "算了一样", "行 3年了", "那两个学校呢"])
def test_a_number_within_words_is_none(make_turn: MakeTurn, text: str) -> None:
    assert decide(make_turn(text, context=MENU)).ids not in {("hed_diploma_lost",), ("hs_diploma_lost",)}
