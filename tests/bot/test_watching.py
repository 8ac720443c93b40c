"""What duty staff are told and when, from real tickets on both engines: urgent, untaken, silent, nearly due."""

import asyncio
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import insert

from bot.keeping import store
from bot.outgoing.alerts import Alerts, Notice
from bot.rounds.solo import Solo
from bot.rounds.watching import WATCHES, Watch
from handoff.database import Database
from handoff.ticket import Ticket, TicketKind
from tests.handoff.room import GRADUATE, ON_DUTY, PARENT, TEACHER, Clock, Room, furnished

NIGHT = datetime(2026, 11, 24, 14, 0, tzinfo=UTC)  # 22:00 in Shanghai
SECRETS = ("张三", "13800138000", "转学", "oPARENT")


@dataclass
class Watched:
    """The duty room, and everything that was told; `told` is one round."""

    room: Room
    watch: Watch
    notices: list[Notice]
    alerts: Alerts

    async def told(self, **later: float) -> list[str]:
        self.room.clock.pass_by(**later)
        await self.watch.step()
        await self.alerts.step()
        texts = [notice.text for notice in self.notices]
        self.notices.clear()
        return texts


def watch_of(room: Room, alerts: Alerts) -> Watch:
    return Watch(
        room.database, live=room.live, hours=room.desk.hours, tell=alerts.tell, clock=room.clock,
        waiting=timedelta(minutes=10), desk_url="https://ask.cn",
    )  # fmt: skip


@pytest.fixture
async def watched(database: Database) -> AsyncIterator[Watched]:
    room = await furnished(database, Clock())
    async with database.write() as conn:
        for number in (PARENT, TEACHER, GRADUATE):
            row = {"id": number, "channel": "wechat", "user": f"oPARENT{number}", "context": {},
                   "created_at": room.clock(), "updated_at": room.clock()}  # fmt: skip
            await conn.execute(insert(store.conversations).values(**row))
    notices: list[Notice] = []

    async def way(subject: str, told: Any) -> None:
        notices.extend(told)

    alerts = Alerts([way], clock=room.clock)
    made = Watched(room, watch_of(room, alerts), notices, alerts)
    yield made
    await made.watch._solo.let_go()


async def urgent(watched: Watched) -> Ticket:
    return await watched.room.open(subject="张三 13800138000 想不开", kind=TicketKind.URGENT, urgent=True)


async def test_an_urgent_matter_is_told_at_once_at_any_hour_and_again(watched: Watched) -> None:
    watched.room.clock.now = NIGHT
    ticket = await urgent(watched)
    assert await watched.told() == [f"紧急事项 {ticket.number} 没有人接，等了 0 分钟"]
    assert await watched.told(minutes=10) == []
    assert await watched.told(minutes=21) == [f"紧急事项 {ticket.number} 没有人接，等了 31 分钟"]


async def test_an_urgent_matter_that_was_taken_and_left_silent_is_told(watched: Watched) -> None:
    ticket = await urgent(watched)
    await watched.told()
    await watched.room.claim(ticket)
    assert await watched.told(minutes=9) == []
    assert await watched.told(minutes=1) == [f"紧急事项 {ticket.number} 有人接了，还没有答复，等了 10 分钟"]
    await watched.room.reply(ticket, "您别急，我在。")
    assert await watched.told(minutes=20) == []


async def test_nobody_taking_it_is_told_after_ten_minutes_of_duty(watched: Watched) -> None:
    ticket = await watched.room.open()
    assert await watched.told(minutes=9) == []
    assert await watched.told(minutes=1) == [f"咨询 {ticket.number} 没有人接，等了 10 分钟"]
    assert await watched.told(minutes=60) == []
    assert await watched.told(hours=3, minutes=20) == [f"咨询 {ticket.number} 没有人接，等了 4 小时"]  # after lunch
    await watched.room.claim(ticket)
    assert await watched.told(minutes=20) == []


