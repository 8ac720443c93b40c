"""Killed at the exact points between two effects; started again, the story goes on as if nothing had been."""

import asyncio
from collections.abc import Coroutine
from pathlib import Path
from typing import Any

import pytest

from tests.chaos.town import NUMBER, Town, openid, town

PARENT = openid(1)


async def through_death_at(point: str, made: Town, act: Coroutine[Any, Any, Any]) -> None:
    """Do it while the house is killed at this point and started again."""
    await made.house.start(dies_at=point)
    acting = asyncio.create_task(act)
    await made.house.died()
    await made.house.start()
    await acting


@pytest.mark.parametrize("point", ["message-uncommitted", "message-committed"])
async def test_the_platform_asks_again_and_the_citizen_gets_one_answer(point: str, tmp_path: Path, url: str) -> None:
    async with town(tmp_path, url, can_push=False) as made:
        asked = made.platform.message(PARENT, "text", Content="人工")
        await through_death_at(point, made, made.citizens.deliver(PARENT, asked))
        await made.citizens.deliver(PARENT, asked)  # and once more, as platforms do
        first, again = made.seen(PARENT)
        assert first == again
        assert NUMBER.search(first)
        assert made.rows("SELECT count(*) FROM tickets") == [(1,)]
        assert made.rows("SELECT direction, count(*) FROM messages GROUP BY 1 ORDER BY 1") == [("in", 1), ("out", 1)]
        assert made.rows("SELECT kind, count(*) FROM ticket_events GROUP BY 1") == [("opened", 1)]
        assert await made.house.stop() == 0


async def test_an_answer_that_waited_is_not_lost_with_the_response_that_carried_it(tmp_path: Path, url: str) -> None:
    async with town(tmp_path, url, can_push=False) as made:
        await made.house.start()
        await made.officer.sign_in()
        ticket = await made.ask_for_a_person(PARENT)
        await made.officer.claim(ticket)
        await made.officer.reply(ticket, PARENT, "已为您查到。")
        made.house.kill()
        await through_death_at("message-committed", made, made.say(PARENT, "有结果了吗"))
        assert "".join(made.seen(PARENT)).count("已为您查到。") == 1
        assert made.rows("SELECT delivery FROM messages WHERE author = 'officer'") == [("done",)]
        assert await made.house.stop() == 0
