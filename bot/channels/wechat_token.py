"""The access token: one for all processes, kept in the database, fetched once however many ask.

stable_token returns the same token until five minutes before its end:
https://developers.weixin.qq.com/doc/service/api/base/api_getstableaccesstoken
"""

import asyncio
import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import httpx
import structlog
from sqlalchemy import Column, Integer, String, Table, Text, or_, select, update

from bot.channel import Busy, MayNotSpeak, OutcomeUnknown, SendError
from bot.channels.wechat_errors import UNREADABLE, object_of, problem_of, status_problem, whole
from handoff.database import Database, UtcDateTime, insert_once, metadata

LONGEST = 7200  # seconds that a token lasts at most
AHEAD = 300.0  # seconds before its end; the platform has the next one ready by then
FORCED_APART = timedelta(minutes=150)  # at most ten a day of the platform's twenty: it hurts others on this account
IN_VAIN = timedelta(minutes=10)  # a rejected token that could not be replaced is not asked about again before
_TOKEN = re.compile(r"[!-~]+")
log = structlog.get_logger(__name__)

access_tokens = Table(
    "access_tokens",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("app_id", String(64), nullable=False, unique=True),
    Column("token", Text, nullable=False),
    Column("refresh_at", UtcDateTime, nullable=False),
    Column("forced_at", UtcDateTime),  # when the platform was last made to give another one
)


@dataclass(frozen=True, slots=True)
class Token:
    value: str
    refresh_at: datetime


class Tokens:
    """The token of one account."""

    def __init__(
        self,
        database: Database,
        http: httpx.AsyncClient,
        *,
        app_id: str,
        app_secret: str,
        clock: Callable[[], datetime],
    ) -> None:
        self._database, self._http, self._clock = database, http, clock
        self._app_id, self._app_secret = app_id, app_secret
        self._lock = asyncio.Lock()
        self._token: Token | None = None
        self._dead: Token | None = None  # rejected, and another could not be had

    async def get(self) -> str:
        """Raises Busy or MayNotSpeak."""
        token = self._fresh(self._token)
        if token is None:
            async with self._lock:
                token = self._fresh(self._token) or await self._renewed()
        return token.value

    async def prove(self) -> None:
        """Ask the platform whatever is known already; raises Busy or MayNotSpeak. It returns the same token again."""
        async with self._lock:
            self._token = await self._fetch(force=False)

    async def instead_of(self, rejected: str) -> str:
        """Another token than the one the platform rejected, fetched once however many were rejected."""
        async with self._lock:
            self._token = await self._stored()
            if self._token is None or self._token.value == rejected:
                self._token = await self._another(rejected)
            return self._token.value

    async def _another(self, rejected: str) -> Token:
        """A plain fetch has what the platform or another process replaced; only else is it made to replace it now."""
        dead = self._fresh(self._dead)
        if dead is None or dead.value != rejected:
            token = await self._fetch(force=False)
            if token.value == rejected and await self._may_force():
                token = await self._fetch(force=True)
            if token.value != rejected:
                return token
            self._dead = Token(rejected, self._clock() + IN_VAIN)
        raise MayNotSpeak("40001 平台不认 access_token，换新也没有用")

    async def _may_force(self) -> bool:
        """Take the turn. It is kept in the database: other processes and a restart share the platform's ration."""
        now, forced_at = self._clock(), access_tokens.c.forced_at
        due = or_(forced_at.is_(None), forced_at <= now - FORCED_APART)
        async with self._database.write() as conn:
            where = (access_tokens.c.app_id == self._app_id) & due
            return (await conn.execute(update(access_tokens).where(where).values(forced_at=now))).rowcount == 1

    def _fresh(self, token: Token | None) -> Token | None:
        return token if token and self._clock() < token.refresh_at else None

    async def _renewed(self) -> Token:
        """What another process fetched, or a new one."""
        self._token = self._fresh(await self._stored()) or await self._fetch(force=False)
        return self._token

    async def _stored(self) -> Token | None:
        async with self._database.read() as conn:
            query = select(access_tokens).where(access_tokens.c.app_id == self._app_id)
            row = (await conn.execute(query)).first()
        return Token(row.token, row.refresh_at) if row else None

    async def _keep(self, token: Token) -> None:
        values = {"token": token.value, "refresh_at": token.refresh_at}
        async with self._database.write() as conn:
            if await insert_once(conn, access_tokens, app_id=self._app_id, **values) is None:
                where = access_tokens.c.app_id == self._app_id
                await conn.execute(update(access_tokens).where(where).values(**values))

    async def _fetch(self, *, force: bool) -> Token:
        value, seconds = _granted(await self._ask(force=force))
        token = Token(value, self._clock() + timedelta(seconds=max(seconds - AHEAD, seconds / 2)))
        await self._keep(token)
        log.info("wechat_token", app_id=self._app_id, forced=force, seconds=seconds)
        return token

    async def _ask(self, *, force: bool) -> httpx.Response:
        asked = {
            "grant_type": "client_credential",
            "appid": self._app_id,
            "secret": self._app_secret,
            "force_refresh": force,
        }
        try:
            return await self._http.post("/cgi-bin/stable_token", content=json.dumps(asked))
        except httpx.HTTPError as error:
            raise Busy(f"取不到 access_token：{type(error).__name__}") from None  # the request holds the secret


def _granted(response: httpx.Response) -> tuple[str, int]:
    """The token and for how many seconds it is good; raises Busy or MayNotSpeak for an answer without them."""
    answer = object_of(response.content) or {}
    if problem := status_problem(response.status_code) or problem_of(answer):
        raise _of_the_account(problem)
    value, seconds = answer.get("access_token"), whole(answer.get("expires_in"))
    if isinstance(value, str) and _TOKEN.fullmatch(value) and seconds and seconds > 0:
        return value, min(seconds, LONGEST)
    raise Busy(f"取不到 access_token：{UNREADABLE}")


def _of_the_account(problem: SendError) -> SendError:
    """No citizen and no text is to blame for a missing token: it is asked for again, or the account is in trouble."""
    match problem:
        case Busy():
            return problem
        case OutcomeUnknown():  # to ask twice does no harm
            return Busy(f"取不到 access_token：{problem}")
        case _:
            return MayNotSpeak(str(problem))
