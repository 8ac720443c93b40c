"""`yiwen serve` as a process that can be killed at any moment and started again on the same data."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path

import httpx

from bot.demo.serving import loopback
from tests.chaos.incubator import Incubator, Life

YIWEN = str(Path(sys.executable).parent / "yiwen")
DOOMED = (sys.executable, "-m", "tests.chaos.serve")
HOME = Path(__file__).parents[2]
READY_SECONDS = 60.0


class Process:
    """One serving process after the other on one port and one data folder."""

    def __init__(self, folder: Path, settings: Mapping[str, str], *, quick: bool = False) -> None:
        """`quick`: forked from a process that has loaded everything."""
        free = loopback()
        self.port = free.getsockname()[1]
        free.close()
        self.url = f"http://127.0.0.1:{self.port}"
        self._log = folder / "serve.log"
        plain = {name: value for name, value in os.environ.items() if not name.startswith("YIWEN_")}
        self._environment = {**plain, "PYTHONPATH": str(HOME), "YIWEN_PORT": str(self.port), **settings}
        self._folder, self._quick = folder, quick
        self._running: subprocess.Popen[bytes] | Life | None = None

    def run(self, *words: str, say: str = "") -> None:
        """Another command of the same installation, to its end."""
        subprocess.run((YIWEN, *words), cwd=self._folder, env=self._environment, input=say.encode(), check=True)

    async def start(self, dies_at: str = "") -> None:
        """Returns when it serves. `dies_at`: a point of tests.chaos.serve where the first process to get there dies."""
        self._running = self._doomed(dies_at) if dies_at else self._alive()
        async with asyncio.timeout(READY_SECONDS), httpx.AsyncClient() as http:
            while not await self._serves(http):  # noqa: ASYNC110 - another process tells no event
                await asyncio.sleep(0.03)

    def _alive(self) -> subprocess.Popen[bytes] | Life:
        if self._quick:
            return self._incubator.bear()
        with self._log.open("ab") as log:
            return subprocess.Popen((YIWEN, "serve"), cwd=self._folder, env=self._environment, stdout=log, stderr=log)

    def _doomed(self, point: str) -> subprocess.Popen[bytes]:
        environment = {**self._environment, "YIWEN_TEST_DIES_AT": f"{self._folder / 'died'}:{point}"}
        with self._log.open("ab") as log:
            return subprocess.Popen(DOOMED, cwd=self._folder, env=environment, stdout=log, stderr=log)

    @cached_property
    def _incubator(self) -> Incubator:
        return Incubator(self._folder, self._environment, self._log)

    async def _serves(self, http: httpx.AsyncClient) -> bool:
        assert self._running is not None
        self._running.poll()
        if self._running.returncode not in (None, -signal.SIGKILL):
            raise RuntimeError(self.log()[-2000:])
        try:
            return (await http.get(f"{self.url}/healthz")).status_code == 200
        except httpx.HTTPError:
            return False

    def kill(self) -> None:
        """SIGKILL: no handler runs, nothing is flushed."""
        if self._running is not None:
            self._running.send_signal(signal.SIGKILL)
            self._running.wait()

    async def died(self) -> None:
        """Waits until it ended by itself."""
        assert self._running is not None
        await asyncio.to_thread(self._running.wait, READY_SECONDS)

    async def stop(self) -> int:
        """SIGTERM and its exit status."""
        assert self._running is not None
        self._running.send_signal(signal.SIGTERM)
        return await asyncio.to_thread(self._running.wait, READY_SECONDS)

    def close(self) -> None:
        self.kill()
        if "_incubator" in self.__dict__:
            self._incubator.close()

    def log(self) -> str:
        return self._log.read_text(encoding="utf-8", errors="replace")
