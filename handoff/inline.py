"""SQLite for short writes, on the event loop's own thread: only the disk and other processes are waited for.

A statement of ours takes some ten microseconds; a hop to a driver's thread and back, three times a statement, takes
twenty times that. What may be slow stays off the loop: commits, and reads (see handoff/database.py).
"""

import asyncio
import sqlite3
import time
from collections import deque
from collections.abc import Callable
from typing import Any

from sqlalchemy import URL, Pool
from sqlalchemy.dialects import registry
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.pool import AsyncAdaptedQueuePool
from sqlalchemy.util import await_only

NAME = "sqlite+inline"
BEGIN = "BEGIN IMMEDIATE"
BUSY_SECONDS = 10.0
PAUSE = 0.005  # seconds between two tries while another process writes


class Cursor(sqlite3.Cursor):
    """Reads all rows at once, so that no statement stays open behind the next one."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        super().__init__(connection)
        self._rows: deque[Any] = deque()

    def execute(self, *given: Any) -> "Cursor":
        super().execute(*given)
        self._rows = deque(super().fetchall() if self.description else ())
        return self

    def fetchone(self) -> Any:
        return self._rows.popleft() if self._rows else None

    def fetchmany(self, size: int | None = None) -> list[Any]:
        return [self._rows.popleft() for _ in range(min(size or self.arraysize, len(self._rows)))]

    def fetchall(self) -> list[Any]:
        rows, self._rows = list(self._rows), deque()
        return rows

    async def _async_soft_close(self) -> None:
        """What SQLAlchemy's asynchronous engine calls when a result is complete."""


class Connection(sqlite3.Connection):
    """The standard connection with our cursors; commits happen in another thread than all the rest."""

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **{**more, "check_same_thread": False})

    def cursor(self, factory: Any = Cursor) -> Any:
        return super().cursor(factory)


class InlineDialect(SQLiteDialect_pysqlite):
    """`connect_args` need `factory=Connection`, and the database's busy_timeout should be short."""

    driver = "inline"
    is_async = True
    supports_statement_cache = True

    @classmethod
    def get_pool_class(cls, url: URL) -> type[Pool]:
        return AsyncAdaptedQueuePool

    def do_execute(self, cursor: Any, statement: str, parameters: Any, context: Any = None) -> None:
        if statement == BEGIN:
            await_only(_begin(cursor))
        else:
            await_only(_nothing())
            cursor.execute(statement, parameters)

    def do_execute_no_params(self, cursor: Any, statement: str, context: Any = None) -> None:
        self.do_execute(cursor, statement, ())

    def do_executemany(self, cursor: Any, statement: str, parameters: Any, context: Any = None) -> None:
        await_only(_nothing())
        cursor.executemany(statement, parameters)

    def do_commit(self, dbapi_connection: Any) -> None:
        await_only(_to_its_end(dbapi_connection.commit))


async def _nothing() -> None:
    """SQLAlchemy insists on seeing an asynchronous driver wait."""


async def _begin(cursor: sqlite3.Cursor) -> None:
    """Another process may be writing just now; raises OperationalError when it does so for too long."""
    give_up = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            cursor.execute(BEGIN)
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > give_up:
                raise
        await asyncio.sleep(PAUSE)


async def _to_its_end(act: Callable[[], None]) -> None:
    """In a thread; who is cancelled meanwhile leaves when it is done, so that the next transaction finds it done."""
    done = asyncio.ensure_future(asyncio.to_thread(act))
    try:
        await asyncio.shield(done)
    except asyncio.CancelledError:
        await asyncio.wait({done})
        raise


registry.register(NAME.replace("+", "."), __name__, InlineDialect.__name__)
