"""One story out of three: what was said, what happened to the tickets, and what officers noted."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from handoff.seams import Line
from handoff.ticket import EventKind, TicketEvent, number_of

LOUD = frozenset({EventKind.NOTED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A line of the conversation, a note, or an event, ready for the page."""

    at: datetime
    look: str  # citizen, bot, officer, system, note, event
    text: str
    name: str | None = None
    choices: tuple[str, ...] = ()
    delivery: str | None = None
    trouble: bool = False
    link: str | None = None
    event: EventKind | None = None
    number: str | None = None  # when it belongs to another ticket of the conversation


def timeline(lines: Sequence[Line], events: Sequence[TicketEvent], ticket_id: int) -> list[Item]:
    """Everything in time order; at the same instant what was said comes before what happened."""
    items = [_said(line) for line in lines] + [_happened(event, ticket_id) for event in events]
    return sorted(items, key=lambda item: item.at)


def named(lines: Sequence[Line], speakers: Sequence[str]) -> list[Line]:
    """Officers' lines with their names from the desk's history, where the conversation did not keep them."""
    spoken = [line for line in lines if line.who == "officer"]
    if len(spoken) != len(speakers):
        return list(lines)
    names = iter(speakers)
    return [replace(line, name=line.name or next(names)) if line.who == "officer" else line for line in lines]


def _said(line: Line) -> Item:
    return Item(
        at=line.at, look=line.who, text=line.text, name=line.name, choices=line.choices, delivery=line.delivery,
        trouble=line.trouble, link=line.link,
    )  # fmt: skip


def _happened(event: TicketEvent, ticket_id: int) -> Item:
    return Item(
        at=event.at,
        look="note" if event.kind in LOUD else "event",
        text=event.text or "",
        name=event.officer,
        event=event.kind,
        number=None if event.ticket_id == ticket_id else number_of(event.ticket_id),
    )
