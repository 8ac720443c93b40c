"""One story out of three: what was said, what happened to the tickets, and what officers noted."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from handoff.plain import unturned
from handoff.seams import Line
from handoff.ticket import EventKind, TicketEvent, number_of

LOUD = frozenset({EventKind.NOTED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A line of the conversation, a note, or an event, ready for the page."""

    key: str  # its own, however many lines come before it
    at: datetime
    look: str  # citizen, bot, officer, system, note, event, earlier
    text: str = ""
    name: str | None = None
    choices: tuple[str, ...] = ()
    delivery: str | None = None
    trouble: bool = False
    link: str | None = None
    event: EventKind | None = None
    number: str | None = None  # when it belongs to another ticket of the conversation


def timeline(
    lines: Sequence[Line], speakers: Mapping[str, str], events: Sequence[TicketEvent], ticket_id: int, *, cut: bool
) -> list[Item]:
    """Everything in time order; at the same instant what was said comes before what happened.

    `cut`: lines came before these, and the page says so where they are missing.
    """
    missing = [Item(key="earlier", at=lines[0].at, look="earlier")] if cut else []
    said = [_said(line, speakers.get(line.key or "")) for line in lines]
    return sorted([*missing, *said, *(_happened(event, ticket_id) for event in events)], key=lambda item: item.at)


def _said(line: Line, name: str | None) -> Item:
    return Item(
        key=f"line {line.id}", at=line.at, look=line.who, text=unturned(line.text), name=name, choices=line.choices,
        delivery=line.delivery, trouble=line.trouble, link=line.link,
    )  # fmt: skip


def _happened(event: TicketEvent, ticket_id: int) -> Item:
    return Item(
        key=f"event {event.id}",
        at=event.at,
        look="note" if event.kind in LOUD else "event",
        text=event.text or "",
        name=event.officer,
        event=event.kind,
        number=None if event.ticket_id == ticket_id else number_of(event.ticket_id),
    )
