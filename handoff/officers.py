"""Who may sit at the desk: accounts, what each role may do, passwords, and sessions that can be ended."""

import asyncio
import hashlib
import secrets
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from functools import cached_property
from types import MappingProxyType

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from handoff.database import Database, insert_once
from handoff.plain import plain
from handoff.schema import officer_sessions, officers

SESSION = timedelta(hours=12)
SHORTEST_PASSWORD, LONGEST_PASSWORD = 10, 200
FIRST_NAME = "值班员"
CONSONANTS, VOWELS = "bdfghjklmnprstw", "aeiou"


class Role(StrEnum):
    """What somebody is here; the stranger has an account and no rights at the desk."""

    OFFICER = "officer"
    SUPERVISOR = "supervisor"
    CURATOR = "curator"
    STRANGER = "stranger"


class Right(StrEnum):
    """What somebody may do: see and answer citizens, look after the desk, look after the answers."""

    ANSWER = "answer"
    SUPERVISE = "supervise"
    CURATE = "curate"


RIGHTS: Mapping[Role, frozenset[Right]] = MappingProxyType(
    {
        Role.OFFICER: frozenset({Right.ANSWER}),
        Role.SUPERVISOR: frozenset({Right.ANSWER, Right.SUPERVISE, Right.CURATE}),
        Role.CURATOR: frozenset({Right.CURATE}),
        Role.STRANGER: frozenset(),
    }
)


