"""The desk with its cast: officers who are always the same, and citizens who talk to nobody but the test."""

from collections.abc import AsyncIterator

import pytest
from starlette.applications import Starlette

from handoff.database import Database
from tests.handoff.front import Seat, site_of
from tests.handoff.room import ON_DUTY, SUPERVISOR, TOMORROW, Clock, Room, furnished


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def room(database: Database, clock: Clock) -> AsyncIterator[Room]:
    made = await furnished(database, clock)
    await made.live.start()
    yield made
    await made.live.close()


@pytest.fixture
def site(room: Room) -> Starlette:
    return site_of(room)


@pytest.fixture
async def seat(site: Starlette) -> AsyncIterator[Seat]:
    """The officer on duty, signed in."""
    made = Seat(site)
    assert (await made.sign_in(ON_DUTY)).status_code == 303
    yield made
    await made.http.aclose()


@pytest.fixture
async def other(site: Starlette) -> AsyncIterator[Seat]:
    """Tomorrow's officer, signed in."""
    made = Seat(site)
    assert (await made.sign_in(TOMORROW)).status_code == 303
    yield made
    await made.http.aclose()


@pytest.fixture
async def boss(site: Starlette) -> AsyncIterator[Seat]:
    """The supervisor, signed in."""
    made = Seat(site)
    assert (await made.sign_in(SUPERVISOR)).status_code == 303
    yield made
    await made.http.aclose()


@pytest.fixture
async def nobody(site: Starlette) -> AsyncIterator[Seat]:
    """A browser without a session."""
    made = Seat(site)
    yield made
    await made.http.aclose()
