"""Killed at the exact points between two effects; started again, the story goes on as if nothing had been."""

import asyncio
from collections.abc import Coroutine
from typing import Any

import pytest

from tests.chaos.town import NUMBER, Grounds, Town, openid, town

PARENT = openid(1)


async def through_death_at(point: str, made: Town, act: Coroutine[Any, Any, Any]) -> None:
    """Do it while the house is killed at this point and started again."""
    await made.house.start(dies_at=point)
    acting = asyncio.create_task(act)
    await made.house.died()
    await made.house.start()
    await acting


@pytest.mark.parametrize("point", ["message-uncommitted", "message-committed"])
async def test_the_platform_asks_again_and_the_citizen_gets_one_answer(point: str, grounds: Grounds) -> None:
    async with town(grounds, can_push=False) as made:
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


async def test_an_answer_that_waited_is_not_lost_with_the_response_that_carried_it(grounds: Grounds) -> None:
    async with town(grounds, can_push=False) as made:
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


@pytest.mark.parametrize(
    ("point", "state", "copies"),
    [("answer-unclaimed", "sent", 1), ("answer-claimed", "unknown", 0), ("answer-taken", "unknown", 1)],
)
async def test_an_answer_is_sent_at_most_once_and_doubt_is_shown(
    point: str, state: str, copies: int, grounds: Grounds
) -> None:
    async with town(grounds) as made:
        await made.house.start()
        await made.officer.sign_in()
        ticket = await made.ask_for_a_person(PARENT)
        await made.officer.claim(ticket)
        made.house.kill()
        await through_death_at(point, made, made.officer.reply(ticket, PARENT, "已为您查到。"))
        made.leases_end()
        await made.settled()
        assert made.rows("SELECT delivery FROM messages WHERE author = 'officer'") == [(state,)]
        assert made.seen(PARENT).count("已为您查到。") == copies
        shown = {"sent": "已送达", "unknown": "可能未送达"}[state]
        assert shown in await made.officer.page(ticket)
        await made.officer.reply(ticket, PARENT, "还有一句。")
        await made.settled()
        assert made.seen(PARENT)[-1] == "还有一句。"
        assert await made.house.stop() == 0


async def test_a_picture_whose_keeper_died_is_fetched_again_and_kept_once(grounds: Grounds) -> None:
    async with town(grounds) as made:
        await made.house.start()
        await made.officer.sign_in()
        ticket = await made.ask_for_a_person(PARENT)
        await made.officer.claim(ticket)
        made.house.kill()
        made.platform.media["m1"] = (b"\xff\xd8\xff picture", "image/jpeg")
        await through_death_at("file-written", made, made.citizens.send(PARENT, "image", MediaId="m1"))
        made.leases_end()
        async with asyncio.timeout(30):
            while "/desk/media/" not in await made.officer.page(ticket):  # noqa: ASYNC110 - another process
                await asyncio.sleep(0.1)
        assert made.rows("SELECT count(*), count(name) FROM media_files") == [(1, 1)]
        assert await made.house.stop() == 0
