"""Accounts: argon2, sessions that end, and nobody learns which names there are."""

import asyncio
import threading
from typing import Literal

import pytest
from argon2 import PasswordHasher
from sqlalchemy import select

from handoff.database import Database
from handoff.officers import FIRST_NAME, AccountError, Officers, Right, Role
from handoff.schema import officer_sessions, officers
from tests.handoff.room import CURATOR, ON_DUTY, PASSWORD, QUICK, STRANGER, SUPERVISOR, Room


async def _who(room: Room, token: str) -> str | None:
    async with room.database.read() as conn:
        found = await room.officers.by_token(conn, token)
    return found.name if found else None


async def _signed_in(room: Room, name: str = ON_DUTY, password: str = PASSWORD) -> str:
    token = await room.officers.sign_in(room.database, name, password)
    assert token is not None
    return token


async def test_passwords_are_argon2_and_tokens_are_hashed(room: Room) -> None:
    token = await _signed_in(room)
    async with room.database.read() as conn:
        hashes = (await conn.scalars(select(officers.c.password_hash))).all()
        tokens = (await conn.scalars(select(officer_sessions.c.token_hash))).all()
    assert all(one.startswith("$argon2id$") for one in hashes)
    assert token not in tokens


@pytest.mark.parametrize(("name", "password"), [(ON_DUTY, "wrong-password"), ("没有这个人", PASSWORD), (ON_DUTY, "")])
async def test_a_wrong_name_or_password_opens_nothing(room: Room, name: str, password: str) -> None:
    assert await room.officers.sign_in(room.database, name, password) is None


async def test_a_session_ends_by_itself_by_leaving_and_by_being_disabled(room: Room) -> None:
    first, second = await _signed_in(room), await _signed_in(room)
    async with room.database.write() as conn:
        await room.officers.sign_out(conn, first)
    assert [await _who(room, one) for one in (first, second)] == [None, ON_DUTY]
    async with room.database.write() as conn:
        await room.officers.disable(conn, room.ids[ON_DUTY])
    assert await _who(room, second) is None
    assert await room.officers.sign_in(room.database, ON_DUTY, PASSWORD) is None
    third = await _signed_in(room, SUPERVISOR)
    room.clock.pass_by(hours=13)
    assert await _who(room, third) is None


async def test_changing_the_password_ends_the_other_sessions(room: Room) -> None:
    elsewhere, me = await _signed_in(room), room.ids[ON_DUTY]
    assert await room.officers.change_password(room.database, me, "wrong-password", "a-new-password") is None
    with pytest.raises(AccountError, match="10 到 200"):
        await room.officers.change_password(room.database, me, PASSWORD, "short")
    assert await _who(room, elsewhere) == ON_DUTY
    here = await room.officers.change_password(room.database, me, PASSWORD, "a-new-password")
    assert here is not None
    assert [await _who(room, one) for one in (elsewhere, here)] == [None, ON_DUTY]
    assert await room.officers.sign_in(room.database, ON_DUTY, PASSWORD) is None
    assert await room.officers.sign_in(room.database, ON_DUTY, "a-new-password")


async def test_weak_hashes_follow_the_parameters(room: Room) -> None:
    stronger = Officers(PasswordHasher(time_cost=2, memory_cost=16, parallelism=1), room.clock)
    assert await stronger.sign_in(room.database, ON_DUTY, PASSWORD)
    async with room.database.read() as conn:
        query = select(officers.c.password_hash).where(officers.c.name == ON_DUTY)
        assert "m=16,t=2" in (await conn.scalar(query) or "")
    assert await stronger.sign_in(room.database, ON_DUTY, PASSWORD)


class Paused(PasswordHasher):
    """Finds the parameters weak, and finds the password right only when it is told to go on."""

    def __init__(self) -> None:
        super().__init__(time_cost=2, memory_cost=16, parallelism=1)
        self.asked, self.go_on = threading.Event(), threading.Event()

    def verify(self, hash: str | bytes, password: str | bytes) -> Literal[True]:
        right = super().verify(hash, password)
        self.asked.set()
        self.go_on.wait(10)
        return right


@pytest.mark.parametrize("entering", ["sign_in", "change_password"])
async def test_a_password_that_is_replaced_while_it_is_proven_opens_nothing(room: Room, entering: str) -> None:
    hasher = Paused()
    slow, me = Officers(hasher, room.clock), room.ids[ON_DUTY]
    doing = slow.sign_in(room.database, ON_DUTY, PASSWORD) if entering == "sign_in" else (
        slow.change_password(room.database, me, PASSWORD, "the-intruder-s-own")
    )  # fmt: skip
    entered = asyncio.create_task(doing)
    assert await asyncio.to_thread(hasher.asked.wait, 10)
    async with room.database.write() as conn:
        await room.officers.set_password(conn, me, "a-new-password")
    hasher.go_on.set()
    assert await entered is None
    assert await room.officers.sign_in(room.database, ON_DUTY, PASSWORD) is None
    assert await _signed_in(room, ON_DUTY, "a-new-password")
    async with room.database.read() as conn:
        assert len((await conn.scalars(select(officer_sessions.c.id))).all()) == 1


async def test_the_first_officer_is_made_once(database: Database) -> None:
    accounts = Officers(QUICK)
    async with database.write() as conn:
        first = await accounts.first_officer(conn)
        assert first is not None
        assert first[0] == FIRST_NAME
        assert await accounts.first_officer(conn) is None
    assert await accounts.sign_in(database, *first)


@pytest.mark.parametrize(
    ("name", "role"), [("", "officer"), ("x" * 41, "officer"), (ON_DUTY, "officer"), ("新", "king")]
)
async def test_an_account_that_cannot_be(room: Room, name: str, role: str) -> None:
    async with room.database.write() as conn:
        with pytest.raises(AccountError):
            await room.officers.add(conn, name, role, PASSWORD)


async def test_rights(room: Room) -> None:
    for name, rights in {
        ON_DUTY: {Right.ANSWER},
        SUPERVISOR: {Right.ANSWER, Right.SUPERVISE, Right.CURATE},
        CURATOR: {Right.CURATE},
        STRANGER: set[Right](),
    }.items():
        token = await _signed_in(room, name)
        async with room.database.read() as conn:
            officer = await room.officers.by_token(conn, token)
        assert officer is not None
        assert {right for right in Right if officer.may(right)} == rights
        assert officer.role in Role
