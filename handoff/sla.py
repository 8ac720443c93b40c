"""By when a ticket is promised to be answered: data, and one pure function that reads it."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType

from handoff.ticket import TicketKind
from handoff.worktime import DutyHours


class Promise(StrEnum):
    """How fast: at once; before duty ends on the working day; within seven working days."""

    AT_ONCE = "at_once"
    SAME_DAY = "same_day"
    SEVEN_DAYS = "seven_days"


PROMISES: Mapping[TicketKind, Promise] = MappingProxyType(
    {
        TicketKind.URGENT: Promise.AT_ONCE,
        TicketKind.CONSULT: Promise.SAME_DAY,
        TicketKind.HELP: Promise.SEVEN_DAYS,
        TicketKind.COMPLAINT: Promise.SEVEN_DAYS,
        TicketKind.SUGGESTION: Promise.SEVEN_DAYS,
    }
)


def due_at(kind: TicketKind, opened_at: datetime, hours: DutyHours, *, urgent: bool = False) -> datetime:
    """When the promise falls due; an urgent matter is due as it comes, duty hours or not."""
    match Promise.AT_ONCE if urgent else PROMISES[kind]:
        case Promise.AT_ONCE:
            return opened_at
        case Promise.SAME_DAY:
            return hours.closing(opened_at)
        case Promise.SEVEN_DAYS:
            return hours.add_working_days(opened_at, 7)
