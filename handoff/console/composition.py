"""What the desk's pages are given; nothing here is constructed by them."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType

from sqlalchemy.ext.asyncio import AsyncConnection

from handoff.database import Database
from handoff.desk import Desk
from handoff.live import Live
from handoff.officers import Officers


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """A ready text that an officer may take over into the answer."""

    title: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Chore:
    """What the curators have to see to; `silent`: citizens get no answer until they did."""

    kind: str
    text: str
    silent: bool


# What the citizen said last → texts that might answer it, best first.
Suggest = Callable[[str], Sequence[Suggestion]]

# (conn, conversation_id, now) → 「还可发 3 条，剩 21 小时」, or what becomes of a further one; None: nothing limits it.
Quota = Callable[[AsyncConnection, int, datetime], Awaitable[str | None]]

AREAS: Mapping[str, str] = MappingProxyType(
    {"transfer": "转学入学", "certificates": "证书证明", "exams": "考试", "other": "其他"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Console:
    """The pages' surroundings. `secure`: cookies only over https; `departments`, `areas`: key → name.

    What stands in the policy is asked for each time: it may have been read again.
    """

    database: Database
    desk: Desk
    officers: Officers
    live: Live
    clock: Callable[[], datetime]
    secure: bool
    bureau: Callable[[], str]
    departments: Callable[[], Mapping[str, str]] = field(default=lambda: {})
    areas: Mapping[str, str] = field(default_factory=lambda: AREAS)
    suggest: Suggest | None = None
    quota: Quota | None = None
    chores: Callable[[], Sequence[Chore]] = field(default=lambda: ())  # the most pressing first
    notice: Callable[[], str | None] = field(default=lambda: None)  # shown on every page while there is one