class AccountError(ValueError):
    """账号没有建成，或者没有这个账号。"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Officer:
    """An account that may sign in."""

    id: int
    name: str
    role: Role

    def may(self, right: Right) -> bool:
        return right in RIGHTS[self.role]

    def may_any(self, rights: Iterable[Right]) -> bool:
        return any(map(self.may, rights))


def utc_now() -> datetime:
    return datetime.now(UTC)


class Officers:
    """Accounts and sessions in the database; argon2 runs off the event loop."""

    def __init__(self, hasher: PasswordHasher | None = None, clock: Callable[[], datetime] = utc_now) -> None:
        self._hasher = hasher or PasswordHasher()
        self._clock = clock

    async def add(self, conn: AsyncConnection, name: str, role: str, password: str | None = None) -> str:
        """A new account; gives the password (a readable one is made when none is given), raises AccountError."""
        name = plain(name, 41)
        if not 1 <= len(name) <= 40 or "\n" in name:
            raise AccountError("账号名要有 1 到 40 个字。")
        role = _role(role)
        password = readable_password() if password is None else password
        hashed = await self._hash(password)
        values = {"name": name, "role": role, "password_hash": hashed, "created_at": self._clock()}
        if await insert_once(conn, officers, **values) is None:
            raise AccountError(f"账号“{name}”已经有了。")
        return password

    async def named(self, conn: AsyncConnection, name: str) -> int:
        """Whose account it is, disabled or not; raises AccountError when there is none."""
        officer = await conn.scalar(select(officers.c.id).where(officers.c.name == plain(name, 41)))
        if officer is None:
            raise AccountError(f"没有“{name}”这个账号。")
        return int(officer)

    async def first_officer(self, conn: AsyncConnection) -> tuple[str, str] | None:
        """Name and password of a first account, made only while there is none at all."""
        if await conn.scalar(select(func.count()).select_from(officers)):
            return None
        return FIRST_NAME, await self.add(conn, FIRST_NAME, Role.SUPERVISOR)

    async def sign_in(self, database: Database, name: str, password: str) -> str | None:
        """A new session's token, or None; a wrong name takes as long as a wrong password."""
        query = select(officers).where(officers.c.name == plain(name, 40), officers.c.disabled_at.is_(None))
        async with database.read() as conn:
            row = (await conn.execute(query)).first()
        right = await self._verify(row.password_hash if row else None, password)
        if row is None or not right:
            return None
        hashed = await self._fresh(row.password_hash, password)
        async with database.write() as conn:
            proven = await self._replace(conn, row.id, row.password_hash, hashed)
            return await self._open_session(conn, row.id) if proven else None

    async def change_password(self, database: Database, officer: int, old: str, new: str) -> str | None:
        """Their own, proven by the old one: a new session's token (all others end), or None when the old is wrong."""
        query = select(officers.c.password_hash).where(officers.c.id == officer, officers.c.disabled_at.is_(None))
        async with database.read() as conn:
            hashed = await conn.scalar(query)
        if not await self._verify(hashed, old):
            return None
        new_hash = await self._hash(new)
        async with database.write() as conn:
            if not await self._replace(conn, officer, hashed, new_hash):
                return None
            await self.revoke(conn, officer)
            return await self._open_session(conn, officer)

    async def by_token(self, conn: AsyncConnection, token: str) -> Officer | None:
        """Whose session it is; None when it ran out, was ended, or its account was disabled."""
        query = (
            select(officers.c.id, officers.c.name, officers.c.role)
            .join(officer_sessions, officer_sessions.c.officer_id == officers.c.id)
            .where(
                officer_sessions.c.token_hash == _hashed(token),
                officer_sessions.c.expires_at > self._clock(),
                officers.c.disabled_at.is_(None),
            )
        )
        row = (await conn.execute(query)).first()
        return Officer(id=row.id, name=row.name, role=Role(row.role)) if row else None

    async def sign_out(self, conn: AsyncConnection, token: str) -> None:
        await conn.execute(delete(officer_sessions).where(officer_sessions.c.token_hash == _hashed(token)))

    async def revoke(self, conn: AsyncConnection, officer: int) -> int:
        """End all sessions of an account; gives how many there were."""
        done = await conn.execute(delete(officer_sessions).where(officer_sessions.c.officer_id == officer))
        return done.rowcount

    async def disable(self, conn: AsyncConnection, officer: int) -> None:
        """No more signing in, and out at once; the name stays in the history."""
        await conn.execute(update(officers).where(officers.c.id == officer).values(disabled_at=self._clock()))
        await self.revoke(conn, officer)

    async def enable(self, conn: AsyncConnection, officer: int) -> None:
        await conn.execute(update(officers).where(officers.c.id == officer).values(disabled_at=None))

    async def set_role(self, conn: AsyncConnection, officer: int, role: str) -> None:
        """In force from the next page on, also where somebody is signed in; raises AccountError."""
        await conn.execute(update(officers).where(officers.c.id == officer).values(role=_role(role)))

    async def set_password(self, conn: AsyncConnection, officer: int, password: str) -> None:
        """A new password ends every session that the old one opened."""
        hashed = await self._hash(password)
        await conn.execute(update(officers).where(officers.c.id == officer).values(password_hash=hashed))
        await self.revoke(conn, officer)

    async def _replace(self, conn: AsyncConnection, officer: int, proven: str | None, hashed: str) -> bool:
        """Only while the hash that the password was proven by still holds: it may have been changed meanwhile."""
        same = (officers.c.id == officer) & (officers.c.password_hash == proven) & officers.c.disabled_at.is_(None)
        done = await conn.execute(update(officers).where(same).values(password_hash=hashed))
        return done.rowcount == 1

    async def _open_session(self, conn: AsyncConnection, officer: int) -> str:
        now, token = self._clock(), secrets.token_urlsafe(32)
        await conn.execute(delete(officer_sessions).where(officer_sessions.c.expires_at <= now))
        values = {"token_hash": _hashed(token), "officer_id": officer, "created_at": now, "expires_at": now + SESSION}
        await insert_once(conn, officer_sessions, **values)
        return token

    async def _hash(self, password: str) -> str:
        if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
            raise AccountError(f"密码要有 {SHORTEST_PASSWORD} 到 {LONGEST_PASSWORD} 个字符。")
        return await asyncio.to_thread(self._hasher.hash, password)

    async def _verify(self, hashed: str | None, password: str) -> bool:
        return len(password) <= LONGEST_PASSWORD and await asyncio.to_thread(self._matches, hashed, password)

    def _matches(self, hashed: str | None, password: str) -> bool:
        try:
            return self._hasher.verify(hashed or self._nobody, password)
        except (VerificationError, InvalidHashError, UnicodeEncodeError):
            return False

    async def _fresh(self, hashed: str, password: str) -> str:
        """Follow argon2's parameters as they grow, while the password is at hand."""
        return await self._hash(password) if self._hasher.check_needs_rehash(hashed) else hashed

    @cached_property
    def _nobody(self) -> str:
        return self._hasher.hash(secrets.token_urlsafe(16))


def _role(name: str) -> Role:
    if name not in list(Role):
        raise AccountError(f"没有“{name}”这个角色。可以是：{'、'.join(Role)}。")
    return Role(name)


def readable_password() -> str:
    """Like `kamo-belu-tiro-sane-47`: about 56 bits, easy to read out and to type on a phone."""
    words = ("".join(secrets.choice(CONSONANTS) + secrets.choice(VOWELS) for _ in range(2)) for _ in range(4))
    return "-".join([*words, f"{secrets.randbelow(90) + 10}"])


def _hashed(token: str) -> str:
    """A fast hash is enough for a random token of 256 bits."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
