"""Answers that are not yet in force, and the ones that take over on their first day."""

from dataclasses import replace

from bot.dialogue import Context, decide
from bot.policy.book import Book
from tests.bot.conftest import NOW, MakeTurn, matched

AFTER = Context(entry="tq_cert_lost", at=NOW.isoformat(), question="教师资格证丢了")


def test_an_answer_that_is_not_yet_in_force_is_not_given(make_turn: MakeTurn) -> None:
    early = NOW.replace(year=1980)
    decision = decide(make_turn("教师资格证丢了", match=matched("sure", "tq_cert_lost"), now=early))
    assert "才施行" in decision.replies[0].text
    assert "登报" not in decision.replies[0].text


def test_nothing_is_quoted_from_an_answer_that_is_not_in_force(make_turn: MakeTurn) -> None:
    early = NOW.replace(year=1980)
    context = replace(AFTER, at=early.isoformat())
    decision = decide(make_turn("要单位盖存档章吗", context=context, now=early))
    assert "存档单位盖章" not in decision.replies[0].text
    listed = decide(make_turn("要身份证吗", context=context, now=early))
    assert "才施行" in listed.replies[0].text
    assert "这一条里说到" not in listed.replies[0].text


def test_a_scheduled_successor_answers_from_its_first_day(make_turn: MakeTurn, book: Book) -> None:
    old = book.entry("tq_cert_lost")
    start = NOW.date().replace(year=2027)
    heir = old.model_copy(
        update={
            "id": "tq_cert_lost_2027",
            "summary": "新的补办办法。",
            "supersedes": old.id,
            "effective": old.effective.model_copy(update={"from_": start}),
        }
    )
    catalog = replace(book.catalog, entries={**book.catalog.entries, heir.id: heir})
    later = replace(book, catalog=catalog)
    before, after = (
        decide(make_turn("教师资格证丢了", match=matched("sure", old.id), book=later, now=now))
        for now in (NOW, NOW.replace(year=2027))
    )
    assert before.ids == (old.id,)
    assert after.ids == (heir.id,)
    assert "新的补办办法" in after.replies[0].text
