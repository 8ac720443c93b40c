"""The arithmetic of evaluation, against figures worked out by hand."""

from xml.etree import ElementTree

import pytest

from intents.evaluate import Case, Gold, Outcome, below, confusions, figures, grouped, held_out, parse_floors, strangers
from intents.evaluating_curve import curve, drawn, ranked
from intents.match import Candidate, Intent, Kind, Match, Role


def outcome(gold: str, came: str, *scores: str, style: str = "", text: str = "问") -> Outcome:
    """`came` as a decision (`sure:a`, `unclear:a,b`, `unknown`); `scores` as `a=0.9`, the best first."""
    kind, _, ids = came.partition(":")
    pairs = [one.split("=") for one in scores]
    candidates = tuple(Candidate(id=name, score=float(score)) for name, score in pairs)
    match = Match(text=text, kind=Kind(kind), ids=tuple(filter(None, ids.split(","))), candidates=candidates)
    return Outcome(case=Case(text=text, gold=Gold.parse(gold), style=style), match=match)


SMALL = [
    outcome("a", "sure:a", "a=0.9", "b=0.1", style="信"),
    outcome("a", "sure:b", "b=0.8", "a=0.2", style="信"),
    outcome("b", "unclear:a,b", "a=0.5", "b=0.4", style="信"),
    outcome("b|c", "unclear:a,d", "a=0.45", "d=0.4", "e=0.1", "c=0.05", style="搜索"),
    outcome("a|b", "sure:c,b", "c=0.7", "b=0.6", style="搜索"),
    outcome("c", "unknown", "c=0.3", style="搜索"),
    outcome("none", "sure:a", "a=0.6"),
    outcome("none", "unclear:a,b", "a=0.4"),
    outcome("none", "unknown", "a=0.1"),
    outcome("none", "human"),
    outcome("human", "human"),
    outcome("human", "unknown"),
    outcome("urgent", "urgent", "a=0.99"),
    outcome("urgent", "sure:a", "a=0.9"),
    outcome("chat", "unknown"),
    outcome("urgent|a", "sure:a", "a=0.9"),
    outcome("urgent|a", "unknown", "a=0.2"),
]


@pytest.mark.parametrize(
    ("key", "hits", "total"),
    [
        ("top1", 2, 6), ("top3", 5, 6), ("top4", 6, 6), ("found", 3, 6), ("answered", 3, 6), ("wrong", 1, 6),
        ("clarified_right", 1, 2), ("none_answered", 1, 4), ("none_clarified", 1, 4), ("human", 1, 2),
        ("urgent", 1, 2), ("chat", 1, 1), ("either", 1, 2),
    ],
)  # fmt: skip
def test_every_figure(key: str, hits: int, total: int) -> None:
    share = figures(SMALL)[key]
    assert (share.hits, share.total) == (hits, total)


def test_nothing_to_count_is_no_figure() -> None:
    share = figures([])["top1"]
    assert share.value is None
    assert str(share) == "—"


def test_by_style() -> None:
    groups = grouped(SMALL[:6], lambda one: one.case.style)
    assert {name: str(figures(members)["found"]) for name, members in groups.items()} == {
        "信": "0.667",
        "搜索": "0.333",
    }


@pytest.mark.parametrize(
    ("text", "ids", "words"),
    [("a", {"a"}, set()), ("a|b", {"a", "b"}, set()), ("none", set(), {"none"}), ("urgent | a", {"a"}, {"urgent"})],
)
def test_gold(text: str, ids: set[str], words: set[str]) -> None:
    assert Gold.parse(text) == Gold(ids=frozenset(ids), words=frozenset(words))


def test_the_most_frequent_confusion_comes_first() -> None:
    twice = [outcome("a", "sure:b", text="一"), outcome("a", "sure:b", text="二")]
    found = confusions([outcome("none", "sure:a"), *twice, outcome("a", "unclear:b"), outcome("urgent|a", "sure:a")])
    assert [(one.gold, one.given, one.texts) for one in found] == [("a", "b", ("一", "二")), ("none", "a", ("问",))]


def test_ids_that_nobody_has() -> None:
    cases = [Case(text="问", gold=Gold.parse("a|lost")), Case(text="问", gold=Gold.parse("none"))]
    assert strangers(cases, ["a"]) == [("lost", 1)]


def test_the_curve_from_nothing_to_all() -> None:
    asked = [
        outcome("a", "sure:a", "a=0.9"), outcome("a", "sure:b", "b=0.8"), outcome("none", "sure:a", "a=0.8"),
        outcome("b", "unknown", "b=0.3"), outcome("none", "urgent", "a=1.0"), outcome("urgent", "urgent", "a=1.0"),
    ]  # fmt: skip
    points = [(one.coverage, one.wrong, one.none_answered) for one in curve(ranked(asked))]
    third = pytest.approx(1 / 3)
    assert points == [(0, 0, 0), (third, 0, 0), (pytest.approx(2 / 3), third, 0.5), (1, third, 0.5)]


def test_the_picture_is_svg_with_both_curves() -> None:
    picture = ElementTree.fromstring(drawn(curve(ranked(SMALL)), figures(SMALL)))
    assert len([one for one in picture if one.tag.endswith("polyline")]) == 2


def test_a_picture_of_nothing() -> None:
    assert ElementTree.fromstring(drawn(curve([]), figures([]))) is not None


def test_folds_hold_out_each_phrasing_once_in_runs() -> None:
    intents = [
        Intent(id="a", role=Role.ANSWER, phrasings=tuple("一二三四五六七"), group="x"),
        Intent(id="far", role=Role.NOT_OURS, phrasings=("甲", "乙"), group="school"),
        Intent(id="one", role=Role.HUMAN, phrasings=("丙",)),
    ]
    folds = list(held_out(intents, 3))
    held = [one for _, cases in folds for one in cases]
    assert sorted(one.text for one in held) == sorted("一二三四五六七甲乙")
    assert {str(one.gold) for one in held} == {"a", "none"}
    for rest, cases in folds:
        assert not {one.text for one in cases} & {text for intent in rest for text in intent.phrasings}
        assert all(intent.phrasings for intent in rest)
        run = "".join(one.text for one in cases if str(one.gold) == "a")
        assert run in "一二三四五六七"


def test_floors() -> None:
    found = figures(SMALL)
    assert below(found, parse_floors("top4=1.0, wrong=0.17, answered=0.5")) == []
    assert below(found, parse_floors("top1=0.34,wrong=0.16")) == ["top1", "wrong"]
    assert below(figures([]), {"top1": 0.0}) == ["top1"]


@pytest.mark.parametrize("text", ["best=1", "top1", "top1=viel"])
def test_a_floor_that_is_none(text: str) -> None:
    with pytest.raises(ValueError, match="top1"):
        parse_floors(text)
