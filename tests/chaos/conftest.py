"""The same chaos on both engines."""

import uuid
from pathlib import Path

import psycopg
import pytest


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database: the house brings it to the present schema itself."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'yiwen.db'}"
    server: str = request.getfixturevalue("postgresql_template")
    name = f"chaos_{uuid.uuid4().hex}"
    with psycopg.connect(server, autocommit=True) as conn:
        conn.execute(f"CREATE DATABASE {name}".encode())
    return f"{server.rpartition('/')[0]}/{name}"
