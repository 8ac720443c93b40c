"""SQLite with one trip to its thread a statement: aiosqlite takes four (cursor, execute, fetchall, close)."""

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from functools import partial
from typing import Any, Self

import aiosqlite

Parameters = Sequence[Any] | Mapping[str, Any]


class _Rows(list[Any]):
    """All rows of a statement, with what its cursor knew."""

    def __init__(self, cursor: "_Cursor") -> None:
        super().__init__(sqlite3.Cursor.fetchall(cursor))
        self.description, self.rowcount, self.lastrowid = cursor.description, cursor.rowcount, cursor.lastrowid
        cursor.close()


class _Cursor(sqlite3.Cursor):
    def fetchall(self) -> _Rows:
        return _Rows(self)


class _Connection(sqlite3.Connection):
    def execute(self, sql: str, parameters: Any = (), /) -> _Cursor:
        return self.cursor(_Cursor).execute(sql, parameters)


class OneTripCursor(AbstractAsyncContextManager["OneTripCursor"]):
    """As much of a cursor as SQLAlchemy asks for; nothing is open in SQLite between its calls."""

    def __init__(self, conn: "OneTrip") -> None:
        self._conn = conn
        self._rows: list[Any] = []
        self.description: Any = None
        self.lastrowid: int | None = None
        self.rowcount, self.arraysize = -1, 1

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_error: object) -> None:
        await self.close()

    async def execute(self, sql: str, parameters: Parameters | None = None) -> Self:
        rows = await self._conn.rows_of(sql, parameters or ())
        self._rows, self.description = rows, rows.description
        self.rowcount, self.lastrowid = rows.rowcount, rows.lastrowid
        return self

    async def executemany(self, sql: str, parameters: Iterable[Parameters]) -> Self:
        cursor = await self._conn.executemany(sql, parameters)
        self.description, self.rowcount, self.lastrowid = None, cursor.rowcount, cursor.lastrowid
        await cursor.close()
        return self

    async def fetchall(self) -> list[Any]:
        return self._rows

    async def close(self) -> None:
        self._rows = []


class OneTrip(aiosqlite.Connection):
    """To be awaited, as any connection of aiosqlite."""

    def __init__(self, path: str, patience: float) -> None:
        """`patience`: seconds to wait for the lock of another process."""
        # isolation_level=None: the driver starts no transaction of its own, so BEGIN IMMEDIATE is the first word.
        connect = partial(sqlite3.connect, timeout=patience, isolation_level=None, factory=_Connection)
        super().__init__(lambda: connect(path), iter_chunk_size=64)
        self._thread.daemon = True  # as SQLAlchemy has it for connections that it opens

    async def rows_of(self, sql: str, parameters: Parameters) -> _Rows:
        rows = await self.execute_fetchall(sql, parameters)
        assert isinstance(rows, _Rows)
        return rows

    def cursor(self) -> OneTripCursor:  # type: ignore[override]
        return OneTripCursor(self)
