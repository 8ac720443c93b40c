"""A real database that is away for a while: SQLite locked by another program, PostgreSQL that refuses everybody."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, closing
from typing import Any

import psycopg
from sqlalchemy import event, make_url

from handoff.database import Database


@asynccontextmanager
async def away(database: Database) -> AsyncIterator[None]:
    """While the block runs nothing can be read or written."""
    await database.close()  # the connections that it keeps would not let another program lock out all
    if database.is_sqlite:
        with closing(sqlite3.connect(make_url(database.url).database or "", isolation_level=None)) as other:
            other.execute("PRAGMA locking_mode=EXCLUSIVE")
            other.execute("BEGIN EXCLUSIVE")
            yield
        return
    url = make_url(database.url)
    server = url.set(drivername="postgresql", database="postgres").render_as_string(hide_password=False)
    with psycopg.connect(server, autocommit=True) as conn:
        conn.execute(f"ALTER DATABASE {url.database} ALLOW_CONNECTIONS false".encode())
        conn.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [url.database])
        yield
        conn.execute(f"ALTER DATABASE {url.database} ALLOW_CONNECTIONS true".encode())


def impatient(database: Database) -> Database:
    """Does not wait ten seconds for a lock."""
    if database.is_sqlite:
        for first in (True, False):  # before the house's own settings and after them
            event.listen(database.engine.sync_engine, "connect", _hurry, insert=first)
    return database


def _hurry(dbapi: Any, _record: Any) -> None:
    dbapi.execute("PRAGMA busy_timeout=20")


async def until(true: Callable[[], bool]) -> None:
    async with asyncio.timeout(10):
        while not true():  # noqa: ASYNC110 - what it waits for is no event of ours
            await asyncio.sleep(0.02)
