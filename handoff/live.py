"""Tells open pages and waiting streams that something changed: a signal, never the data itself."""

import asyncio
import contextlib
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial

import psycopg
import structlog
from sqlalchemy import make_url, text
from sqlalchemy.ext.asyncio import AsyncConnection

from handoff.database import Database, after_commit

CHANNEL = "yiwen_live"
FIRST_PAUSE, LONGEST_PAUSE = 0.2, 5.0
DESK = "desk"

log = structlog.get_logger(__name__)


def ticket_topic(ticket_id: int) -> str:
    return f"ticket:{ticket_id}"


def conversation_topic(conversation_id: int) -> str:
    return f"conversation:{conversation_id}"


class Changes:
    """What one subscriber has not yet looked at; many signals while it is busy are one."""

    def __init__(self) -> None:
        self._pending: dict[str, None] = {}
        self._some = asyncio.Event()

    def note(self, topic: str) -> None:
        self._pending[topic] = None
        self._some.set()

    def __aiter__(self) -> "Changes":
        return self

    async def __anext__(self) -> str:
        """The topic of the next change, oldest first."""
        await self._some.wait()
        topic = next(iter(self._pending))
        del self._pending[topic]
        if not self._pending:
            self._some.clear()
        return topic

    async def wait(self, timeout: float) -> str | None:  # noqa: ASYNC109 - None after a while is the point
        """The topic of the next change, or None when nothing happened for `timeout` seconds."""
        try:
            async with asyncio.timeout(timeout):
                return await anext(self)
        except TimeoutError:
            return None


class Live:
    """In this process for SQLite; over LISTEN/NOTIFY for PostgreSQL, so several processes hear each other."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._subscribers: defaultdict[str, set[Changes]] = defaultdict(set)
        self._listening: asyncio.Task[None] | None = None
        self._ready = asyncio.Event()

    async def signal(self, conn: AsyncConnection, topic: str) -> None:
        """Say inside a transaction that `topic` changed; subscribers hear of it only once that is committed."""
        if self._database.is_sqlite:
            after_commit(conn, partial(self._tell, topic))
        else:
            await conn.execute(text("SELECT pg_notify(:channel, :topic)"), {"channel": CHANNEL, "topic": topic})

    @asynccontextmanager
    async def subscribe(self, *topics: str) -> AsyncIterator[Changes]:
        """Changes of these topics from now on, to be awaited one by one inside the `async with`."""
        changes = Changes()
        for topic in topics:
            self._subscribers[topic].add(changes)
        try:
            yield changes
        finally:
            for topic in topics:
                self._forget(topic, changes)

    async def start(self) -> None:
        """Begin to listen where the engine needs it; returns when signals arrive for sure."""
        if self._database.is_sqlite or self._listening is not None:
            return
        self._listening = asyncio.create_task(self._listen(), name="live")
        ready = asyncio.create_task(self._ready.wait())
        await asyncio.wait({ready, self._listening}, return_when=asyncio.FIRST_COMPLETED)
        ready.cancel()
        if self._listening.done():
            await self._listening

    async def close(self) -> None:
        if self._listening is not None:
            self._listening.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._listening
            self._listening = None

    def _tell(self, topic: str) -> None:
        for changes in self._subscribers.get(topic, ()):
            changes.note(topic)

    def _tell_everybody(self) -> None:
        for topic in list(self._subscribers):
            self._tell(topic)

    def _forget(self, topic: str, changes: Changes) -> None:
        self._subscribers[topic].discard(changes)
        if not self._subscribers[topic]:
            del self._subscribers[topic]

    async def _listen(self) -> None:
        """Stay connected; what was signalled while the line was down is unknown, so everybody looks again."""
        pause = FIRST_PAUSE
        while True:
            try:
                async with await self._line() as conn:
                    await conn.execute(f"LISTEN {CHANNEL}")
                    pause = FIRST_PAUSE
                    self._ready.set()
                    self._tell_everybody()
                    async for notice in conn.notifies():
                        self._tell(notice.payload)
            except psycopg.Error as error:
                log.warning("live_connection_lost", error=type(error).__name__, retry_in=pause)
            except Exception:
                log.exception("live_broke", retry_in=pause)
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE)

    async def _line(self) -> psycopg.AsyncConnection[tuple[object, ...]]:
        url = make_url(self._database.url).set(drivername="postgresql").render_as_string(hide_password=False)
        return await psycopg.AsyncConnection.connect(url, autocommit=True, keepalives_idle=30, connect_timeout=10)
