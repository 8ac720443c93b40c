"""What both engines must agree on."""

import asyncio
import sqlite3
from contextlib import suppress
from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import func, insert, select, text, update
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError, StatementError

from handoff import inline
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


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_postgresql_refuses_to_write_in_a_read(database: Database) -> None:
    async with database.read() as conn:
        with pytest.raises(DBAPIError):
            await conn.execute(insert(officers).values(**ROW))


def test_an_unknown_address_is_refused_in_words() -> None:
    with pytest.raises(ValueError, match="postgresql:"):
        Database("mysql://x/y")


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_another_process_that_writes_is_waited_for_without_stopping_the_loop(database: Database) -> None:
    other = sqlite3.connect(database.url.removeprefix("sqlite+aiosqlite:///"), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    ours = asyncio.create_task(_write_one(database))
    for _ in range(20):  # turns of the loop while the other one writes
        await asyncio.sleep(0.01)
    assert not ours.done()
    other.execute("COMMIT")
    other.close()
    assert await ours is not None


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_another_process_that_never_ends_is_an_error(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inline, "BUSY_SECONDS", 0.1)
    other = sqlite3.connect(database.url.removeprefix("sqlite+aiosqlite:///"), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(OperationalError, match="locked"):
        await _write_one(database)
    other.close()
    assert await _write_one(database) is not None


async def _write_one(database: Database) -> int | None:
    async with database.write() as conn:
        return await insert_once(conn, officers, **ROW)


async def test_who_is_cancelled_leaves_nothing_half_done(database: Database) -> None:
    """At every turn of the loop: all of it is there or nothing, and the next one finds the way free."""
    for turns in range(40):
        name = f"officer {turns}"
        task = asyncio.create_task(_write_two(database, name))
        for _ in range(turns):
            await asyncio.sleep(0)
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
        async with database.write() as conn:
            kept = await conn.scalar(select(func.count()).where(officers.c.name.like(f"{name} %")))
        assert kept in (0, 2)


async def _write_two(database: Database, name: str) -> None:
    async with database.write() as conn:
        for which in ("a", "b"):
            await insert_once(conn, officers, **{**ROW, "name": f"{name} {which}"})


async def test_writers_take_turns_and_readers_see_whole_transactions(database: Database) -> None:
    seen: list[int] = []

    async def look() -> None:
        async with database.read() as conn:
            seen.append(await conn.scalar(select(func.count()).select_from(officers)) or 0)

    await asyncio.gather(*(_write_two(database, f"officer {number}") for number in range(20)), *(look() for _ in "abc"))
    await look()
    assert seen[-1] == 40
    assert all(count % 2 == 0 for count in seen)


async def test_a_write_inside_a_write_that_fails_takes_back_only_itself(database: Database) -> None:
    async with database.write() as conn:
        await insert_once(conn, officers, **ROW)
        with pytest.raises(IntegrityError):
            async with conn.begin_nested():
                await conn.execute(insert(officers).values(**ROW))
        await insert_once(conn, officers, **{**ROW, "name": "李强"})
    async with database.read() as conn:
        assert list(await conn.scalars(select(officers.c.name).order_by(officers.c.id))) == ["王敏", "李强"]


async def test_a_result_can_be_read_while_its_rows_are_changed(database: Database) -> None:
    async with database.write() as conn:
        for name in "abcde":
            await insert_once(conn, officers, **{**ROW, "name": name})
        rows = await conn.execute(select(officers).order_by(officers.c.id))
        first = rows.first()
        assert first is not None
        for row in await conn.execute(select(officers)):
            await conn.execute(update(officers).where(officers.c.id == row.id).values(name=row.name * 2))
        names = await conn.execute(select(officers.c.name).order_by(officers.c.id))
        assert [name for (name,) in names.fetchmany(2)] == ["aa", "bb"]
        assert [name for (name,) in names.fetchall()] == ["cc", "dd", "ee"]