async def test_what_can_wait_is_not_told_at_night(watched: Watched) -> None:
    watched.room.clock.now = NIGHT
    ticket = await watched.room.open()
    assert await watched.told(hours=2) == []
    assert await watched.told(hours=8, minutes=35) == []  # 8:35, duty began five minutes ago
    (text,) = await watched.told(minutes=6)
    assert text.startswith(f"咨询 {ticket.number} 没有人接，等了 10 小时")


async def test_a_deadline_that_draws_near_is_told_though_somebody_has_it(watched: Watched) -> None:
    ticket = await watched.room.open()
    watched.room.clock.pass_by(hours=6, minutes=45)
    await watched.room.claim(ticket)
    assert await watched.told(minutes=14) == []  # 16:59, due at 18:00
    assert await watched.told(minutes=2) == [f"咨询 {ticket.number} 还没有答复，还剩 59 分钟"]
    await watched.room.reply(ticket, "请带户口本。")
    assert await watched.told(hours=20) == []


async def test_the_fresh_promise_of_a_reopened_ticket_is_watched_too(watched: Watched) -> None:
    room = watched.room
    ticket = await room.open()
    await room.claim(ticket)
    await room.reply(ticket, "请带户口本。")
    await room.close(ticket)
    async with room.database.write() as conn:
        await room.desk.reopen(conn, ticket.id, room.ids[ON_DUTY], now=room.clock())
    room.clock.pass_by(hours=6, minutes=45)
    await room.claim(ticket)
    assert await watched.told(minutes=16) == [f"咨询 {ticket.number} 还没有答复，还剩 59 分钟"]
    await room.reply(ticket, "再加一张照片。")
    assert await watched.told(hours=20) == []


async def test_a_missed_deadline_is_told_the_next_morning(watched: Watched) -> None:
    ticket = await watched.room.open()
    await watched.room.claim(ticket)
    (text,) = await watched.told(hours=23)
    assert re.fullmatch(f"咨询 {ticket.number} 没有人接，等了 23 小时，已过期限 15 小时", text)


async def test_an_alert_holds_number_kind_wait_and_link_and_nothing_of_the_citizen(watched: Watched) -> None:
    room = watched.room
    await urgent(watched)
    await room.open(TEACHER, "我是张三 13800138000 孩子转学", contact="13800138000")
    await room.open(GRADUATE, "投诉张三", kind=TicketKind.COMPLAINT)
    room.clock.pass_by(minutes=11)
    await watched.watch.step()
    await watched.alerts.step()
    assert len(watched.notices) == 3
    for notice in watched.notices:
        number = re.search(r"A\d{4}", notice.text)
        assert number is not None
        assert notice.link == f"https://ask.cn/desk/t/{number[0]}"
        assert not any(secret in notice.text + notice.link + notice.key for secret in SECRETS)


async def test_the_loop_looks_as_soon_as_the_desk_changes(watched: Watched) -> None:
    await watched.room.live.start()
    heard = asyncio.Event()

    def tell(notice: Notice) -> None:
        heard.set()

    watched.watch._tell = tell
    task = asyncio.create_task(watched.watch.run())
    await asyncio.sleep(1.2)
    assert not heard.is_set()
    await urgent(watched)
    async with asyncio.timeout(20):  # the next look would be in 30 seconds
        await heard.wait()
    task.cancel()
    await asyncio.wait({task})
    await watched.room.live.close()


async def test_of_two_processes_one_tells_and_the_other_takes_over(watched: Watched) -> None:
    room = watched.room
    other = Database(room.database.url)
    second = Solo(other, WATCHES)
    first = watched.watch._solo
    if room.database.is_sqlite:  # one process's, always
        assert await first.mine()
        await other.close()
        return
    assert [await first.mine(), await second.mine(), await first.mine(), await second.mine()] == [True, False] * 2
    await first.let_go()
    assert await second.mine()
    assert not await first.mine()
    await other.close()
    await second.let_go()
    assert await first.mine()
