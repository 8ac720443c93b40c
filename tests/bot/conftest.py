"""A turn to hand to rules: the real book and wording, a match and a desk made for the case."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.dialogue import Context, Turn
from bot.message import Address, Kind, Message
from bot.policy.book import Book
from bot.policy.current import read_book
from bot.wording import Wording, load_wording
from handoff.ticket import DeskStatus, Status, Ticket, TicketKind
from intents.match import Candidate, Match
from intents.match import Kind as Sure

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)  # a Tuesday, 10:00 in Shanghai
MakeTurn = Callable[..., Turn]


@pytest.fixture(scope="session")
def book() -> Book:
    return read_book()


@pytest.fixture(scope="session")
def wording() -> Wording:
    return load_wording()


def matched(
    kind: str = "unknown", *ids: str, topic: str | None = None, ask: str | None = None, more: str = ""
) -> Match:
    names = [*ids, *more.split()]
    candidates = tuple(Candidate(id=name, score=0.5 / (place + 1)) for place, name in enumerate(names))
    return Match(text="", kind=Sure(kind), ids=ids, candidates=candidates, topic=topic, ask=ask)


def ticket(status: Status = Status.WAITING, *, urgent: bool = False, kind: TicketKind = TicketKind.CONSULT) -> Ticket:
    return Ticket(
        id=23, conversation_id=1, kind=kind, reason="human", subject="", status=status, urgent=urgent, opened_at=NOW,
        due_at=NOW,
    )  # fmt: skip


def desk(*, on_duty: bool = True) -> DeskStatus:
    opens = None if on_duty else datetime(2026, 11, 30, 0, 30, tzinfo=UTC)
    return DeskStatus(on_duty=on_duty, next_open=opens, closes_at=NOW if on_duty else None)


@pytest.fixture(scope="session")
def make_turn(book: Book, wording: Wording) -> MakeTurn:
    """`make_turn("要什么材料", context=Context(entry=…), match=matched(…), …)`."""

    def make(
        text: str, *, match: Match | None = None, context: Context | None = None, kind: Kind = Kind.TEXT,
        choice: str | None = None, **changes: Any,
    ) -> Turn:  # fmt: skip
        message = Message(
            address=Address(channel="web", user="u"),
            external_id="1",
            text=text,
            kind=kind,
            choice=choice,
            received_at=NOW,
        )
        given: dict[str, Any] = {
            "message": message, "text": text, "match": match or matched(), "context": context or Context(), "now": NOW,
            "desk": desk(), "book": book, "wording": wording,
        }  # fmt: skip
        return Turn(**{**given, **changes})

    return make
