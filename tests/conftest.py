"""One suite, two engines: the `database` fixture is an empty house database on SQLite and on a real PostgreSQL."""

import os
import shutil
import subprocess
import sys
import uuid
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import create_engine, make_url

from bot.schema.tables import metadata
from handoff.database import Database
from tests.chaos.postgresql import postgresql_server

HOME = Path(__file__).parents[1]
TEMPLATE = "yiwen_template"
MEMORY = Path("/dev/shm")
ROOM = 2**31  # bytes; what a test leaves behind goes when it has passed


def pytest_configure() -> None:
    """Files of tests lie in memory where there is room: every commit waits for its disk, and thousands are made."""
    if MEMORY.is_dir() and os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > ROOM:
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(MEMORY))


def pytest_sessionstart(session: pytest.Session) -> None:
    """Before there are workers, or each of them would learn the same; a process of its own gives the memory back."""
    if getattr(session.config.option, "numprocesses", None):
        subprocess.run((sys.executable, "-m", "tests.learned"), cwd=HOME, check=True)


@pytest.fixture(scope="session")
def postgresql_template() -> Iterator[str]:
    """A server whose template database has all tables; skips where none is installed, fails in CI."""
    with postgresql_server() as server:
        with psycopg.connect(server, autocommit=True) as conn:
            conn.execute(f"CREATE DATABASE {TEMPLATE}".encode())
        engine = create_engine(make_url(_sibling(server, TEMPLATE)).set(drivername="postgresql+psycopg"))
        metadata.create_all(engine)
        engine.dispose()
        yield server


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """For SQLite a file that does not exist yet, for PostgreSQL a copy of the template."""
    if request.param == "sqlite":
        return f"sqlite+aiosqlite:///{tmp_path / 'yiwen.db'}"
    server: str = request.getfixturevalue("postgresql_template")
    name = f"test_{uuid.uuid4().hex}"
    with psycopg.connect(server, autocommit=True) as conn:
        conn.execute(f"CREATE DATABASE {name} TEMPLATE {TEMPLATE}".encode())
    return _sibling(server, name)


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    made = Database(database_url)
    if made.is_sqlite:
        async with made.write() as conn:
            await conn.run_sync(metadata.create_all)
    yield made
    await made.close()


def _sibling(server: str, name: str) -> str:
    return f"{server.rpartition('/')[0]}/{name}"
