"""Knocks at a webhook as the platform does, over kept connections, as fast as it answers or at a steady pace."""

import asyncio
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode

from bot.demo.account import Account, push
from bot.demo.judge import judge

ASKED_EACH = 3  # messages by one citizen
JUDGED = 100  # answers that are opened and judged
LEADS = ("", "请问", "您好，", "老师好，", "麻烦问一下，", "打扰了，")


@dataclass(frozen=True, slots=True)
class Knock:
    """One request as it goes over the line."""

    citizen: str
    raw: bytes


def different(texts: Sequence[str]) -> list[str]:
    """As many times as many as there are ways to begin, all different."""
    return [lead + text for lead in LEADS for text in dict.fromkeys(texts)]


def knocks(account: Account, texts: Sequence[str], count: int, *, first: int = 0) -> list[Knock]:
    """Signed and sealed beforehand; every message is a new one, its question the next of `texts`."""
    return [_knock(account, number, texts[number % len(texts)]) for number in range(first, first + count)]


def _knock(account: Account, number: int, text: str) -> Knock:
    citizen, now = f"oCITIZEN_{number // ASKED_EACH:020d}", int(time.time())
    head = {"ToUserName": account.original_id, "FromUserName": citizen, "CreateTime": now}
    pushed = push(account, {**head, "MsgType": "text", "Content": text, "MsgId": 10**16 + number}, now)
    lines = (f"POST /wechat?{urlencode(pushed.query)} HTTP/1.1", "Host: localhost", "Content-Type: text/xml",
             f"Content-Length: {len(pushed.body)}", "", "")  # fmt: skip
    return Knock(citizen, "\r\n".join(lines).encode() + pushed.body)


@dataclass
class Door:
    """Takes times, in seconds from the moment a knock was due; bad answers end the measurement."""

    account: Account
    port: int
    taken: list[float] = field(default_factory=list)
    judged: int = 0

    async def flood(self, due: Sequence[Knock], at_once: int) -> float:
        """Answers a second, with so many knocks under way all the time."""
        began, queue = time.perf_counter(), iter(due)
        await asyncio.gather(*(self._one_line(queue) for _ in range(at_once)))
        return len(due) / (time.perf_counter() - began)

    async def pace(self, due: Sequence[Knock], a_second: float, lines: int = 50) -> None:
        """At a steady pace, whatever the answers take: a wait for a free line counts."""
        waiting: asyncio.Queue[tuple[Knock, float]] = asyncio.Queue()
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(self._wait_and_knock(waiting)) for _ in range(lines)]
            began = time.perf_counter()
            for number, knock in enumerate(due):
                at = began + number / a_second
                await asyncio.sleep(at - time.perf_counter())
                waiting.put_nowait((knock, at))
            await waiting.join()
            for task in tasks:
                task.cancel()

    async def _one_line(self, queue: Iterator[Knock]) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        for knock in queue:
            await self._knock(reader, writer, knock, time.perf_counter())
        writer.close()

    async def _wait_and_knock(self, waiting: "asyncio.Queue[tuple[Knock, float]]") -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        try:
            while True:
                knock, due = await waiting.get()
                await self._knock(reader, writer, knock, due)
                waiting.task_done()
        finally:
            writer.close()

    async def _knock(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, knock: Knock, due: float
    ) -> None:
        writer.write(knock.raw)
        head = (await reader.readuntil(b"\r\n\r\n")).lower()
        length = int(head.partition(b"content-length:")[2].partition(b"\r\n")[0])
        body = await reader.readexactly(length)
        self.taken.append(time.perf_counter() - due)
        if self.judged < JUDGED:
            self.judged += 1
            verdict = judge(self.account, knock.citizen, int(head[9:12]), body)
            if verdict.problem:
                raise RuntimeError(f"{verdict.problem}: {body[:200]!r}")
