"""Looks at the queue and tells duty staff: something urgent, nobody took it, a promise falls due. No personal data."""

import asyncio
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from types import MappingProxyType

from bot.outgoing.alerts import Notice, Tell
from bot.rounds.solo import Solo
from handoff import lookup
from handoff.database import Database
from handoff.live import DESK, Live
from handoff.ticket import Ticket, TicketKind
from handoff.worktime import DutyHours

EVERY = 30.0  # seconds, or as soon as the desk changes
APART = 1.0  # seconds between two looks, however much happens
AGAIN = timedelta(hours=2)  # what is still so is told again
WATCHES = 7_001  # the number of these rounds among all that one process does for all
FURTHEST = timedelta(days=1)
NEAR: Mapping[TicketKind, timedelta] = MappingProxyType({TicketKind.CONSULT: timedelta(hours=1)})  # others: a day


class Watch:
    """`waiting`: duty time after which nobody having taken a ticket is worth a word; `desk_url`: for the links."""

    def __init__(
        self,
        database: Database,
        *,
        live: Live,
        hours: DutyHours,
        tell: Tell,
        clock: Callable[[], datetime],
        waiting: timedelta,
        desk_url: str,
    ) -> None:
        self._database, self._live, self._hours = database, live, hours
        self._tell, self._clock, self._waiting, self._desk_url = tell, clock, waiting, desk_url
        self._solo = Solo(database, WATCHES)

    async def run(self) -> None:
        try:
            async with self._live.subscribe(DESK) as changes:
                while True:
                    await self.step()
                    await asyncio.sleep(APART)
                    await changes.wait(EVERY)
        finally:
            await self._solo.let_go()

    async def step(self) -> None:
        if not await self._solo.mine():
            return
        now = self._clock()
        async with self._database.read() as conn:
            free = await lookup.free(conn, now)
            unanswered = await lookup.unanswered(conn, now + FURTHEST)
        for notice in self._worth_telling(free, unanswered, now):
            self._tell(notice)

    def _worth_telling(self, free: Sequence[Ticket], unanswered: Sequence[Ticket], now: datetime) -> Iterator[Notice]:
        """Urgent matters at any hour; the rest while somebody is on duty, one word a ticket."""
        yield from (self._urgent(one, now) for one in free if one.urgent)
        yield from (self._silent(one, now) for one in unanswered if self._is_silent(one, free, now))
        if not self._hours.is_open(now):
            return
        calm = [one for one in free if not one.urgent and self._waits_long(one, now)]
        yield from (self._waiting_notice(one, now) for one in calm)
        pressing = [one for one in unanswered if not one.urgent and self._is_pressing(one, now)]
        yield from (self._due(one, now) for one in pressing if one not in calm)

    def _waits_long(self, ticket: Ticket, now: datetime) -> bool:
        return self._hours.add_working(ticket.opened_at, self._waiting) <= now

    def _is_pressing(self, ticket: Ticket, now: datetime) -> bool:
        return ticket.due_at - now <= NEAR.get(ticket.kind, FURTHEST) and self._waits_long(ticket, now)

    def _urgent(self, ticket: Ticket, now: datetime) -> Notice:
        text = f"紧急事项 {ticket.number} 没有人接，{_since(ticket, now)}"
        return Notice(key=f"urgent:{ticket.number}", text=text, link=self._link(ticket), urgent=True)

    def _is_silent(self, ticket: Ticket, free: Sequence[Ticket], now: datetime) -> bool:
        """Urgent, taken by somebody, and still nobody has said a word."""
        return ticket.urgent and ticket not in free and now - ticket.opened_at >= self._waiting

    def _silent(self, ticket: Ticket, now: datetime) -> Notice:
        text = f"紧急事项 {ticket.number} 有人接了，还没有答复，{_since(ticket, now)}"
        return Notice(key=f"silent:{ticket.number}", text=text, link=self._link(ticket), urgent=True)

    def _waiting_notice(self, ticket: Ticket, now: datetime) -> Notice:
        due = f"，{_until(ticket, now)}" if self._is_pressing(ticket, now) else ""
        text = f"{ticket.kind.label} {ticket.number} 没有人接，{_since(ticket, now)}{due}"
        return Notice(key=f"waiting:{ticket.number}", text=text, link=self._link(ticket), again=AGAIN)

    def _due(self, ticket: Ticket, now: datetime) -> Notice:
        text = f"{ticket.kind.label} {ticket.number} 还没有答复，{_until(ticket, now)}"
        return Notice(key=f"due:{ticket.number}", text=text, link=self._link(ticket), again=AGAIN)

    def _link(self, ticket: Ticket) -> str:
        return f"{self._desk_url}/desk/t/{ticket.number}" if self._desk_url else ""


def _since(ticket: Ticket, now: datetime) -> str:
    return f"等了 {_long(now - ticket.opened_at)}"


def _until(ticket: Ticket, now: datetime) -> str:
    return f"还剩 {_long(ticket.due_at - now)}" if ticket.due_at > now else f"已过期限 {_long(now - ticket.due_at)}"


def _long(duration: timedelta) -> str:
    minutes = int(duration.total_seconds() // 60)
    if minutes < 60:
        return f"{minutes} 分钟"
    return f"{minutes // 60} 小时" if minutes < 48 * 60 else f"{minutes // (24 * 60)} 天"
