"""Fetches pictures and files for the officers of open tickets into a folder of their own, and hands them out there."""

import asyncio
import contextlib
import os
import re
import secrets
from collections.abc import Awaitable, Callable, Mapping, Set
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import structlog
from starlette.responses import FileResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from bot.channel import Refused, SendError
from bot.keeping import media
from bot.keeping.media import PATH, Wanted
from handoff.console import Console
from handoff.console.guard import Visit, guarded
from handoff.database import Database
from handoff.live import Live, conversation_topic

FOLDER = "media"  # in the data folder
EVERY = 2.0  # seconds
TIDY_EVERY = timedelta(hours=1)
STRAY_SECONDS = 600.0  # another process may be writing it just now
FETCH_SECONDS = 60.0  # well within the lease
AT_ONCE = 4
BACK_OFF = tuple(timedelta(seconds=seconds) for seconds in (5, 30, 120, 600, 1800, 3600, 3600, 7200, 14400))
NO_SOURCE = "账号没有填密钥，取不到"
NOT_HANDED = "不是图片、PDF、语音或视频，没有保存"
_NAME = re.compile(r"[\w-]{32}\.[a-z0-9]{3,4}", re.ASCII)
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
    b"\xff\xfb": "mp3",
}
_PHOTOS = (b"heic", b"heix", b"mif1", b"msf1")  # brands of ISO media that hold a still picture

Fetch = Callable[[str], Awaitable[bytes]]  # media id → content; raises SendError


def ending_of(content: bytes) -> str | None:
    """What the content itself says that it is; None for what officers are not handed."""
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "webp"
    if content[4:8] == b"ftyp":
        return "heic" if content[8:12] in _PHOTOS else "mp4"
    return next((ending for beginning, ending in BEGINNINGS.items() if content.startswith(beginning)), None)


class Fetching:
    """Also what was sent shortly before the ticket was opened."""

    def __init__(
        self,
        database: Database,
        folder: Path,
        *,
        live: Live,
        clock: Callable[[], datetime],
        sources: Mapping[str, Fetch],
    ) -> None:
        """`sources`: by channel; what comes in by another cannot be fetched."""
        self._database, self._folder = database, folder
        self._live, self._clock, self._sources = live, clock, sources

    async def run(self) -> None:
        tidied_at: datetime | None = None
        while True:
            if tidied_at is None or self._clock() - tidied_at >= TIDY_EVERY:
                tidied_at = self._clock()
                await self.tidy()
            await self.step()
            await asyncio.sleep(EVERY)

    async def tidy(self) -> None:
        """Give up what is too old; remove what a process left that was stopped between the database and the folder."""
        now = self._clock()
        async with self._database.write() as conn:
            await media.give_up(conn, now)
            known = await media.names(conn)
        await asyncio.to_thread(_remove_strays, self._folder, known, now.timestamp() - STRAY_SECONDS)

    async def step(self) -> int:
        """Fetch all that is due; how many were settled."""
        done = 0
        while True:
            async with self._database.read() as conn:
                wanted = await media.due(conn, self._clock(), AT_ONCE)
            done += sum(await asyncio.gather(*map(self._try, wanted)))
            if len(wanted) < AT_ONCE:
                return done

    async def drop(self, name: str) -> None:
        (self._folder / name).unlink(missing_ok=True)

    def path(self, name: str) -> Path | None:
        """Where a kept file is; None for a name that is none of ours."""
        known = self._folder / name
        return known if _NAME.fullmatch(name) and known.is_file() else None

    async def _try(self, one: Wanted) -> bool:
        async with self._database.write() as conn:
            if not await media.claim(conn, one, self._clock()):
                return False
        try:
            async with asyncio.timeout(FETCH_SECONDS):
                await self._fetch(one)
        except SendError as error:
            await self._failed(one, str(error), for_ever=error.permanent)
        except Exception as error:  # a full disk, an answer without end: another time
            log.exception("media_broke", channel=one.channel, message=one.message_id)
            await self._failed(one, type(error).__name__, for_ever=False)
        return True

    async def _fetch(self, one: Wanted) -> None:
        source = self._sources.get(one.channel)
        if source is None:
            raise Refused(NO_SOURCE)
        content = await source(one.media_id)
        ending = ending_of(content)
        if ending is None:
            raise Refused(NOT_HANDED)
        name = f"{secrets.token_urlsafe(24)}.{ending}"
        await asyncio.to_thread(_write, self._folder, name, content)
        if not await self._settle(one, name=name):
            await self.drop(name)

    async def _failed(self, one: Wanted, problem: str, *, for_ever: bool) -> None:
        next_attempt = self._clock() + BACK_OFF[min(one.attempts, len(BACK_OFF) - 1)]
        gone = for_ever or next_attempt - one.asked_at > media.LASTS
        log.warning("media_not_fetched", channel=one.channel, message=one.message_id, problem=problem, gone=gone)
        await self._settle(one, problem=problem[:200] if gone else None, next_attempt_at=next_attempt)

    async def _settle(self, one: Wanted, **values: Any) -> bool:
        async with self._database.write() as conn:
            settled = await media.settle(conn, one, **values)
            await self._live.signal(conn, conversation_topic(one.conversation_id))
        return settled


def routes(console: Console, fetching: Fetching) -> list[BaseRoute]:
    """For officers who answer citizens; always as a download, whatever the content is."""

    async def download(visit: Visit) -> Response:
        name = visit.request.path_params["name"]
        path = await asyncio.to_thread(fetching.path, name)
        if path is None:
            return PlainTextResponse("没有这个文件。", status_code=404)
        headers = {"content-security-policy": "default-src 'none'; sandbox", "cache-control": "private, no-store"}
        return FileResponse(
            path, media_type="application/octet-stream", filename=f"{name[:8]}{path.suffix}", headers=headers
        )

    return [Route(PATH + "/{name}", guarded(console, download), methods=["GET"])]


def _remove_strays(folder: Path, known: Set[str], before: float) -> None:
    """Files only: a folder is the file server's own, and what is gone by now needs no removing."""
    for path in folder.glob("*"):
        with contextlib.suppress(OSError):
            if path.name not in known and path.is_file() and path.stat().st_mtime < before:
                path.unlink()


def _write(folder: Path, name: str, content: bytes) -> None:
    """For the owner only, and whole: a file is there with all of its content or not at all."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    partial = folder / f".{name}"
    with os.fdopen(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    partial.rename(folder / name)
