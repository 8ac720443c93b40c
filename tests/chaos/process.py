"""`yiwen serve` as a process that can be killed at any moment and started again on the same data."""

import asyncio
import os
import signal
from collections.abc import Mapping
from pathlib import Path

import httpx

from tests.chaos.incubator import Incubator, Life
from tests.ports import quiet_port

READY_SECONDS = 120.0  # the very first one fits the engine


class Process:
    """One serving process after the other on one port and one data folder."""

    def __init__(self, incubator: Incubator, folder: Path, settings: Mapping[str, str]) -> None:
        self.port = quiet_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._log = folder / "serve.log"
        plain = {name: value for name, value in os.environ.items() if not name.startswith("YIWEN_")}
        self._environment = {**plain, "YIWEN_PORT": str(self.port), **settings}
        self._incubator, self._folder = incubator, folder
        self._running: Life | None = None

    async def start(self, dies_at: str = "") -> None:
        """Returns when it serves. `dies_at`: a point of tests.chaos.deaths where it ends by itself."""
        self._running = self._incubator.bear(self._folder, self._environment, self._log, dies_at)
        async with asyncio.timeout(READY_SECONDS), httpx.AsyncClient() as http:
            while not await self._serves(http):  # noqa: ASYNC110 - another process tells no event
                await asyncio.sleep(0.03)

    async def _serves(self, http: httpx.AsyncClient) -> bool:
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
        async with asyncio.timeout(READY_SECONDS):
            await asyncio.to_thread(self._running.wait)

    async def stop(self) -> int:
        """SIGTERM and its exit status."""
        assert self._running is not None
        self._running.send_signal(signal.SIGTERM)
        return await asyncio.to_thread(self._running.wait)

    def log(self) -> str:
        return self._log.read_text(encoding="utf-8", errors="replace")
