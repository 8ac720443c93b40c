"""What the desk's pages are given; nothing here is constructed by them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from handoff.database import Database
from handoff.desk import Desk
from handoff.live import Live
from handoff.officers import Officers


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """A ready text that an officer may take over into the answer."""

    title: str
    text: str


# What the citizen said last → texts that might answer it, best first.
Suggest = Callable[[str], Sequence[Suggestion]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Console:
    """The pages' surroundings. `secure`: cookies only over https; `departments`: key → name, for passing on."""

    database: Database
    desk: Desk
    officers: Officers
    live: Live
    clock: Callable[[], datetime]
    secure: bool
    bureau: str
    departments: Callable[[], Mapping[str, str]] = field(default=lambda: {})
    suggest: Suggest | None = None
    notice: Callable[[], str | None] = field(default=lambda: None)  # shown on every page while there is one
