"""Leaving and coming back, in whatever order and however often the pushes arrive.

A push that is late takes nothing from somebody who is back, and brings nothing back of somebody who is gone.
"""

import asyncio
from pathlib import Path

import pytest
from sqlalchemy import func, select, text

from bot.demo.account import Fields
from bot.keeping.leaving import departures, erasures
from bot.policy.current import Policy
from tests.stories.conftest import Clock
from tests.wechat.bureau import PARENT, Bureau, bureau
from tests.wechat.test_leaving import in_danger, left_over, told_all

WORDS = "我叫李小明，毕业证丢了怎么办"


def line(town: Bureau, words: str = WORDS, openid: str = PARENT) -> Fields:
    return town.platform.message(openid, "text", Content=words)


def leaves(town: Bureau, openid: str = PARENT) -> Fields:
    return town.platform.message(openid, "event", Event="unsubscribe", EventKey="")


async def push(town: Bureau, fields: Fields, openid: str = PARENT) -> str | None:
    verdict = await town.citizens.deliver(openid, fields)
    assert verdict.problem is None
    return verdict.shown


async def count(town: Bureau, table: str) -> int:
    async with town.house.database.read() as conn:
        return await conn.scalar(text(f"SELECT count(*) FROM {table}")) or 0


async def test_a_departure_that_is_told_again_takes_nothing_from_who_is_back(town: Bureau):
    await push(town, line(town))
    left = leaves(town)
    await push(town, left)
    town.clock.pass_by(seconds=3)
    await town.citizens.event(PARENT, "subscribe")
    ticket = await town.ask_for_a_person()
    await push(town, left)
    await town.house.rounds.erasing.step()
    await town.answer("您好，我来办。")
    assert town.seen()[-1] == "您好，我来办。"
    assert town.ticket == ticket
    assert [row.kind for row in await town.rows() if row.direction == "in"] == ["subscribe", "text"]


async def test_a_departure_that_comes_late_finds_who_wrote_since(town: Bureau):
    left = leaves(town)
    town.clock.pass_by(seconds=2)
    await town.citizens.event(PARENT, "subscribe")
    await push(town, left)
    assert len(await town.rows()) == 2


@pytest.mark.parametrize("known", [True, False])
async def test_a_line_that_is_told_again_brings_nobody_back(town: Bureau, known: bool):
    said = line(town)
    if known:
        await push(town, said)
    town.clock.pass_by(seconds=2)
    await push(town, leaves(town))
    assert await push(town, said) is None
    assert await left_over(town, "李小明", PARENT) == []
    assert await count(town, "conversations WHERE \"user\" NOT LIKE 'erased:%'") == 0


async def test_who_leaves_while_a_line_waits_for_the_next_is_forgotten(
    policy: Policy, clock: Clock, tmp_path: Path, database_url: str
):
    async with bureau(policy, clock, tmp_path, database_url, burst=0.6) as town:
        held = asyncio.create_task(push(town, line(town, "毕业证")))
        await asyncio.sleep(0.2)
        assert not held.done()
        await push(town, leaves(town))
        assert await held is None
        await town.house.rounds.erasing.step()
        assert await left_over(town, PARENT) == []
        assert await count(town, "conversations") == 0


async def test_who_leaves_while_they_write_is_forgotten(town: Bureau):
    citizens = [f"oHASTY_{number}" for number in range(12)]
    await asyncio.gather(
        *(push(town, line(town, openid=one), one) for one in citizens),
        *(push(town, leaves(town, one), one) for one in citizens),
    )
    await town.house.rounds.erasing.step()
    assert await left_over(town, "李小明", "oHASTY") == []


async def test_the_memory_of_who_left_names_nobody_and_ends(town: Bureau):
    await push(town, leaves(town))
    async with town.house.database.read() as conn:
        (row,) = await conn.execute(select(departures))
    assert (len(row.who), PARENT in str(row)) == (64, False)
    town.clock.pass_by(days=1)
    await town.house.rounds.erasing.step()
    assert await count(town, "departures") == 1
    town.clock.pass_by(days=2)
    await town.house.rounds.erasing.step()
    assert await count(town, "departures") == 0


@pytest.mark.parametrize("how", ["subscribe", "text"])
async def test_who_may_be_in_danger_and_comes_back_is_not_erased_when_the_matter_ends(town: Bureau, how: str):
    await told_all(town)
    await in_danger(town)
    await town.citizens.event(PARENT, "unsubscribe")
    town.clock.pass_by(minutes=5)
    await push(town, line(town, "刚才手滑了") if how == "text" else town.platform.message(PARENT, "event", Event=how))
    await town.close("已联系监护人")
    await town.house.rounds.erasing.step()
    assert await left_over(town, "李小明", PARENT) == ["李小明", PARENT]
    await push(town, leaves(town))
    assert await left_over(town, "李小明", PARENT) == []


@pytest.mark.parametrize("broken", ["departures", "media_files"])
async def test_an_erasure_that_went_wrong_is_tried_again(town: Bureau, broken: str):
    """The platform says it once and must not be shown a fault."""
    await push(town, line(town))
    async with town.house.database.write() as conn:
        await conn.execute(text(f"ALTER TABLE {broken} RENAME TO mislaid"))
    assert await push(town, leaves(town)) is None
    assert await town.rows()
    async with town.house.database.write() as conn:
        await conn.execute(text(f"ALTER TABLE mislaid RENAME TO {broken}"))
    await town.house.rounds.erasing.step()
    assert await left_over(town, "李小明", PARENT) == []
    async with town.house.database.read() as conn:
        assert await conn.scalar(select(func.count()).select_from(erasures)) == 0
