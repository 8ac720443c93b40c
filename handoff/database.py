"""One database for the whole house: its engine, its two kinds of transaction, and what both engines must agree on."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from functools import cache
from typing import Any

import aiosqlite
from sqlalchemy import Connection, DateTime, Dialect, Insert, MetaData, StaticPool, Table, create_engine, event
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import URL, Engine, ExceptionContext, make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.types import TypeDecorator

from handoff.brief import Brief
from handoff.one_trip import OneTrip

BUSY_SECONDS = 10.0
DRIVERS = {
    "sqlite": "sqlite+aiosqlite",
    "sqlite+aiosqlite": "sqlite+aiosqlite",
    "postgres": "postgresql+psycopg",
    "postgresql": "postgresql+psycopg",
    "postgresql+psycopg": "postgresql+psycopg",
}
PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",  # what was acknowledged survives a power cut; NORMAL may forget the last commits
    "PRAGMA foreign_keys=ON",
)
_WRITES = "yiwen_writes"
_AFTER = "yiwen_after_commit"

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class UtcDateTime(TypeDecorator[datetime]):
    """An instant: a naive datetime is refused going in, and what comes out is aware UTC on both engines."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None or value.utcoffset() is None:
            raise ValueError(f"naive datetime refused: {value!r}")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Database:
    """`sqlite+aiosqlite:///…` or `postgresql+psycopg://…`; every query runs in a `read()` or a `write()`."""

    def __init__(self, url: str) -> None:
        parsed = known(url)
        self.url = parsed.render_as_string(hide_password=False)
        self.is_sqlite = parsed.get_backend_name() == "sqlite"
        self.engine: AsyncEngine = _sqlite(parsed) if self.is_sqlite else _postgresql(parsed)
        self._brief = Brief(_sqlite_at_once(parsed), self.engine, BUSY_SECONDS) if self.is_sqlite else None
        self._turn = asyncio.Lock()

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncConnection]:
        """One consistent look; nothing may be written here (PostgreSQL refuses it)."""
        async with self.engine.connect() as conn:
            if not self.is_sqlite:  # whose every transaction is a snapshot
                await conn.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
            async with conn.begin():
                yield conn

    @asynccontextmanager
    async def write(self, *, brief: bool = False) -> AsyncIterator[AsyncConnection]:
        """One transaction, committed at the end; keep CPU work and outside calls out of it.

        `brief`: every statement finds its few rows by an index; SQLite then runs them without a trip to a thread.
        """
        after: list[Callable[[], None]] = []

        def tell() -> None:
            for callback in after:
                callback()

        options = {_WRITES: True, _AFTER: after}
        if brief and self._brief:
            async with self._one_writer(), self._brief.transaction(tell, **options) as conn:
                yield conn
            return
        async with self._one_writer(), self.engine.connect() as conn:
            await conn.execution_options(**options)
            async with conn.begin():
                yield conn
        tell()

    async def close(self) -> None:
        if self._brief:
            self._brief.close()
        await self.engine.dispose()

    @asynccontextmanager
    async def _one_writer(self) -> AsyncIterator[None]:
        """Writers of this process queue up fairly instead of polling SQLite's lock from their threads."""
        if not self.is_sqlite:
            yield
            return
        async with asyncio.timeout(BUSY_SECONDS):
            await self._turn.acquire()
        try:
            yield
        finally:
            self._turn.release()


def after_commit(conn: AsyncConnection, callback: Callable[[], None]) -> None:
    """Run `callback` once this `write()` is on disk; a rollback forgets it."""
    assert conn.sync_connection is not None
    conn.sync_connection.get_execution_options()[_AFTER].append(callback)


async def insert_once(conn: AsyncConnection, table: Table, **values: Any) -> int | None:
    """The new row's id, or None when a UNIQUE says that it is there already."""
    done = await conn.execute(_unless_there(conn.dialect.name, table), values)
    id: int | None = done.scalar_one_or_none()
    return id


@cache
def _unless_there(dialect: str, table: Table) -> Insert:
    """Built once a table: building a statement takes longer than executing it."""
    return insert(dialect, table).on_conflict_do_nothing().returning(table.c.id)


def insert(dialect: str, table: Table) -> sqlite.Insert | postgresql.Insert:
    """With the ON CONFLICT of the engine that is used."""
    return sqlite.insert(table) if dialect == "sqlite" else postgresql.insert(table)


def known(text: str) -> URL:
    """The address with its asynchronous driver; raises ValueError for one that cannot be used."""
    try:
        url = make_url(text)
    except (ArgumentError, ValueError):
        url = None
    if url is None or url.drivername not in DRIVERS or not url.database:
        raise ValueError("数据库地址要写成 sqlite:///路径 或 postgresql://用户:密码@主机/库")
    return url.set(drivername=DRIVERS[url.drivername])


def _postgresql(url: URL) -> AsyncEngine:
    engine = create_async_engine(url, pool_pre_ping=True, hide_parameters=True)
    event.listen(engine.sync_engine, "handle_error", _hide_the_row)
    return engine


def _hide_the_row(context: ExceptionContext) -> None:
    """Errors end in the log: the statement and its fault may, a citizen's words (「DETAIL: Failing row …」) may not."""
    for error in (context.original_exception, context.sqlalchemy_exception):
        if error is not None and error.args:
            error.args = (str(error.args[0]).partition("\nDETAIL:")[0], *error.args[1:])


def _sqlite(url: URL) -> AsyncEngine:
    path = url.database or ""

    async def connect() -> aiosqlite.Connection:
        return await OneTrip(path, BUSY_SECONDS)

    engine = create_async_engine(url, async_creator=connect, hide_parameters=True)
    _listen(engine.sync_engine)
    return engine


def _sqlite_at_once(url: URL) -> Engine:
    """For brief transactions, which wait for a lock in their own way."""
    driver = {"isolation_level": None, "check_same_thread": False, "timeout": BUSY_SECONDS}
    pysqlite = url.set(drivername="sqlite+pysqlite", query={})
    engine = create_engine(pysqlite, poolclass=StaticPool, connect_args=driver, hide_parameters=True)
    _listen(engine)
    event.listen(engine, "connect", lambda dbapi, _record: dbapi.execute("PRAGMA busy_timeout=0").close())
    return engine


def _listen(engine: Engine) -> None:
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)


def _prepare(dbapi: Any, _record: Any) -> None:
    cursor = dbapi.cursor()
    for pragma in PRAGMAS:
        cursor.execute(pragma)
    cursor.close()


def _begin(conn: Connection) -> None:
    options = conn.get_execution_options()
    conn.exec_driver_sql("BEGIN IMMEDIATE" if options.get(_WRITES) else "BEGIN")
