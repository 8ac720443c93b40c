"""Pictures and files for the officer of an open ticket: fetched in time, served to officers only.

The platform keeps them for three days: https://developers.weixin.qq.com/doc/service/api/media/api_getmedia
"""

import asyncio
import os
import secrets
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import structlog
from sqlalchemy import Column, ForeignKey, Integer, String, Table, and_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection
from starlette.responses import FileResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from bot.channels import SendError
from bot.message import Message, Receipt
from bot.store import messages
from handoff.console import Console
from handoff.console.guard import Visit, guarded
from handoff.database import Database, UtcDateTime, insert_once, metadata
from handoff.desk import Desk
from handoff.live import Live, conversation_topic

PATH = "/desk/media"
EVERY = 2.0  # seconds
STRAY_SECONDS = 600.0  # another process may be writing it just now
LEASE = timedelta(minutes=2)
LASTS = timedelta(days=3)
BACK_OFF = tuple(timedelta(seconds=seconds) for seconds in (5, 30, 120, 600, 1800, 3600, 3600, 7200, 14400))
log = structlog.get_logger(__name__)

# How a file begins → its ending. What begins otherwise is not kept, whatever it calls itself.
BEGINNINGS: Mapping[bytes, str] = {
    b"\xff\xd8\xff": "jpg",
    b"\x89PNG\r\n\x1a\n": "png",
    b"GIF87a": "gif",
    b"GIF89a": "gif",
    b"%PDF-": "pdf",
    b"#!AMR": "amr",
    b"ID3": "mp3",
}

