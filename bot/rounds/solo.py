"""Of several processes on one PostgreSQL, one does the rounds that must not be done twice; when it stops, another."""

from contextlib import suppress

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection

from handoff.database import Database


class Solo:
    """A lock that lives as long as its connection, so that no crash can leave it behind."""

    def __init__(self, database: Database, number: int) -> None:
        """`number` tells one kind of rounds from another."""
        self._database, self._number = database, number
        self._conn: AsyncConnection | None = None
        self._held = False

    async def mine(self) -> bool:
        """Whether it is for this process to do; always so with SQLite, which is one process's."""
        if self._database.is_sqlite:
            return True
        try:
            if self._conn is None:
                self._conn = await self._database.engine.connect()
                await self._conn.execution_options(isolation_level="AUTOCOMMIT")
            asked = "SELECT 1" if self._held else f"SELECT pg_try_advisory_lock({self._number:d})"
            self._held = bool(await self._conn.scalar(text(asked)))
        except (SQLAlchemyError, OSError):
            await self.let_go()
            return False
        return self._held

    async def let_go(self) -> None:
        """Closing for good, not back to the pool: there the lock might live on."""
        conn, held = self._conn, self._held
        self._conn, self._held = None, False
        if conn is None:
            return
        if held:
            with suppress(SQLAlchemyError, OSError):
                await conn.execute(text(f"SELECT pg_advisory_unlock({self._number:d})"))
        await conn.invalidate()
        await conn.close()
