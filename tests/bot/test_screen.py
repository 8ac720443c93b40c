"""What is said at once fits one message of WeChat: 1,800 bytes and 12 lines, whatever stands before or below it."""

import pytest

from bot.channels.wechat_text import render, size
from bot.dialogue import Context, decide
from bot.dialogue.answering import settled
from bot.dialogue.following import section_reply
from bot.message import Reply
from bot.policy.book import Book
from bot.wording import Wording
from faq.answer import MESSAGE_BYTES, MESSAGE_LINES, Section
from tests.bot.conftest import NOW, MakeTurn, matched

URL = "https://ask.example.gov.cn"


def too_long(replies: tuple[Reply, ...], wording: Wording) -> str | None:
    text = render(replies, wording.say, URL)
    lines = text.count("\n") + 1
    return f"{lines} lines, {size(text)} bytes" if lines > MESSAGE_LINES or size(text) > MESSAGE_BYTES else None


def public(book: Book) -> list[str]:
    return [name for name in book.answers if book.in_force(name, NOW)]


@pytest.mark.parametrize("asked", ["怎么办", "要带什么材料", "多久能办好", "不给办怎么办", "有什么条件"])
def test_first_answers(make_turn: MakeTurn, book: Book, wording: Wording, asked: str) -> None:
    context = Context(entry="gk_wish_filling", at=NOW.isoformat())
    decisions = {
        name: decide(make_turn(f"我想问的是这一件很长的事情，{asked}", match=matched("sure", name), context=context))
        for name in public(book)
        if name not in ("gk_wish_filling", "proxy_application")  # which says itself who may do it
    }
    assert {name for name, one in decisions.items() if one.ids != (name,)} == set()
    found = {name: long for name, one in decisions.items() if (long := too_long(one.replies, wording))}
    assert not found


def test_answers_with_a_word_before_them(make_turn: MakeTurn, book: Book, wording: Wording) -> None:
    found = {}
    for name in public(book):
        turn = make_turn("那这个呢")
        before = turn.say("carried", short=book.short(name))
        if long := too_long(settled(turn, name, before=before, rule="").replies, wording):
            found[name] = long
    assert not found


def test_sections_by_themselves(make_turn: MakeTurn, book: Book, wording: Wording) -> None:
    parts = {
        (name, section.value): section_reply(make_turn(""), name, section)
        for name in public(book)
        for section in Section
        if section is not Section.SUMMARY
    }
    found = {key: long for key, reply in parts.items() if (long := too_long((reply,), wording))}
    assert not found
