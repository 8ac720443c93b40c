"""Forgetting a citizen who left: words, pictures and the address go, the frame of their tickets stays, masked.

Demanded at unsubscribing: https://developers.weixin.qq.com/doc/service/guide/product/message/Receiving_event_pushes.html
"""

import asyncio
import secrets
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import structlog
from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.keeping import media, quota, store
from bot.keeping.leaving import Departures, drop_if_empty, erasures, forget_old, has_old, was_heard_after
from bot.message import Address, Kind, Message
from handoff.database import Database, insert_once
from handoff.desk import Desk
from handoff.live import Live, conversation_topic

ERASED = "erased:"  # in place of the platform's name for the citizen
EVERY = 60.0  # seconds
log = structlog.get_logger(__name__)


def is_erased(address: Address) -> bool:
    return address.user.startswith(ERASED)


class Erasing:
    """Erases at once, but for somebody who may be in danger: there when the urgent matter is closed.

    The platform does not tell twice that somebody left. What goes wrong is logged and tried again with the next round.
    """

    def __init__(
        self,
        database: Database,
        desk: Desk,
        *,
        live: Live,
        clock: Callable[[], datetime],
        departures: Departures,
        drop: Callable[[str], Awaitable[None]],
    ) -> None:
        """`drop` removes a stored file by its name."""
        self._database, self._desk, self._departures = database, desk, departures
        self._live, self._clock, self._drop = live, clock, drop
        self._told: dict[Address, datetime] = {}  # and not on disk yet

    async def erase(self, address: Address, left_at: datetime) -> None:
        """The citizen left, by the platform's clock; returns when all is erased that may be, or is kept for a round."""
        self._told[address] = left_at
        await self.step()

    async def run(self) -> None:
        while True:
            await self.step()
            await asyncio.sleep(EVERY)

    async def step(self) -> None:
        """Erase all that was asked for and may go."""
        for address, left_at in list(self._told.items()):
            with _or_next_time():
                await self._ask(address, left_at)
                if self._told.get(address) == left_at:
                    del self._told[address]
        with _or_next_time():
            for conversation_id in await self._waiting():
                with _or_next_time():
                    await self._forget(conversation_id)

    async def _ask(self, address: Address, left_at: datetime) -> None:
        """On disk from here on. A push that comes late or again says nothing about somebody who is back."""
        now = self._clock()
        async with self._database.write() as conn:
            conversation_id, _ = await store.conversation_for(conn, address, now)  # waits for what is under way
            if await was_heard_after(conn, conversation_id, left_at):
                return
            await self._departures.note(conn, address, left_at, now)
            if await drop_if_empty(conn, conversation_id):
                return
            if await insert_once(conn, erasures, conversation_id=conversation_id, asked_at=now) is not None:
                await self._show_that_they_left(conn, conversation_id, address, now)

    async def _waiting(self) -> list[int]:
        now = self._clock()
        async with self._database.read() as conn:
            waiting = list(await conn.scalars(select(erasures.c.conversation_id)))
            old = await has_old(conn, now)
        if old:
            async with self._database.write() as conn:
                await forget_old(conn, now)
        return waiting

    async def _forget(self, conversation_id: int) -> None:
        async with self._database.write() as conn:
            files = await self._erase(conn, conversation_id)
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

    async def _erase(self, conn: AsyncConnection, conversation_id: int) -> set[str]:
        """The names of the files to be removed once this is on disk."""
        now = self._clock()
        await store.lock(conn, conversation_id)
        asked = erasures.c.conversation_id == conversation_id
        if await conn.scalar(select(erasures.c.id).where(asked)) is None:  # they are back
            return set()
        ticket = await self._desk.open_ticket(conn, conversation_id)
        if ticket is not None and ticket.urgent:
            return set()
        if ticket is not None:
            await self._desk.withdraw(conn, ticket.id, now=now)
        await self._desk.erase(conn, conversation_id, now=now)
        files = await media.names(conn, conversation_id)
        await quota.erase(conn, conversation_id)
        said = store.messages.c.conversation_id == conversation_id
        await conn.execute(update(store.messages).where(said).values(reply_to=None))
        await conn.execute(delete(store.messages).where(said))
        nobody: dict[str, Any] = {"user": ERASED + secrets.token_urlsafe(12), "context": {}, "heard_at": None}
        await conn.execute(
            update(store.conversations).where(store.conversations.c.id == conversation_id).values(nobody)
        )
        await conn.execute(delete(erasures).where(asked))
        log.info("erased", conversation=conversation_id, files=len(files))
        return files


@contextmanager
def _or_next_time() -> Iterator[None]:
    """One that goes wrong holds up no other."""
    try:
        yield
    except Exception:
        log.exception("not_erased_yet")
