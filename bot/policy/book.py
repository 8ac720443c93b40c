"""What may be said today: the catalogue, filled with local parameters, and silent where an answer is not in force."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from zoneinfo import ZoneInfo

from faq.answer import Answer, answer
from faq.catalog import Catalog, Standing
from faq.entry import Clarify, FaqEntry, NotOurs
from faq.local import Department, Local

SHANGHAI = ZoneInfo("Asia/Shanghai")


def day_of(now: datetime) -> date:
    return now.astimezone(SHANGHAI).date()


@dataclass(frozen=True)
class Book:
    """One consistent reading of all policy files; a reload makes another."""

    catalog: Catalog
    local: Local
    common: tuple[str, ...] = ()  # entry ids offered in the greeting

    @cached_property
    def answers(self) -> Mapping[str, Answer]:
        return {name: answer(entry, self.local) for name, entry in self.catalog.entries.items()}

    def entry(self, entry_id: str) -> FaqEntry:
        return self.catalog.entries[entry_id]

    def knows(self, entry_id: str | None) -> bool:
        return entry_id in self.catalog.entries

    def in_force(self, entry_id: str, now: datetime) -> bool:
        return self.catalog.in_force(entry_id, day_of(now))

    def current(self, entry_id: str, now: datetime) -> str:
        """The entry that speaks for this one today: a scheduled successor takes over on its first day."""
        return self.catalog.current(entry_id, day_of(now)) if self.catalog.successors else entry_id

    def not_yet(self, entry_id: str, now: datetime) -> bool:
        return self.catalog.standing(entry_id, day_of(now)) is Standing.NOT_YET

    def short(self, entry_id: str) -> str:
        return self.catalog.entries[entry_id].short

    def not_ours(self, topic: str | None) -> NotOurs | None:
        return self.catalog.not_ours.get(topic or "")

    def department(self, key: str | None) -> Department:
        return self.local.department(key)

    def clarify(self, ask: str | None) -> Clarify | None:
        return next((question for question in self.catalog.clarify if question.id == ask), None)

    @property
    def bureau(self) -> str:
        return self.local.bureau.name
