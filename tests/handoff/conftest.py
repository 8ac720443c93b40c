"""The desk with its cast: officers who are always the same, and citizens who talk to nobody but the test."""

from collections.abc import AsyncIterator

import pytest

from handoff.database import Database
from tests.handoff.room import Clock, Room, furnished


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def room(database: Database, clock: Clock) -> AsyncIterator[Room]:
    made = await furnished(database, clock)
    await made.live.start()
    yield made
    await made.live.close()
