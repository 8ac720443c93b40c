"""A backup is whole while others write, is nobody else's to read, and comes back as the house that it was."""

import asyncio
import os
import shutil
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.commands.backup import POSTGRESQL, run_backup
from bot.refusal import CannotDo
from bot.schema.migrate import migrate
from handoff.database import Database
from handoff.officers import Officers
from handoff.schema import officers
from tests.handoff.room import ON_DUTY, PASSWORD, QUICK, TOMORROW


@pytest.fixture
async def live(tmp_path: Path) -> AsyncIterator[Database]:
    """In use, with one officer; what was written is in the write-ahead log only."""
    (tmp_path / "data").mkdir()
    made = Database(f"sqlite:///{tmp_path / 'data' / 'yiwen.db'}")
    await migrate(made)
    async with made.write() as conn:
        await Officers(QUICK).add(conn, ON_DUTY, "officer", PASSWORD)
    yield made
    await made.close()


async def test_it_is_whole_while_somebody_writes_and_can_be_restored(live: Database, tmp_path: Path) -> None:
    file = tmp_path / "backup.db"
    async with live.write() as conn:
        await Officers(QUICK).add(conn, TOMORROW, "officer", PASSWORD)
        told = await asyncio.to_thread(run_backup, live.url, file)
    assert "备份好了" in told
    assert file.stat().st_mode & 0o777 == 0o600
    assert set(os.listdir(tmp_path)) == {"data", "backup.db"}
    (tmp_path / "new").mkdir()
    shutil.copy(file, tmp_path / "new" / "yiwen.db")
    restored = Database(f"sqlite:///{tmp_path / 'new' / 'yiwen.db'}")
    await migrate(restored)
    async with restored.read() as conn:
        assert (await conn.scalars(select(officers.c.name))).all() == [ON_DUTY]  # the other was not committed yet
    assert await Officers(QUICK).sign_in(restored, ON_DUTY, PASSWORD)
    await restored.close()


async def test_nothing_is_overwritten(live: Database, tmp_path: Path) -> None:
    file = tmp_path / "backup.db"
    file.write_text("the one of yesterday")
    with pytest.raises(CannotDo, match="已经有了"):
        run_backup(live.url, file)
    assert file.read_text() == "the one of yesterday"


async def test_what_cannot_be_written_is_said_and_leaves_nothing(live: Database, tmp_path: Path) -> None:
    with pytest.raises(CannotDo, match="写不了"):
        run_backup(live.url, tmp_path / "nowhere" / "backup.db")
    broken = tmp_path / "broken.db"
    broken.write_text("no database" * 100)
    with pytest.raises(CannotDo, match="没有备份成"):
        run_backup(f"sqlite:///{broken}", tmp_path / "backup.db")
    assert set(os.listdir(tmp_path)) == {"data", "broken.db"}


def test_what_is_no_sqlite_and_what_is_not_there_yet(tmp_path: Path) -> None:
    with pytest.raises(CannotDo) as refused:
        run_backup("postgresql://yiwen@127.0.0.1/yiwen", tmp_path / "backup.db")
    assert str(refused.value) == POSTGRESQL
    with pytest.raises(CannotDo, match="还没有数据库"):
        run_backup(f"sqlite:///{tmp_path / 'yiwen.db'}", tmp_path / "backup.db")
    assert list(tmp_path.iterdir()) == []


async def test_a_backup_that_was_broken_off_does_not_look_whole(live: Database, tmp_path: Path) -> None:
    """What is left of one is in the way of nobody."""
    (tmp_path / "backup.db.half").write_bytes(b"half")
    run_backup(live.url, tmp_path / "backup.db")
    with closing(sqlite3.connect(tmp_path / "backup.db")) as conn:
        assert conn.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
