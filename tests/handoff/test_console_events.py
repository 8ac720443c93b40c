"""Signals to open pages: which topic changed, and an end when the session ends."""

import asyncio

import pytest
from starlette.requests import Request
from starlette.types import Scope

from handoff.console import events
from handoff.console.guard import COOKIE, Visit, who
from handoff.live import DESK
from tests.handoff.front import Seat, console_of
from tests.handoff.room import ON_DUTY, PASSWORD, Room

SOON = 5.0


async def _visit(room: Room) -> Visit:
    console = console_of(room)
    token = await room.officers.sign_in(room.database, ON_DUTY, PASSWORD)
    scope: Scope = {"type": "http", "method": "GET", "path": "/desk/events", "query_string": b"",
                    "headers": [(b"cookie", f"{COOKIE}={token}".encode())]}  # fmt: skip
    request = Request(scope)
    officer = await who(console, request)
    assert officer is not None
    return Visit(console=console, request=request, officer=officer, now=room.clock())


async def test_a_change_is_signalled_and_never_told(room: Room) -> None:
    stream = events.signals(await _visit(room), [DESK])
    assert (await anext(stream)).event == "hello"
    await room.open(subject="孩子的病历")
    signal = await asyncio.wait_for(anext(stream), SOON)
    assert (signal.event, signal.data) == ("changed", DESK)


async def test_a_revoked_session_ends_the_stream(room: Room) -> None:
    stream = events.signals(await _visit(room), [DESK])
    await anext(stream)
    async with room.database.write() as conn:
        await room.officers.revoke(conn, room.ids[ON_DUTY])
    await room.open()
    with pytest.raises(StopAsyncIteration):
        await asyncio.wait_for(anext(stream), SOON)


@pytest.mark.parametrize("query", ["", "?topic=conversation:1", "?topic=ticket:x", "?" + "&".join(["topic=desk"] * 5)])
async def test_only_topics_of_the_desk(seat: Seat, query: str) -> None:
    assert (await seat.get(f"/desk/events{query}")).status_code == 400
