"""A brief transaction: all or nothing as any other, and it waits for another process without stopping this one."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import Column, Integer, MetaData, String, Table, insert, select, update
from sqlalchemy.exc import IntegrityError, OperationalError

from handoff import database as module
from handoff.brief import is_busy
from handoff.database import Database, after_commit

names = Table("names", MetaData(), Column("id", Integer, primary_key=True), Column("name", String, unique=True))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "names.db"


@pytest.fixture
async def database(path: Path) -> AsyncIterator[Database]:
    made = Database(f"sqlite:///{path}")
    async with made.write() as conn:
        await conn.run_sync(names.metadata.create_all)
        await conn.execute(insert(names), [{"name": "甲"}, {"name": "乙"}])
    yield made
    await made.close()


def _other_process(path: Path) -> "closing[sqlite3.Connection]":
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    return closing(other)


async def _add(database: Database, name: str) -> None:
    async with database.write(brief=True) as conn:
        await conn.execute(insert(names).values(name=name))


async def _add_and_fail(database: Database, name: str) -> None:
    async with database.write(brief=True) as conn:
        await conn.execute(insert(names).values(name=name))
        raise ZeroDivisionError


async def _all(database: Database) -> list[str]:
    async with database.read() as conn:
        return list((await conn.execute(select(names.c.name).order_by(names.c.id))).scalars())


async def test_all_or_nothing_with_rows_counts_and_keys(database: Database) -> None:
    called: list[str] = []
    async with database.write(brief=True) as conn:
        after_commit(conn, lambda: called.append("kept"))
        assert (await conn.execute(update(names).values(name=names.c.name + "。"))).rowcount == 2
        with pytest.raises(IntegrityError):
            async with conn.begin_nested():
                await conn.execute(insert(names).values(name="甲。"))
        new = await conn.execute(insert(names).values(name="丁").returning(names.c.id))
        assert new.scalar_one() == 3
        assert await _all(database) == ["甲", "乙"]
        assert called == []
    assert await _all(database) == ["甲。", "乙。", "丁"]
    assert called == ["kept"]


async def test_an_error_undoes_it_and_the_next_one_begins_afresh(database: Database) -> None:
    with pytest.raises(IntegrityError):
        await _add(database, "甲")
    with pytest.raises(ZeroDivisionError):
        await _add_and_fail(database, "丙")
    await _add(database, "丁")
    assert await _all(database) == ["甲", "乙", "丁"]


async def test_it_waits_for_another_process_while_others_go_on(database: Database, path: Path) -> None:
    with _other_process(path) as other:
        waiting = asyncio.create_task(_add(database, "丙"))
        assert await _all(database) == ["甲", "乙"]  # readers wait for nobody
        other.execute("INSERT INTO names(name) VALUES ('外')")
        other.execute("COMMIT")
        await waiting
    assert await _all(database) == ["甲", "乙", "外", "丙"]


async def test_another_process_that_never_ends_is_an_error(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "BUSY_SECONDS", 0.05)
    hasty = Database(f"sqlite:///{path}")
    async with hasty.write() as conn:
        await conn.run_sync(names.metadata.create_all)
    with _other_process(path), pytest.raises(OperationalError, match="locked"):
        await _add(hasty, "丙")
    await _add(hasty, "丁")
    assert await _all(hasty) == ["丁"]
    await hasty.close()


@pytest.mark.parametrize(
    ("code", "busy"),
    [(sqlite3.SQLITE_BUSY, True), (sqlite3.SQLITE_BUSY_RECOVERY, True), (sqlite3.SQLITE_FULL, False)],
)
def test_every_kind_of_busy_is_waited_for(code: int, busy: bool) -> None:
    error = sqlite3.OperationalError()
    error.sqlite_errorcode = code
    assert is_busy(error) is busy


async def test_cancelled_while_it_waits_it_leaves_nothing_behind(database: Database, path: Path) -> None:
    with _other_process(path):
        waiting = asyncio.create_task(_add(database, "丙"))
        await asyncio.sleep(0)
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting
    await _add(database, "丁")
    assert await _all(database) == ["甲", "乙", "丁"]


async def test_cancelled_at_any_step_it_is_kept_and_told_or_neither(database: Database) -> None:
    """However far it came, the connection is good for the next one."""
    told: list[str] = []

    async def add(name: str) -> None:
        async with database.write(brief=True) as conn:
            after_commit(conn, lambda: told.append(name))
            await conn.execute(insert(names).values(name=name))

    for steps in range(12):
        task = asyncio.create_task(add(f"第{steps}"))
        for _ in range(steps):
            await asyncio.sleep(0)
        task.cancel()
        await asyncio.wait([task])
        await add(f"后{steps}")
    there = await _all(database)
    assert {f"后{steps}" for steps in range(12)} <= set(there)
    assert there[2:] == told
