"""What both engines must agree on."""

import traceback
from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import func, insert, select, text
from sqlalchemy.exc import DBAPIError, StatementError

from handoff.database import Database, after_commit, insert_once
from handoff.schema import officers

AT = datetime(2026, 11, 24, 10, 0, tzinfo=timezone(timedelta(hours=8)))
ROW = {"name": "王敏", "role": "officer", "password_hash": "x", "created_at": AT}


async def test_an_instant_comes_back_as_aware_utc(database: Database) -> None:
    async with database.write() as conn:
        await conn.execute(insert(officers).values(**ROW))
    async with database.read() as conn:
        kept = await conn.scalar(select(officers.c.created_at))
    assert kept == AT
    assert kept.tzinfo is UTC


async def test_a_naive_datetime_is_refused(database: Database) -> None:
    async with database.write() as conn:
        with pytest.raises(StatementError, match="naive"):
            await conn.execute(insert(officers).values(**{**ROW, "created_at": datetime(2026, 1, 1)}))  # noqa: DTZ001


async def test_insert_once(database: Database) -> None:
    async with database.write() as conn:
        assert await insert_once(conn, officers, **ROW) is not None
        assert await insert_once(conn, officers, **ROW) is None


async def test_a_rollback_forgets_rows_and_callbacks(database: Database) -> None:
    called: list[str] = []

    async def fail() -> None:
        async with database.write() as conn:
            after_commit(conn, lambda: called.append("failed"))
            await insert_once(conn, officers, **ROW)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fail()
    async with database.write() as conn:
        after_commit(conn, lambda: called.append("committed"))
        assert called == []
        assert await insert_once(conn, officers, **ROW) is not None
    assert called == ["committed"]


async def test_every_commit_is_on_disk_before_it_is_acknowledged(database: Database) -> None:
    async with database.read() as conn:
        if database.is_sqlite:
            assert (await conn.execute(text("PRAGMA journal_mode"))).scalar() == "wal"
            assert (await conn.execute(text("PRAGMA synchronous"))).scalar() == 2  # FULL
            assert (await conn.execute(text("PRAGMA foreign_keys"))).scalar() == 1
        else:
            assert (await conn.execute(text("SHOW synchronous_commit"))).scalar() == "on"


async def test_a_read_is_one_look_whatever_is_written_meanwhile(database: Database) -> None:
    count = select(func.count()).select_from(officers)
    async with database.read() as conn:
        before = await conn.scalar(count)
        async with database.write() as other:
            await insert_once(other, officers, **ROW)
        assert (before, await conn.scalar(count)) == (0, 0)
    async with database.read() as conn:
        assert await conn.scalar(count) == 1


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_a_write_sees_what_was_committed_while_it_waited(database: Database) -> None:
    """Also on a connection that was used for a `read()` before."""
    async with database.read() as conn:
        assert await conn.scalar(text("SHOW transaction_isolation")) == "repeatable read"
    async with database.write() as conn:
        assert await conn.scalar(text("SHOW transaction_isolation")) == "read committed"


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_postgresql_refuses_to_write_in_a_read(database: Database) -> None:
    async with database.read() as conn:
        with pytest.raises(DBAPIError):
            await conn.execute(insert(officers).values(**ROW))


def test_an_unknown_address_is_refused_in_words() -> None:
    with pytest.raises(ValueError, match="postgresql:"):
        Database("mysql://x/y")


async def test_what_a_statement_carried_is_not_in_its_error(database: Database) -> None:
    """Errors are logged, and most rows hold what a citizen wrote."""
    async with database.write() as conn:
        with pytest.raises(DBAPIError) as caught:
            await conn.execute(insert(officers).values(**{**ROW, "role": None}))
        await conn.rollback()
    assert "role" in str(caught.value)  # what went wrong can be read
    said = "".join(traceback.format_exception(caught.value))
    assert not [word for word in ("王敏", "password_hash': ", "2026") if word in said]
