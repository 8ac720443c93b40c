"""A brief transaction on SQLite: its statements run where they are called, only COMMIT waits elsewhere for the disk.

aiosqlite and SQLAlchemy's bridge to asyncio cost more than all the SQL of a message, which finds its few rows by index.
"""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from typing import Any

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

ASK_AGAIN = 0.005  # seconds, while another process writes


def is_busy(error: BaseException | None) -> bool:
    """In any of its kinds: another process may also be putting in order what a crash left (SQLITE_BUSY_RECOVERY)."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_BUSY


class _HereAndNow(AsyncConnection):
    """An AsyncConnection to everybody who is given one; executes without leaving the event loop."""

    async def execute(self, statement: Any, parameters: Any = None, *, execution_options: Any = None) -> Any:
        return self._proxied.execute(statement, parameters, execution_options=execution_options)


class Brief:
    """The one connection of its kind in this process; whoever uses it has taken the writers' turn."""

    def __init__(self, engine: Engine, shown_as: AsyncEngine, patience: float) -> None:
        """`engine` opens plain sqlite3 connections that do not wait for a lock and may be handed between threads.

        `patience` in seconds.
        """
        self._engine, self._shown_as, self._patience = engine, shown_as, patience
        self._thread = ThreadPoolExecutor(1, "brief")

    @asynccontextmanager
    async def transaction(self, then: Callable[[], None], **options: Any) -> AsyncIterator[AsyncConnection]:
        """Committed at the end, `then` follows.

        Raises OperationalError when another process keeps the lock longer than `patience`.
        """
        with self._engine.connect() as conn:  # closing it rolls back what was not committed
            conn.execution_options(**options)
            await self._begin(conn)
            yield _HereAndNow(self._shown_as, conn)
            await self._commit(conn, then)

    async def _begin(self, conn: Connection) -> None:
        """Takes no time, but while another process writes it is refused."""
        loop = asyncio.get_running_loop()
        until = loop.time() + self._patience
        while True:
            try:
                conn.begin()
                return
            except OperationalError as error:
                if not is_busy(error.orig) or loop.time() >= until:
                    raise
            await asyncio.sleep(ASK_AGAIN)

    async def _commit(self, conn: Connection, then: Callable[[], None]) -> None:
        """Cancelled, it still waits: two must not use the connection at once, and what is kept is told."""
        done, cancelled = asyncio.get_running_loop().run_in_executor(self._thread, conn.commit), None
        while not done.done():
            try:
                await asyncio.shield(done)
            except asyncio.CancelledError as error:
                cancelled = error
        done.result()  # raises what went wrong
        then()
        if cancelled is not None:
            raise cancelled

    def close(self) -> None:
        self._thread.shutdown()
        self._engine.dispose()
