"""The off switch and the notices: recorded with who and why, in force from when to when."""

from datetime import timedelta

import pytest

from handoff import notice, switch
from handoff.notice import AlreadyWithdrawn, NeverInForce, NoText, TooLong
from handoff.switch import NoReason
from tests.handoff.room import CURATOR, SUPERVISOR, Room


async def test_off_and_on_again_is_recorded(room: Room) -> None:
    boss = room.ids[SUPERVISOR]
    async with room.database.write() as conn:
        assert await switch.off(conn) == {}
        await switch.turn(conn, "*", True, boss, "系统故障", room.clock())
        await switch.turn(conn, "exams", True, boss, "政策刚变", room.clock())
        await switch.turn(conn, "*", False, boss, "修好了", room.clock.pass_by(hours=1))
    async with room.database.read() as conn:
        off, history = await switch.off(conn), await switch.history(conn)
    assert list(off) == ["exams"]
    assert (off["exams"].who, off["exams"].why) == (SUPERVISOR, "政策刚变")
    assert [(one.area, one.off, one.why) for one in history] == [
        ("*", False, "修好了"), ("exams", True, "政策刚变"), ("*", True, "系统故障"),
    ]  # fmt: skip


async def test_a_reason_is_required(room: Room) -> None:
    async with room.database.write() as conn:
        with pytest.raises(NoReason):
            await switch.turn(conn, "*", True, room.ids[SUPERVISOR], " \n", room.clock())


async def test_a_notice_holds_from_its_start_to_its_end(room: Room) -> None:
    now = room.clock()
    start, end = now + timedelta(hours=1), now + timedelta(hours=2)
    async with room.database.write() as conn:
        me = room.ids[CURATOR]
        await notice.publish(conn, "今日\n系统维护", "*", start, end, me, now=now)
        assert [one.text for one in await notice.planned(conn, now)] == ["今日 系统维护"]
        assert await notice.active(conn, now) == []
        active = await notice.active(conn, start)
        assert [(one.area, one.by, one.is_active(start)) for one in active] == [("*", CURATOR, True)]
        assert await notice.active(conn, end) == []
        await notice.withdraw(conn, active[0].id, me, now=now)
        assert await notice.active(conn, start) == []
        with pytest.raises(AlreadyWithdrawn):
            await notice.withdraw(conn, active[0].id, me, now=now)


@pytest.mark.parametrize(
    ("text", "hours", "error"),
    [(" ", 1, NoText), ("长" * 101, 1, TooLong), ("晚了", 0, NeverInForce), ("晚了", -1, NeverInForce)],
)
async def test_a_notice_that_cannot_be(room: Room, text: str, hours: int, error: type[Exception]) -> None:
    now = room.clock()
    async with room.database.write() as conn:
        with pytest.raises(error):
            await notice.publish(conn, text, "*", now, now + timedelta(hours=hours), room.ids[CURATOR], now=now)
