"""build(settings) -> House: the only place that constructs; what speaks first: bot/rounds/loops.py."""

import asyncio
import os
import secrets
import tempfile
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from prometheus_client import generate_latest
from sqlalchemy import text
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from bot.channel import Channel
from bot.channels.webchat import WebChannel, WebSettings
from bot.headers import SecurityHeaders
from bot.keeping.leaving import Departures
from bot.keeping.store import lock
from bot.observe import REGISTRY, Timed
from bot.outgoing.late import Late
from bot.outgoing.rating import Rating
from bot.outgoing.reach import Reach
from bot.policy.chores import chores_of
from bot.policy.current import Policy
from bot.policy.suggesting import suggester
from bot.reception.receive import Reception
from bot.refusal import CannotServe
from bot.rounds.fetching import routes as media_routes
from bot.rounds.loops import Rounds, rounds_of
from bot.settings import Settings
from bot.wording import load_wording
from faq.catalog import HOME
from handoff.console import Console, routes
from handoff.console.origin import SameOrigin
from handoff.database import Database
from handoff.desk import Desk
from handoff.live import Live
from handoff.officers import Officers
from handoff.worktime import DutyHours

BODY_LIMIT = 256 * 1024
Clock = Callable[[], datetime]


def utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, kw_only=True)
class House:
    """Everything that runs in this process."""

    settings: Settings
    database: Database
    live: Live
    policy: Policy
    desk: Desk
    officers: Officers
    reception: Reception
    channels: tuple[Channel, ...]
    rounds: Rounds
    asgi: Starlette

    async def close(self) -> None:
        await self.rounds.close()
        await self.live.close()
        await self.database.close()


def build(
    settings: Settings,
    *,
    clock: Clock = utc_now,
    progress: Callable[[str, float], None] | None = None,
    policy: Policy | None = None,
) -> House:
    """Construct the house; raises LoadError or SettingsError with what to do about it. `policy`: one read before."""
    database = Database(settings.database)
    live = Live(database)
    wording = load_wording()
    policy = policy or Policy(settings.faq_dir or HOME, settings.data_dir / "engine", progress)
    channels: list[Channel] = []
    reach = Reach(channels)
    late = Late(live=live, clock=clock, first_state=reach.first_state)
    rating = Rating(live=live, wording=wording, clock=clock, first_state=reach.first_state)
    hours = DutyHours(periods=settings.duty.periods, closures=settings.duty.closures)
    desk = Desk(
        lock=lock, deliver=late.deliver, thread=late.thread, live=live, hours=hours, closed=rating.invite
    )  # fmt: skip
    officers = Officers()
    departures = Departures(secret := _secret(settings))
    reception = Reception(
        database=database, policy=policy, desk=desk, live=live, wording=wording, clock=clock,
        departures=departures, burst_seconds=settings.burst_seconds,
    )  # fmt: skip
    channels.append(
        WebChannel(
            _web_settings(settings, secret), reception.receive, database=database, desk=desk, live=live,
            book=lambda: policy.book, wording=wording, clock=clock,
        )
    )  # fmt: skip
    rounds = rounds_of(
        settings, reception.receive, database=database, desk=desk, live=live, wording=wording, clock=clock,
        departures=departures,
    )  # fmt: skip
    channels += rounds.channels
    console = Console(
        database=database, desk=desk, officers=officers, live=live, clock=clock, secure=settings.secure_cookies,
        bureau=lambda: policy.book.bureau,
        departments=lambda: {key: one.name for key, one in policy.book.local.departments.items()},
        chores=chores_of(policy, clock), notice=lambda: policy.notice,
        suggest=suggester(policy, clock), quota=reach.quota_text,
    )  # fmt: skip
    own = [*_own_routes(database), *routes(console), *media_routes(console, rounds.fetching)]
    asgi = _application([*own, *(route for one in channels for route in one.routes())], live)
    return House(
        settings=settings, database=database, live=live, policy=policy, desk=desk, officers=officers,
        reception=reception, channels=tuple(channels), rounds=rounds, asgi=asgi,
    )  # fmt: skip


def _web_settings(settings: Settings, secret: str) -> WebSettings:
    return WebSettings(
        secret=secret, secure=settings.secure_cookies, per_visitor=settings.chat_per_minute,
        per_address=settings.visitors_per_minute,
    )  # fmt: skip


def _application(all_routes: list[BaseRoute], live: Live) -> Starlette:
    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        await live.start()
        yield
        await live.close()

    middleware = [Middleware(Timed), Middleware(SecurityHeaders), Middleware(SameOrigin, only=("/chat", "/desk"))]
    return Starlette(routes=all_routes, middleware=middleware, lifespan=lifespan, max_body_size=BODY_LIMIT)


def _own_routes(database: Database) -> list[BaseRoute]:
    async def healthz(request: Request) -> Response:
        """200 when this process can serve: the database answers."""
        try:
            async with asyncio.timeout(3), database.read() as conn:
                await conn.execute(text("SELECT 1"))
        except Exception:
            return PlainTextResponse("database", status_code=503)
        return PlainTextResponse("ok")

    async def metrics(request: Request) -> Response:
        if request.client is None or request.client.host not in ("127.0.0.1", "::1"):
            return PlainTextResponse("", status_code=404)
        return PlainTextResponse(generate_latest(REGISTRY), media_type="text/plain; version=0.0.4")

    return [Route("/healthz", healthz), Route("/metrics", metrics)]


def _secret(settings: Settings) -> str:
    """The key of visitor cookies and of who left: from the settings, or made once in the data folder."""
    given = settings.secret_key.get_secret_value()
    return given or _kept_secret(settings.data_dir / "secret.key")


def _kept_secret(path: Path) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        _make_secret(path)
    kept = path.read_text().strip()
    if not kept:
        raise CannotServe(f"{path} 是空的，没有密钥就不能启动；删掉这个文件，启动时会重新生成（开着的网页要重新进）。")
    return kept


def _make_secret(path: Path) -> None:
    """Whole or not at all, and only once, whatever other process starts at the same moment."""
    handle, made = tempfile.mkstemp(dir=path.parent, prefix=".secret-")  # readable to nobody else
    try:
        with os.fdopen(handle, "w") as file:
            file.write(secrets.token_urlsafe(32))
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):
            os.link(made, path)
    finally:
        os.unlink(made)
