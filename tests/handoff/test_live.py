"""Signals come after the commit, on both engines, and after the line to PostgreSQL was lost."""

import asyncio

import pytest
from sqlalchemy import text

from handoff.database import Database
from handoff.live import CHANNEL, DESK, FIRST_PAUSE, Changes, Live
from tests.handoff.room import Room

SOON = 5.0


async def test_a_signal_comes_only_after_the_commit(room: Room) -> None:
    async with room.live.subscribe(DESK) as changes:
        await _drained(changes)
        async with room.database.write() as conn:
            await room.live.signal(conn, DESK)
            assert await changes.wait(0.2) is None
        assert await changes.wait(SOON) == DESK


async def test_a_rollback_signals_nothing(room: Room) -> None:
    async with room.live.subscribe(DESK) as changes:
        await _drained(changes)
        with pytest.raises(ZeroDivisionError):
            await _fail(room)
        assert await changes.wait(0.2) is None


async def test_many_signals_while_busy_are_one(room: Room) -> None:
    async with room.live.subscribe(DESK, "ticket:1") as changes:
        await _drained(changes)
        for topic in (DESK, "ticket:1", DESK, "ticket:2"):
            async with room.database.write() as conn:
                await room.live.signal(conn, topic)
        got = {await changes.wait(SOON), await changes.wait(SOON)}
        assert got == {DESK, "ticket:1"}


async def test_who_left_is_forgotten(room: Room) -> None:
    async with room.live.subscribe("ticket:7"):
        assert "ticket:7" in room.live._subscribers
    assert "ticket:7" not in room.live._subscribers


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_processes_hear_each_other(database: Database) -> None:
    here, elsewhere = Live(database), Live(other := Database(database.url))
    await here.start()
    async with here.subscribe(DESK) as changes:
        async with other.write() as conn:
            await elsewhere.signal(conn, DESK)
        assert await changes.wait(SOON) == DESK
    await here.close()
    await other.close()


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_a_lost_line_is_taken_up_again_and_everybody_looks(room: Room) -> None:
    async with room.live.subscribe(DESK, "ticket:1") as changes:
        await _drained(changes)
        async with room.database.write() as conn:
            kill = f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query = 'LISTEN {CHANNEL}'"
            assert (await conn.execute(text(f"{kill} AND datname = current_database()"))).scalar() is True
        assert {await changes.wait(SOON), await changes.wait(SOON)} == {DESK, "ticket:1"}
        async with room.database.write() as conn:
            await room.live.signal(conn, "ticket:1")
        assert await changes.wait(SOON) == "ticket:1"


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_an_error_of_any_kind_ends_no_listening(room: Room) -> None:
    class Broken(Changes):
        def note(self, topic: str) -> None:
            room.live._forget(topic, self)
            raise UnicodeError(topic)

    room.live._subscribers["ticket:1"].add(Broken())
    async with room.live.subscribe(DESK) as changes:
        await _drained(changes)
        for topic, heard in (("ticket:1", DESK), (DESK, DESK)):  # what was missed is unknown: everybody looks
            async with room.database.write() as conn:
                await room.live.signal(conn, topic)
            assert await changes.wait(SOON) == heard


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_a_line_that_cannot_listen_is_closed_and_tried_again(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("handoff.live.CHANNEL", "to nobody")
    live = Live(database)
    starting = asyncio.create_task(live.start())
    await asyncio.sleep(4 * FIRST_PAUSE)
    async with database.read() as conn:
        left = "SELECT count(*) FROM pg_stat_activity WHERE query = 'LISTEN to nobody' AND datname = current_database()"
        assert (await conn.execute(text(left))).scalar() == 0
    assert not starting.done()
    monkeypatch.undo()
    await asyncio.wait_for(starting, SOON)
    await live.close()


async def _fail(room: Room) -> None:
    async with room.database.write() as conn:
        await room.live.signal(conn, DESK)
        raise ZeroDivisionError


async def _drained(changes: Changes) -> None:
    """What the beginning of listening or of the house told."""
    await asyncio.sleep(0)
    while await changes.wait(0.1) is not None:
        pass
