"""SQLite's short way: the same rows, counts and errors as the long one, and still one transaction."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import Column, Integer, MetaData, String, Table, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from handoff.database import Database

names = Table("names", MetaData(), Column("id", Integer, primary_key=True), Column("name", String, unique=True))


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    made = Database(f"sqlite:///{tmp_path}/names.db")
    async with made.write() as conn:
        await conn.run_sync(names.metadata.create_all)
        await conn.execute(insert(names), [{"name": "甲"}, {"name": "乙"}, {"name": "丙"}])
    yield made
    await made.close()


async def _all(database: Database) -> list[str]:
    async with database.read() as conn:
        return list((await conn.execute(select(names.c.name).order_by(names.c.id))).scalars())


async def _delete_and_insert(database: Database, gone: str, new: str) -> None:
    async with database.write() as conn:
        await conn.execute(delete(names).where(names.c.name == gone))
        await conn.execute(insert(names).values(name=new))


async def test_rows_counts_and_keys_are_told(database: Database) -> None:
    async with database.write() as conn:
        assert (await conn.execute(update(names).values(name=names.c.name + "。"))).rowcount == 3
        assert (await conn.execute(delete(names).where(names.c.name == "没有"))).rowcount == 0
        assert (await conn.execute(insert(names).values(name="丁"))).inserted_primary_key == (4,)
        back = await conn.execute(insert(names).values(name="戊").returning(names.c.id, names.c.name))
        assert back.one() == (5, "戊")
    assert await _all(database) == ["甲。", "乙。", "丙。", "丁", "戊"]


async def test_an_error_keeps_its_kind_and_undoes_the_transaction(database: Database) -> None:
    with pytest.raises(IntegrityError):
        await _delete_and_insert(database, "乙", "甲")
    assert await _all(database) == ["甲", "乙", "丙"]


async def test_a_second_query_does_not_disturb_the_rows_of_the_first(database: Database) -> None:
    async with database.read() as conn:
        first = await conn.execute(select(names.c.name).order_by(names.c.id))
        assert (await conn.execute(select(names.c.id).where(names.c.name == "丙"))).scalar_one() == 3
        assert first.scalars().all() == ["甲", "乙", "丙"]
