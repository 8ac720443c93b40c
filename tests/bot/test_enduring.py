"""Loops outlive a database that is away: SQLite locked by another program, a PostgreSQL that breaks off and refuses."""

import asyncio
import os
import sqlite3
from pathlib import Path

import psycopg
import pytest
from sqlalchemy.exc import IntegrityError, OperationalError, ProgrammingError
from structlog.testing import capture_logs

from bot.app import build
from bot.rounds.enduring import Loop, enduring, reason
from bot.rounds.fetching import FOLDER, STRAY_SECONDS, Fetching
from bot.schema.migrate import migrate
from bot.settings import Settings
from handoff.database import Database
from handoff.live import Live
from tests.channels.front import small_policy
from tests.chaos.outage import away, impatient, until
from tests.handoff.room import Clock

SOON = (0.05,)


def stray(folder: Path) -> Path:
    """What tidying will remove."""
    folder.mkdir(exist_ok=True)
    path = folder / "stray.jpg"
    path.touch()
    long_ago = path.stat().st_mtime - STRAY_SECONDS - 365 * 86_400
    os.utime(path, (long_ago, long_ago))
    return path


async def run(loop: Loop) -> None:
    await loop()


async def ended(*tasks: asyncio.Task[None]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.wait(tasks)


async def test_a_loop_waits_for_the_database_and_goes_on(database: Database, tmp_path: Path) -> None:
    fetching = Fetching(impatient(database), tmp_path / FOLDER, live=Live(database), clock=Clock(), sources={})
    path = stray(tmp_path / FOLDER)
    with capture_logs() as logs:
        async with away(database):
            task = asyncio.create_task(enduring(fetching.run, SOON))
            await until(lambda: len(logs) >= 2 or task.done())
            assert path.exists()
        await until(lambda: not path.exists() or task.done())
        assert not task.done()
        await ended(task)
    assert {log["event"] for log in logs} == {"database_away"}


async def test_every_loop_of_the_house_does(tmp_path: Path) -> None:
    house = build(Settings(data_dir=tmp_path, burst_seconds=0), policy=small_policy(tmp_path / "faq"))
    await migrate(house.database)
    path = stray(tmp_path / FOLDER)
    async with away(impatient(house.database)):
        with capture_logs() as logs:
            tasks = [asyncio.create_task(run(loop)) for loop in house.rounds.loops]
            loops = {"Delivery.run", "Watch.run", "Fetching.run"}  # the erasing tries again by itself
            await until(lambda: loops <= {log.get("loop") for log in logs} or any(task.done() for task in tasks))
    await until(lambda: not path.exists())
    assert not any(task.done() for task in tasks)
    await ended(*tasks)
    await house.close()


async def test_the_pauses_grow_and_shrink_no_further_than_the_last() -> None:
    async def breaks() -> None:
        raise TimeoutError

    with capture_logs() as logs:
        task = asyncio.create_task(enduring(breaks, (0.0, 0.01, 0.02)))
        await until(lambda: len(logs) == 5)
        await ended(task)
    assert [log["again_in"] for log in logs] == [0.0, 0.01, 0.02, 0.02, 0.02]


@pytest.mark.parametrize(
    "error",
    [
        OSError("no space left on device"),
        RuntimeError(),
        IntegrityError("INSERT", {}, sqlite3.IntegrityError()),
        ProgrammingError("SELECT", {}, psycopg.errors.UndefinedTable()),
        ExceptionGroup("deliveries", [TimeoutError(), KeyError()]),
    ],
)
async def test_any_other_error_ends_the_loop(error: Exception) -> None:
    async def breaks() -> None:
        raise error

    with pytest.raises(type(error)):
        await enduring(breaks, SOON)


def test_what_is_logged_holds_nothing_of_the_statement() -> None:
    error = OperationalError("INSERT", {"text": "13800138000"}, sqlite3.OperationalError("database is locked"))
    assert "13800138000" in str(error)
    assert reason(error) == reason(ExceptionGroup("deliveries", [error])) == "OperationalError: database is locked"
