"""Forgetting a citizen who left: words, pictures and the address go, the frame of their tickets stays, masked.

Demanded at unsubscribing: https://developers.weixin.qq.com/doc/service/guide/product/message/Receiving_event_pushes.html
"""

import asyncio
import secrets
from collections.abc import Awaitable, Callable
from datetime import datetime

import structlog
from sqlalchemy import Column, Integer, Table, delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot import media, quota, store
from bot.message import Address, Kind, Message
from handoff.database import Database, UtcDateTime, insert_once, metadata
from handoff.desk import Desk
from handoff.live import Live, conversation_topic

ERASED = "erased:"  # in place of the platform's name for the citizen
EVERY = 60.0  # seconds
log = structlog.get_logger(__name__)

erasures = Table(
    "erasures",  # asked for, but an urgent matter is still open
    metadata,
    Column("id", Integer, primary_key=True),
    Column("conversation_id", Integer, nullable=False, unique=True),
    Column("asked_at", UtcDateTime, nullable=False),
)


def is_erased(address: Address) -> bool:
    return address.user.startswith(ERASED)


class Erasing:
    """Erases at once, but for somebody who may be in danger: there when the urgent matter is closed."""

    def __init__(
        self,
        database: Database,
        desk: Desk,
        *,
        live: Live,
        clock: Callable[[], datetime],
        drop: Callable[[str], Awaitable[None]],
    ) -> None:
        """`drop` removes a stored file by its name."""
        self._database, self._desk = database, desk
        self._live, self._clock, self._drop = live, clock, drop

    async def erase(self, address: Address) -> None:
        """The citizen left; returns when all is erased that may be."""
        now = self._clock()
        async with self._database.write() as conn:
            conversation_id = await store.find_conversation(conn, address)
            if conversation_id is None:
                return
            if await insert_once(conn, erasures, conversation_id=conversation_id, asked_at=now) is not None:
                await self._show_that_they_left(conn, conversation_id, address, now)
        await self.step()

    async def run(self) -> None:
        while True:
            await self.step()
            await asyncio.sleep(EVERY)

    async def step(self) -> None:
        """Erase all that was asked for and may go."""
        async with self._database.read() as conn:
            waiting = [(row.conversation_id, row.asked_at) for row in await conn.execute(select(erasures))]
        for conversation_id, asked_at in waiting:
            async with self._database.write() as conn:
                files = await self._forget(conn, conversation_id, asked_at)
            for name in files:
                await self._drop(name)

    async def _show_that_they_left(
        self, conn: AsyncConnection, conversation_id: int, address: Address, now: datetime
    ) -> None:
        """For the officer of an urgent matter, who must find another way to reach them."""
        left = Message(
            address=address, external_id=f"left:{conversation_id}:{now.isoformat()}", kind=Kind.UNSUBSCRIBE,
            received_at=now,
        )  # fmt: skip
        await store.keep_incoming(conn, conversation_id, left, "", None)
        await quota.close(conn, conversation_id, now)
        await self._live.signal(conn, conversation_topic(conversation_id))

    async def _forget(self, conn: AsyncConnection, conversation_id: int, asked_at: datetime) -> set[str]:
        """The names of the files to be removed once this is on disk."""
        now = self._clock()
        await store.lock(conn, conversation_id)
        ticket = await self._desk.open_ticket(conn, conversation_id)
        if ticket is not None and (ticket.urgent or ticket.opened_at > asked_at):  # they came back with a new matter
            return set()
        if ticket is not None:
            await self._desk.withdraw(conn, ticket.id, now=now)
        await self._desk.erase(conn, conversation_id, now=now)
        files = await media.names(conn, conversation_id)
        await quota.erase(conn, conversation_id)
        said = store.messages.c.conversation_id == conversation_id
        await conn.execute(update(store.messages).where(said).values(reply_to=None))
        await conn.execute(delete(store.messages).where(said))
        nobody = {"user": ERASED + secrets.token_urlsafe(12), "context": {}}
        await conn.execute(
            update(store.conversations).where(store.conversations.c.id == conversation_id).values(nobody)
        )
        await conn.execute(delete(erasures).where(erasures.c.conversation_id == conversation_id))
        log.info("erased", conversation=conversation_id, files=len(files))
        return files