files = Table(
    "media_files",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("message_id", ForeignKey("messages.id", ondelete="CASCADE"), nullable=False, unique=True),
    Column("channel", String(60), nullable=False),
    Column("media_id", String(200), nullable=False),
    Column("name", String(60), unique=True),  # in the media folder; null until it is there
    Column("problem", String(200)),  # why it will never be
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("next_attempt_at", UtcDateTime, nullable=False),
    Column("asked_at", UtcDateTime, nullable=False),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """One file that is to be fetched now."""

    id: int
    message_id: int
    conversation_id: int
    channel: str
    media_id: str
    attempts: int
    asked_at: datetime


Fetch = Callable[[str], Awaitable[bytes]]  # media id → content; raises SendError


def ending_of(content: bytes) -> str | None:
    """What the content itself says that it is; None for what officers are not handed."""
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "webp"
    if content[4:8] == b"ftyp":
        return "mp4"
    return next((ending for beginning, ending in BEGINNINGS.items() if content.startswith(beginning)), None)


class Media:
    """Notes what an open ticket's citizen sent, and fetches it."""

    def __init__(
        self,
        database: Database,
        desk: Desk,
        folder: Path,
        *,
        live: Live,
        clock: Callable[[], datetime],
        sources: Mapping[str, Fetch],
    ) -> None:
        """`sources`: by channel; a channel without one keeps nothing."""
        self._database, self._desk, self._folder = database, desk, folder
        self._live, self._clock, self._sources = live, clock, sources

    async def want(self, receipt: Receipt, message: Message) -> None:
        """The officer of an open ticket should see this; once per message."""
        media_id = str(message.extra.get("media_id", ""))[:200]
        if not media_id or message.address.channel not in self._sources:
            return
        now = self._clock()
        async with self._database.write() as conn:
            if await self._desk.open_ticket(conn, receipt.conversation_id):
                await insert_once(
                    conn, files, message_id=receipt.message_id, channel=message.address.channel, media_id=media_id,
                    next_attempt_at=now, asked_at=now,
                )  # fmt: skip

    async def run(self) -> None:
        await self.sweep()
        while True:
            await self.step()
            await asyncio.sleep(EVERY)

    async def sweep(self) -> None:
        """Remove what nobody knows of any more: a process was stopped between the database and the folder."""
        async with self._database.read() as conn:
            known = set(await conn.scalars(select(files.c.name).where(files.c.name.is_not(None))))
        stray = [path for path in self._folder.glob("*") if path.name not in known]
        for path in stray:
            if self._clock().timestamp() - path.stat().st_mtime > STRAY_SECONDS:
                path.unlink(missing_ok=True)

    async def step(self) -> int:
        """Fetch all that is due; how many were settled."""
        done = 0
        async with self._database.read() as conn:
            wanted = await _due(conn, list(self._sources), self._clock())
        for one in wanted:
            if await self._claim(one):
                await self._fetch(one)
                done += 1
        return done

    async def drop(self, name: str) -> None:
        (self._folder / name).unlink(missing_ok=True)

    def path(self, name: str) -> Path | None:
        """Where a kept file is; None for a name that is none of ours."""
        known = self._folder / name
        return known if known.parent == self._folder and known.is_file() else None

    async def _claim(self, one: Wanted) -> bool:
        due = and_(files.c.id == one.id, files.c.name.is_(None), files.c.attempts == one.attempts)
        values = {"attempts": one.attempts + 1, "next_attempt_at": self._clock() + LEASE}
        async with self._database.write() as conn:
            return (await conn.execute(update(files).where(due).values(**values))).rowcount == 1

    async def _fetch(self, one: Wanted) -> None:
        try:
            content = await self._sources[one.channel](one.media_id)
        except SendError as error:
            await self._failed(one, str(error), for_ever=error.permanent)
            return
        ending = ending_of(content)
        if ending is None:
            await self._failed(one, "不是图片、PDF、语音或视频，没有保存", for_ever=True)
            return
        name = f"{secrets.token_urlsafe(24)}.{ending}"
        await asyncio.to_thread(_write, self._folder, name, content)
        await self._settle(one, name=name)

    async def _failed(self, one: Wanted, problem: str, *, for_ever: bool) -> None:
        wait = BACK_OFF[min(one.attempts, len(BACK_OFF) - 1)]
        next_attempt = self._clock() + wait
        gone = for_ever or next_attempt - one.asked_at > LASTS
        log.warning("media_not_fetched", channel=one.channel, message=one.message_id, problem=problem, gone=gone)
        await self._settle(one, problem=problem[:200] if gone else None, next_attempt_at=next_attempt)

    async def _settle(self, one: Wanted, **values: Any) -> None:
        async with self._database.write() as conn:
            settled = await conn.execute(update(files).where(files.c.id == one.id).values(**values))
            await self._live.signal(conn, conversation_topic(one.conversation_id))
        if not settled.rowcount and "name" in values:  # the citizen left meanwhile, and was forgotten
            await self.drop(values["name"])


async def _due(conn: AsyncConnection, channels: Sequence[str], now: datetime) -> list[Wanted]:
    query = (
        select(files, messages.c.conversation_id)
        .join(messages, messages.c.id == files.c.message_id)
        .where(files.c.name.is_(None), files.c.problem.is_(None), files.c.next_attempt_at <= now)
        .where(files.c.channel.in_(channels))
        .order_by(files.c.id)
        .limit(20)
    )
    return [
        Wanted(
            id=row.id, message_id=row.message_id, conversation_id=row.conversation_id, channel=row.channel,
            media_id=row.media_id, attempts=row.attempts, asked_at=row.asked_at,
        )
        for row in await conn.execute(query)
    ]  # fmt: skip


async def standing(conn: AsyncConnection, conversation_id: int) -> dict[int, tuple[str | None, str | None]]:
    """By message: the link to what was kept, and a word on what was not."""
    query = select(files).join(messages).where(messages.c.conversation_id == conversation_id)
    return {
        row.message_id: (f"{PATH}/{row.name}" if row.name else None, None if row.name else row.problem or "正在取")
        for row in await conn.execute(query)
    }


async def names_of(conn: AsyncConnection, conversation_id: int) -> list[str]:
    query = select(files.c.name).join(messages).where(messages.c.conversation_id == conversation_id)
    return [name for name in await conn.scalars(query) if name]


def routes(console: Console, media: Media) -> list[BaseRoute]:
    """For officers who answer citizens; always as a download, whatever the content is."""

    async def download(visit: Visit) -> Response:
        name = visit.request.path_params["name"]
        path = await asyncio.to_thread(media.path, name)
        if path is None:
            return PlainTextResponse("没有这个文件。", status_code=404)
        headers = {"content-security-policy": "default-src 'none'; sandbox", "cache-control": "private, no-store"}
        return FileResponse(
            path, media_type="application/octet-stream", filename=f"{name[:8]}{path.suffix}", headers=headers
        )

    return [Route(PATH + "/{name}", guarded(console, download), methods=["GET"])]


def _write(folder: Path, name: str, content: bytes) -> None:
    """For the owner only, and whole: a file is there with all of its content or not at all."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    partial = folder / f".{name}"
    with os.fdopen(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    partial.rename(folder / name)
