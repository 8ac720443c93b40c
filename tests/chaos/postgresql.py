"""A real PostgreSQL server for a session, in a scratch folder on a loopback port."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.ports import quiet_port

# The server dies with the session, so nothing has to survive a power cut; and among hundreds of databases that live for
# a second each the cleaners would be the busiest of all.
HASTE = "-c fsync=off -c full_page_writes=off -c autovacuum=off"
PLACES = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)


@contextmanager
def postgresql_server() -> Iterator[str]:
    """The address of its first database; skips where none is installed, but fails in CI."""
    if not PLACES:
        (pytest.fail if os.environ.get("CI") else pytest.skip)("PostgreSQL is not installed")
    home = Path(tempfile.mkdtemp(prefix="yiwen-pg-"))
    port = quiet_port()
    try:
        _as_owner(home, "initdb", "-A", "trust", "-U", "yiwen", "--no-sync", "-D", str(home / "data"))
        options = f"-p {port} -k {home} -c listen_addresses=127.0.0.1 {HASTE}"
        _as_owner(home, "pg_ctl", "start", "-w", "-D", str(home / "data"), "-l", str(home / "log"), "-o", options)
        try:
            yield f"postgresql://yiwen@127.0.0.1:{port}/postgres"
        finally:
            _as_owner(home, "pg_ctl", "stop", "-m", "immediate", "-D", str(home / "data"))
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _as_owner(home: Path, program: str, *arguments: str) -> None:
    """PostgreSQL refuses to run as root, so root lends it to the `postgres` account."""
    command = [str(PLACES[0] / program), *arguments]
    if os.geteuid() == 0:
        shutil.chown(home, "postgres")
        command = ["runuser", "-u", "postgres", "--", *command]
    subprocess.run(command, check=True, cwd=home, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
