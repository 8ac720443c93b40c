"""The migrations lead to the tables that the code knows, from an older state too."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, select, text

from bot.channels.wechat_token import access_tokens
from bot.schema.migrate import config, migrate
from bot.schema.tables import metadata
from handoff.database import Database


@pytest.fixture
async def empty(database_url: str) -> AsyncIterator[Database]:
    """Without a table, on either engine."""
    made = Database(database_url)
    if not made.is_sqlite:
        async with made.write() as conn:
            await conn.execute(text("DROP SCHEMA public CASCADE"))
            await conn.execute(text("CREATE SCHEMA public"))
    yield made
    await made.close()


def differences(connection: Connection) -> list[Any]:
    return list(compare_metadata(MigrationContext.configure(connection), metadata))


async def test_the_migrated_tables_are_those_of_the_code(empty: Database) -> None:
    await migrate(empty)
    async with empty.engine.connect() as conn:
        assert await conn.run_sync(differences) == []


async def test_a_token_from_before_is_kept(empty: Database) -> None:
    async with empty.write() as conn:
        await conn.run_sync(lambda connection: command.upgrade(config(connection), "0003"))
        old = "INSERT INTO access_tokens (app_id, token, refresh_at) VALUES ('wx', 'T', '2026-03-02 01:00:00+00:00')"
        await conn.execute(text(old))
    await migrate(empty)
    async with empty.read() as conn:
        row = (await conn.execute(select(access_tokens))).one()
    assert (row.token, row.refresh_at, row.forced_at) == ("T", datetime(2026, 3, 2, 1, tzinfo=UTC), None)


async def test_what_was_closed_today_is_found_by_an_index(empty: Database) -> None:
    """However many thousands were closed before."""
    await migrate(empty)
    query = "SELECT * FROM tickets WHERE status = 'closed' AND closed_at >= '2026-03-02' ORDER BY closed_at DESC"
    async with empty.write() as conn:
        if not empty.is_sqlite:
            await conn.execute(text("SET LOCAL enable_seqscan = off"))  # which an empty table would be read by
        explain = "EXPLAIN QUERY PLAN" if empty.is_sqlite else "EXPLAIN"
        plan = [str(row) for row in await conn.execute(text(f"{explain} {query}"))]
    assert "ix_tickets_closed" in plan[0], plan
