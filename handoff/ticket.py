"""What a ticket is: its states, its legal moves, its errors and its number. No database, no await."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType

LEASE = timedelta(minutes=30)
LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"  # without I and O, which sound and look like digits
FIRST = 1001
PER_LETTER = 8999  # 1001 … 9999
NUMBER = re.compile(rf"([{LETTERS}]{{1,3}})((?!1000)[1-9][0-9]{{3}})")


class Status(StrEnum):
    """Where a ticket stands."""

    WAITING = "waiting"
    CLAIMED = "claimed"
    CLOSED = "closed"


class TicketKind(StrEnum):
    """What the citizen wants of a person; each kind has its own promise."""

    CONSULT = "consult"
    COMPLAINT = "complaint"
    HELP = "help"
    SUGGESTION = "suggestion"
    URGENT = "urgent"

    @property
    def label(self) -> str:
        return KIND_LABELS[self]


KIND_LABELS: Mapping[TicketKind, str] = MappingProxyType(
    {
        TicketKind.CONSULT: "咨询",
        TicketKind.COMPLAINT: "投诉",
        TicketKind.HELP: "求助",
        TicketKind.SUGGESTION: "建议",
        TicketKind.URGENT: "紧急",
    }
)


class Move(StrEnum):
    """What may happen to a ticket's status."""

    CLAIM = "claim"
    RELEASE = "release"
    TRANSFER = "transfer"
    CLOSE = "close"
    WITHDRAW = "withdraw"
    REOPEN = "reopen"


_OPEN = frozenset({Status.WAITING, Status.CLAIMED})
_HELD = frozenset({Status.CLAIMED})

MOVES: Mapping[Move, tuple[frozenset[Status], Status]] = MappingProxyType(
    {
        Move.CLAIM: (_OPEN, Status.CLAIMED),  # from claimed only when the lease ran out
        Move.RELEASE: (_HELD, Status.WAITING),
        Move.TRANSFER: (_HELD, Status.WAITING),
        Move.CLOSE: (_HELD, Status.CLOSED),
        Move.WITHDRAW: (_OPEN, Status.CLOSED),
        Move.REOPEN: (frozenset({Status.CLOSED}), Status.WAITING),
    }
)


class EventKind(StrEnum):
    """What is written down about a ticket; rows are only ever added."""

    OPENED = "opened"
    RAISED = "raised"
    TURNED = "turned"
    HEARD = "heard"
    CLAIMED = "claimed"
    RELEASED = "released"
    REPLIED = "replied"
    NOTED = "noted"
    TRANSFERRED = "transferred"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"
    REOPENED = "reopened"
    RATED = "rated"
    ERASED = "erased"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticket:
    """One matter of one conversation that a person looks after until it is closed. Officers' names are for officers."""

    id: int
    conversation_id: int
    kind: TicketKind
    reason: str
    subject: str
    status: Status
    urgent: bool
    opened_at: datetime
    due_at: datetime
    department: str | None = None
    department_name: str | None = None
    contact: str | None = None
    unread: int = 0
    last_heard_at: datetime | None = None
    first_reply_at: datetime | None = None
    claimed_by: int | None = None
    claimed_by_name: str | None = None
    lease_until: datetime | None = None
    closed_at: datetime | None = None
    outcome: str | None = None
    rating: int | None = None

    @property
    def number(self) -> str:
        return number_of(self.id)

    @property
    def is_open(self) -> bool:
        return self.status is not Status.CLOSED

    def is_free(self, now: datetime) -> bool:
        """Whether anybody may take it: a lease that ran out counts as free."""
        lapsed = self.lease_until is not None and self.lease_until < now
        return self.status is Status.WAITING or (self.status is Status.CLAIMED and lapsed)

    def is_held_by(self, officer: int) -> bool:
        return self.status is Status.CLAIMED and self.claimed_by == officer


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketEvent:
    """One line of a ticket's history."""

    id: int
    ticket_id: int
    kind: EventKind
    at: datetime
    officer: str | None
    text: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskStatus:
    """The truth about waiting: whether someone is on duty, when it opens or closes."""

    on_duty: bool
    next_open: datetime | None
    closes_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """What a citizen may know of a ticket; it never names an officer."""

    id: int
    number: str
    kind: TicketKind
    status: Status
    urgent: bool
    opened_at: datetime
    due_at: datetime
    department_name: str | None
    closed_at: datetime | None
    outcome: str | None


class TicketError(Exception):
    """这一步没有办成，请刷新后再试。"""

    def __init__(self, **data: object) -> None:
        self.data = data
        super().__init__((type(self).__doc__ or "").format(**data))


class NoTicket(TicketError):
    """没有这个编号的事项。"""


class NothingSaid(TicketError):
    """内容是空的，请先写几个字。"""


class TicketMoved(TicketError):
    """这件事刚刚有了变化，请看一眼最新情况再操作。"""


class TicketTaken(TicketMoved):
    """已由 {by} 接手。"""

    def __init__(self, *, by: str) -> None:
        self.by = by
        super().__init__(by=by)


class TicketClosed(TicketMoved):
    """这件事已经办结。"""


class NotYours(TicketMoved):
    """这件事现在不在您手上，请先接手。"""


class AlreadyOpen(TicketMoved):
    """这位市民另有一件事正在办（{number}），请在那一件里继续。"""


def number_of(id: int) -> str:
    """1 → A1001: a letter and four digits, easy to say on the phone; a second letter only after 215,976 tickets."""
    lap, running = divmod(id - 1, PER_LETTER)
    letters = ""
    while lap >= 0:
        lap, letter = divmod(lap, len(LETTERS))
        letters, lap = LETTERS[letter] + letters, lap - 1
    return f"{letters}{FIRST + running}"


def id_of(number: str) -> int | None:
    """The ticket that is meant by 「a1023」 or 「Ａ１０２３」; None when it is no number of ours."""
    found = NUMBER.fullmatch(unicodedata.normalize("NFKC", number).strip().upper())
    if not found:
        return None
    lap = 0
    for letter in found[1]:
        lap = lap * len(LETTERS) + LETTERS.index(letter) + 1
    return (lap - 1) * PER_LETTER + int(found[2]) - FIRST + 1
