"""A furnished duty room: the cast of officers, a clock to turn, and what the citizens were told."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from argon2 import PasswordHasher
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from handoff.database import Database
from handoff.desk import Desk
from handoff.live import Live, conversation_topic
from handoff.officers import Officers, Role
from handoff.schema import officers
from handoff.seams import Line, Who
from handoff.ticket import Ticket, TicketKind
from handoff.worktime import DutyHours

TUESDAY = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)  # 10:00 in Shanghai, on duty
PASSWORD = "correct-horse-battery"
CAST = {
    "王敏": Role.OFFICER,
    "李强": Role.OFFICER,
    "赵主任": Role.SUPERVISOR,
    "孙编辑": Role.CURATOR,
    "路人": Role.STRANGER,
}
ON_DUTY, TOMORROW, SUPERVISOR, CURATOR, STRANGER = CAST
PARENT, TEACHER, GRADUATE = 1, 2, 3  # conversations
QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


@dataclass
class Clock:
    now: datetime = TUESDAY

    def __call__(self) -> datetime:
        return self.now

    def pass_by(self, **duration: float) -> datetime:
        self.now += timedelta(**duration)
        return self.now


@dataclass
class Talk:
    """The conversations: what citizens and officers said, and how the desk's words stand on their way."""

    clock: Clock
    live: Live
    lines: dict[int, list[Line]] = field(default_factory=dict)
    keys: set[str] = field(default_factory=set)

    async def lock(self, conn: AsyncConnection, conversation: int) -> None:
        """There is no row to be locked, but a real lock all the same; SQLite has one writer anyway."""
        if conn.dialect.name == "postgresql":
            await conn.execute(func.pg_advisory_xact_lock(conversation).select())

    async def deliver(self, conn: AsyncConnection, conversation: int, text: str, key: str) -> None:
        assert key not in self.keys, "delivered twice"
        self.keys.add(key)
        self.add(conversation, "officer", text, key=key, delivery="已送达")
        await self.live.signal(conn, conversation_topic(conversation))

    async def thread(self, conn: AsyncConnection, conversation: int, limit: int) -> Sequence[Line]:
        return self.lines.get(conversation, [])[-limit:]

    def add(self, conversation: int, who: Who, text: str, **more: Any) -> None:
        said = self.lines.setdefault(conversation, [])
        said.append(Line(id=len(said), at=self.clock(), who=who, text=text, **more))

    def told(self, conversation: int) -> list[str]:
        return [line.text for line in self.lines.get(conversation, ()) if line.who == "officer"]


@dataclass
class Room:
    database: Database
    clock: Clock
    live: Live
    desk: Desk
    officers: Officers
    talk: Talk
    ids: dict[str, int]
    closed: list[Ticket]

    async def open(self, conversation: int = PARENT, subject: str = "孩子转学要什么材料", **more: Any) -> Ticket:
        values: dict[str, Any] = {"kind": TicketKind.CONSULT, "reason": "human", "now": self.clock(), **more}
        self.talk.add(conversation, "citizen", subject)
        async with self.database.write() as conn:
            return await self.desk.open(conn, conversation_id=conversation, subject=subject, **values)

    async def hear(self, ticket: Ticket, text: str) -> None:
        """The citizen writes again."""
        self.talk.add(ticket.conversation_id, "citizen", text)
        async with self.database.write() as conn:
            await self.desk.add_from_citizen(conn, ticket.id, now=self.clock())

    async def claim(self, ticket: Ticket, officer: str = ON_DUTY) -> Ticket:
        async with self.database.write() as conn:
            return await self.desk.claim(conn, ticket.id, self.ids[officer], now=self.clock())

    async def reply(self, ticket: Ticket, text: str, officer: str = ON_DUTY, *, key: str = "k") -> bool:
        async with self.database.write() as conn:
            return await self.desk.reply(conn, ticket.id, self.ids[officer], text, key=key, now=self.clock())

    async def close(self, ticket: Ticket, officer: str = ON_DUTY, *, key: str = "end", **more: Any) -> bool:
        async with self.database.write() as conn:
            id, now = self.ids[officer], self.clock()
            return await self.desk.close(conn, ticket.id, id, "已答复", key=key, now=now, **more)

    async def now(self, ticket: Ticket) -> Ticket:
        """The ticket as it stands."""
        from handoff import lookup

        async with self.database.read() as conn:
            found = await lookup.one(conn, ticket.id)
        assert found is not None
        return found

    async def history(self, ticket: Ticket) -> list[str]:
        from handoff.schema import ticket_events

        query = select(ticket_events.c.kind).where(ticket_events.c.ticket_id == ticket.id).order_by(ticket_events.c.id)
        async with self.database.read() as conn:
            return list((await conn.scalars(query)).all())


async def furnished(database: Database, clock: Clock) -> Room:
    live, accounts, closed = Live(database), Officers(QUICK, clock), list[Ticket]()
    talk = Talk(clock, live)

    async def on_close(conn: AsyncConnection, ticket: Ticket) -> None:
        closed.append(ticket)

    async with database.write() as conn:
        for name, role in CAST.items():
            await accounts.add(conn, name, role, PASSWORD)
        rows = await conn.execute(select(officers.c.name, officers.c.id))
        ids = {row.name: row.id for row in rows}
    desk = Desk(lock=talk.lock, deliver=talk.deliver, thread=talk.thread, live=live, hours=DutyHours(), closed=on_close)
    return Room(database, clock, live, desk, accounts, talk, ids, closed)
