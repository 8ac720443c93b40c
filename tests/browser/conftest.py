"""A real Chromium against a real server; missing → skip locally with the reason, fail in CI. And what it shows."""

import asyncio
import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
import pytest_asyncio
import uvicorn
from playwright.async_api import Browser, async_playwright, expect
from starlette.applications import Starlette

from bot.app import House, build
from bot.policy.current import Policy
from bot.schema.migrate import migrate
from bot.schema.tables import metadata
from bot.settings import Settings
from handoff.database import Database
from tests.browser import parents
from tests.browser.seats import Seats
from tests.browser.visits import PATIENCE
from tests.handoff.front import site_of
from tests.handoff.room import Clock, Room, furnished
from tests.learned import real_policy
from tests.stories.conftest import Clock as StoryClock

expect.set_options(timeout=20_000)  # a busy machine is slow, not wrong
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# One Chromium for all, and so one loop for all that talks to it; each visit still has a browser context of its own.
ours = pytest_asyncio.fixture(loop_scope="session")


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def chromium() -> AsyncIterator[Browser]:
    place = shutil.which("chromium") or shutil.which("chromium-browser")
    if place is None:
        (pytest.fail if os.environ.get("CI") else pytest.skip)("Chromium is not installed")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=place, args=FLAGS)
        yield browser
        await browser.close()


@asynccontextmanager
async def served(site: Starlette) -> AsyncIterator[str]:
    """The address of a server that runs in this test's loop."""
    server = uvicorn.Server(uvicorn.Config(site, port=0, log_config=None, timeout_graceful_shutdown=2))
    running = asyncio.create_task(server.serve())
    while not server.started:  # noqa: ASYNC110 - uvicorn has no event for it
        await asyncio.sleep(0.02)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    async with asyncio.timeout(PATIENCE):
        await running


@pytest.fixture
def database_url(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The engines are compared elsewhere; here it is about the browser."""
    return f"sqlite+aiosqlite:///{tmp_path_factory.mktemp('desk') / 'yiwen.db'}"


@ours
async def database(database_url: str) -> AsyncIterator[Database]:
    made = Database(database_url)
    async with made.write() as conn:
        await conn.run_sync(metadata.create_all)
    yield made
    await made.close()


@ours
async def room(database: Database) -> Room:
    return await furnished(database, Clock())


@ours
async def address(room: Room) -> AsyncIterator[str]:
    async with served(site_of(room)) as url:
        yield url


@ours
async def seats(chromium: Browser, address: str) -> AsyncIterator[Seats]:
    async with Seats(chromium, address) as made:
        yield made


@pytest.fixture(scope="session")
def policy() -> Policy:
    return real_policy()


@pytest.fixture
def clock() -> StoryClock:
    return StoryClock()


@ours
async def house(policy: Policy, clock: StoryClock, tmp_path: Path) -> AsyncIterator[House]:
    made = build(Settings(data_dir=tmp_path, burst_seconds=0), clock=clock, policy=policy)
    await migrate(made.database)
    async with made.database.write() as conn:
        await made.officers.add(conn, parents.OFFICER, "officer", parents.PASSWORD)
    yield made
    await made.close()


@ours
async def visitors(chromium: Browser, house: House) -> AsyncIterator[parents.Visitors]:
    async with served(house.asgi) as url, parents.Visitors(chromium, url) as made:
        yield made
