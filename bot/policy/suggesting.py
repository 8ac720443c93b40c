"""Texts that an officer may take over: the answers nearest to the question, the bureau's internal ones included."""

from collections.abc import Callable, Iterator
from datetime import datetime

from rapidfuzz import fuzz

from bot.policy.book import Book
from bot.policy.current import Policy
from faq.answer import brief
from faq.entry import State
from handoff.console import Suggest, Suggestion
from intents.text import normalise

MOST = 3
LIKELY = 0.03  # the engine always has a nearest answer; less than this, and it is about something else
ALIKE = 60.0  # of 100: an internal entry is not known to the engine; its title and phrasings are compared as they are
INTERNAL = "内部，不能原样发给市民"


def suggester(policy: Policy, clock: Callable[[], datetime]) -> Suggest:
    """For the desk; what is not in force, or not near at all, is not suggested."""

    def suggest(question: str) -> list[Suggestion]:
        book, found = policy.book, policy.engine.match(question)
        public = [book.current(one.id, clock()) for one in found.candidates[:MOST] if one.score >= LIKELY]
        return [
            *(_suggestion(book, one, f"（{INTERNAL}）") for one in _internal(book, normalise(question))),
            *(_suggestion(book, one) for one in dict.fromkeys(public) if book.in_force(one, clock())),
        ]

    return suggest


def _internal(book: Book, question: str) -> Iterator[str]:
    """The internal entry whose words are nearest to the question, if any is near."""
    scored = [
        (max(fuzz.ratio(question, normalise(text)) for text in (one.title, *one.phrasings)), one.id)
        for one in book.catalog.entries.values()
        if one.state is State.INTERNAL
    ]
    score, name = max(scored, default=(0.0, ""))
    if score >= ALIKE:
        yield name


def _suggestion(book: Book, entry_id: str, mark: str = "") -> Suggestion:
    return Suggestion(title=book.entry(entry_id).title + mark, text=brief(book.answers[entry_id])[0])
