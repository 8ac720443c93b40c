"""The same chaos on both engines."""

import uuid
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from tests.chaos.incubator import Incubator
from tests.chaos.town import Grounds
from tests.faq.folder import Folder


@pytest.fixture(scope="session")
def incubator() -> Iterator[Incubator]:
    made = Incubator()
    yield made
    made.close()


@pytest.fixture(scope="session")
def policy_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The policy's files, and beside them the engine that the first life fits for all others."""
    home = tmp_path_factory.mktemp("policy")
    (home / "engine").mkdir()
    Folder(home / "faq").write()
    return home


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def grounds(request: pytest.FixtureRequest, tmp_path: Path, policy_folder: Path, incubator: Incubator) -> Grounds:
    """An empty database: the house brings it to the present schema itself."""
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "engine").symlink_to(policy_folder / "engine")
    url = f"sqlite:///{tmp_path / 'yiwen.db'}" if request.param == "sqlite" else _on_postgresql(request)
    return Grounds(tmp_path, url, policy_folder / "faq", incubator)


def _on_postgresql(request: pytest.FixtureRequest) -> str:
    server: str = request.getfixturevalue("postgresql_template")
    name = f"chaos_{uuid.uuid4().hex}"
    with psycopg.connect(server, autocommit=True) as conn:
        conn.execute(f"CREATE DATABASE {name}".encode())
    return f"{server.rpartition('/')[0]}/{name}"
