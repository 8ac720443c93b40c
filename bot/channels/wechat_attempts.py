"""The five seconds: a message is worked on once, however often the platform asks for the answer meanwhile.

After five seconds the platform cuts the line and sends the same message again, three times in all; the citizen sees a
fault when none was answered. So an attempt that runs out is left to be asked again: nothing is acknowledged before it
is on disk. Only the last one is answered at any rate.

https://developers.weixin.qq.com/doc/service/guide/product/message/Passive_user_reply_message.html
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from bot.message import Message

CARRY_SECONDS = 4.0  # what is ready by then reaches the platform in time
ATTEMPTS = 3

IsHeard = Callable[[], bool]
Work = Callable[[Message, IsHeard], Awaitable[str | None]]


@dataclass(slots=True)
class _Run:
    """One message under way. `until`: when its newest attempt runs out, by the loop's clock."""

    attempts: int = 0
    until: float = 0.0
    task: asyncio.Task[str | None] | None = None

    def is_heard(self) -> bool:
        return asyncio.get_running_loop().time() < self.until


class Attempts:
    """All attempts at a message wait for the same work, which goes on when they are cut off."""

    def __init__(self, work: Work) -> None:
        """`work` asks at its end whether anybody still waits, and gives None when its answer goes another way."""
        self._work = work
        self._runs: dict[str, _Run] = {}

    async def answer(self, message: Message, began: float) -> str | None:
        """The text to carry, empty for none; None when it cannot be carried. `began` by the loop's clock."""
        run = self._runs.get(message.external_id) or self._start(message)
        run.attempts += 1
        run.until = max(run.until, began + CARRY_SECONDS)
        assert run.task is not None
        left = run.until - asyncio.get_running_loop().time() if run.attempts >= ATTEMPTS else None
        done, _ = await asyncio.wait([run.task], timeout=left)
        return run.task.result() if done else None

    def _start(self, message: Message) -> _Run:
        run = self._runs[message.external_id] = _Run()
        run.task = asyncio.create_task(self._finish(message, run))
        return run

    async def _finish(self, message: Message, run: _Run) -> str | None:
        try:
            return await self._work(message, run.is_heard)
        finally:
            del self._runs[message.external_id]
