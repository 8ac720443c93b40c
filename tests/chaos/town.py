"""Citizens who write, an officer who answers, the fake platform between them, and a house that can be killed."""

import asyncio
import random
import re
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import httpx
import psycopg

from bot.channels.wechat import NOT_KEPT
from bot.commands.officer import add_officer
from bot.demo.account import Account
from bot.demo.api import Api
from bot.demo.platform import Fault, Platform
from bot.demo.pusher import Pusher
from bot.demo.serving import serving
from bot.settings import Settings
from handoff.officers import Role
from tests.chaos.incubator import Incubator
from tests.chaos.process import Process

OFFICER, PASSWORD = "小周", "a long enough password"
NUMBER = re.compile(r"受理号 ([0-9A-Z-]+)")
QUIET = 10.0  # seconds
PATIENT = 100  # attempts: a house that comes back within half a minute loses no message


def openid(number: int) -> str:
    return f"oCITIZEN_{number:020d}"


@dataclass(frozen=True)
class Grounds:
    """Where a town is built: an empty folder and an empty database; policy files and lives are everybody's."""

    folder: Path
    url: str
    policy: Path
    incubator: Incubator


@dataclass
class Officer:
    """At the desk in a browser that does not give up: a broken request is sent again with the same key."""

    http: httpx.AsyncClient
    said: dict[str, list[str]] = field(default_factory=dict)  # by citizen, in order

    async def sign_in(self) -> None:
        response = await self.http.post("/desk/login", data={"name": OFFICER, "password": PASSWORD})
        assert response.status_code == 303, response.text

    async def claim(self, ticket: str) -> None:
        await self._insist(f"/desk/t/{ticket}/claim", {})

    async def reply(self, ticket: str, citizen: str, text: str) -> None:
        self.said.setdefault(citizen, []).append(text)
        await self._insist(f"/desk/t/{ticket}/reply", {"text": text, "key": text})

    async def page(self, ticket: str) -> str:
        response = await self.http.get(f"/desk/t/{ticket}")
        assert response.status_code == 200
        return response.text

    async def _insist(self, path: str, form: dict[str, str]) -> None:
        while True:
            try:
                response = await self.http.post(path, data=form)
            except httpx.HTTPError:
                await asyncio.sleep(0.1)
                continue
            assert response.status_code == 303, f"{path}: {response.status_code}"
            return


@dataclass
class Town:
    house: Process
    url: str  # of the database
    platform: Platform
    citizens: Pusher
    officer: Officer
    dice: random.Random
    pushed: dict[str, int] = field(default_factory=dict)  # messages by citizen

    async def ask_for_a_person(self, citizen: str) -> str:
        """The number of the ticket that was opened."""
        await self.say(citizen, "人工")
        found = NUMBER.search("".join(self.seen(citizen)))
        assert found, self.seen(citizen)
        return found[1]

    async def say(self, citizen: str, text: str) -> None:
        self.pushed[citizen] = self.pushed.get(citizen, 0) + 1
        verdict = await self.citizens.say(citizen, text)
        assert verdict.problem is None, verdict
        assert verdict.shown != NOT_KEPT, self.house.log()

    def seen(self, citizen: str) -> list[str]:
        return self.platform.citizen(citizen).seen()

    def rows(self, query: str) -> list[tuple[object, ...]]:
        """What stands in the database, read from outside of the house."""
        if self.url.startswith("sqlite"):
            with closing(
                sqlite3.connect(self.url.removeprefix("sqlite:///"), timeout=10, isolation_level=None)
            ) as conn:
                return conn.execute(query).fetchall()
        with psycopg.connect(self.url) as conn:
            cursor = conn.execute(query.encode())
            return cursor.fetchall() if cursor.description else []

    def leases_end(self) -> None:
        """What a minute of waiting would do to calls that a killed process left behind."""
        self.rows("UPDATE messages SET lease_until = '2020-01-01 00:00:00' WHERE delivery = 'sending'")
        self.rows("UPDATE media_files SET next_attempt_at = '2020-01-01 00:00:00' WHERE name IS NULL")

    async def settled(self) -> None:
        """What is under way comes to its end."""
        unsettled = "SELECT count(*) FROM messages WHERE author = 'officer' AND delivery IN ('pending', 'sending')"
        async with asyncio.timeout(90):
            while self.rows(unsettled) != [(0,)]:  # noqa: ASYNC110 - another process tells no event
                await asyncio.sleep(0.1)

    async def events(self, count: int) -> None:
        """Until so many things went well at the platform, or nothing does for a while."""
        some = asyncio.Semaphore(0)

        def note() -> None:
            if self.platform.log and self.platform.log[-1].is_fine:
                some.release()

        with self.platform.watched(note), suppress(TimeoutError):
            for _ in range(count):
                async with asyncio.timeout(QUIET):
                    await some.acquire()

    def mishap(self) -> Fault:
        """Mostly none; sometimes slow, busy, or cut off after the message was taken."""
        roll = self.dice.random()
        if roll < 0.06:
            return Fault(drop=True)
        if roll < 0.10:
            return Fault(errcode=-1)
        return Fault(seconds=self.dice.random() * 0.2) if roll < 0.5 else Fault()


@asynccontextmanager
async def town(grounds: Grounds, *, can_push: bool = True, seed: int = 0) -> AsyncIterator[Town]:
    """The house is not started yet; its officer has an account."""
    account = Account()
    platform = Platform(account, lambda: datetime.now(UTC))
    api = Api(platform)
    async with serving(api.app()) as base, httpx.AsyncClient() as line:
        settings = _settings(grounds, account, base if can_push else "")
        house = Process(grounds.incubator, grounds.folder, settings)
        await add_officer(
            Settings(data_dir=grounds.folder / "data", database_url=grounds.url), OFFICER, Role.OFFICER, PASSWORD
        )
        async with httpx.AsyncClient(base_url=house.url, timeout=20) as browser:
            pusher = Pusher(platform, line, f"{house.url}/wechat", attempts=PATIENT, pause=0.3)
            try:
                yield Town(house, grounds.url, platform, pusher, Officer(browser), random.Random(seed))
            finally:
                house.kill()


def _settings(grounds: Grounds, account: Account, api_base: str) -> dict[str, str]:
    wechat = {
        "TOKEN": account.token,
        "APP_ID": account.app_id,
        "AES_KEY": account.aes_key,
        **({"APP_SECRET": account.app_secret, "API_BASE": api_base} if api_base else {}),
    }
    return {
        "YIWEN_DATA_DIR": str(grounds.folder / "data"),
        "YIWEN_DATABASE_URL": grounds.url,
        "YIWEN_BURST_SECONDS": "0",
        "YIWEN_FAQ_DIR": str(grounds.policy),
        **{f"YIWEN_WECHAT__{name}": value for name, value in wechat.items()},
    }
