"""Killed again and again at random moments under load: nothing lost, nothing twice, everything in order."""

import asyncio
import os
from collections import Counter

import pytest

from tests.chaos.town import Grounds, Town, openid, town

ROUNDS = int(os.environ.get("YIWEN_CHAOS_ROUNDS", "20"))
CITIZENS = 5
LONGEST_LIFE = 16  # things that the platform sees between being ready and being killed
SETTLED = ("done", "sent", "unknown")


async def citizen(made: Town, name: str, ticket: asyncio.Future[str], stop: asyncio.Event) -> None:
    """Writes until it is over; the last message also fetches what could not be sent."""
    ticket.set_result(await made.ask_for_a_person(name))
    while not stop.is_set():
        await made.say(name, f"还有一件事，编号{made.pushed[name]}")
        await asyncio.sleep(made.dice.random() * 0.4)


async def officer(made: Town, name: str, ticket: asyncio.Future[str], stop: asyncio.Event) -> None:
    number = await ticket
    await made.officer.claim(number)
    while not stop.is_set():
        made.platform.faults.append(made.mishap())
        await made.officer.reply(number, name, f"「{name[-2:]}答{len(made.officer.said.get(name, ())):04}」")
        await asyncio.sleep(made.dice.random() * 0.6)


async def kill_and_restart(made: Town) -> None:
    """After a few things have happened, wherever the next ones stand then; so a slow machine tests as much."""
    await made.events(made.dice.randint(1, LONGEST_LIFE))
    await asyncio.sleep(made.dice.random() * 0.1)
    made.house.kill()
    made.leases_end()
    await made.house.start()


async def all_settled(made: Town) -> None:
    """Each citizen writes once more for what is parked."""
    await made.settled()
    for name in made.pushed:
        await made.say(name, "还在吗")


@pytest.mark.parametrize("can_push", [False, True], ids=["passive", "pushing"])
async def test_nothing_lost_nothing_twice_all_in_order(grounds: Grounds, can_push: bool) -> None:
    async with town(grounds, can_push=can_push, seed=7) as made:
        await made.house.start()
        await made.officer.sign_in()
        stop = asyncio.Event()
        async with asyncio.TaskGroup() as group:
            for number in range(CITIZENS):
                ticket: asyncio.Future[str] = asyncio.get_running_loop().create_future()
                group.create_task(citizen(made, openid(number), ticket, stop))
                group.create_task(officer(made, openid(number), ticket, stop))
            for _ in range(ROUNDS):
                await kill_and_restart(made)
            stop.set()
        await all_settled(made)
        assert sum(len(said) for said in made.officer.said.values()) >= ROUNDS
        for name in made.pushed:
            handled_once(made, name)
            delivered_once_in_order(made, name)
        assert await made.house.stop() == 0


def handled_once(made: Town, name: str) -> None:
    """One row, one word to the desk and one visible answer for every message; one ticket in all."""
    of = f"conversation_id = (SELECT id FROM conversations WHERE \"user\" = '{name}')"
    assert made.rows(f"SELECT count(*) FROM tickets WHERE {of}") == [(1,)]
    assert made.rows(f"SELECT count(*), count(DISTINCT external_id) FROM messages WHERE {of} AND direction = 'in'") == [
        (made.pushed[name], made.pushed[name])
    ]
    heard = f"SELECT count(*) FROM ticket_events e JOIN tickets t ON t.id = e.ticket_id WHERE {of} AND e.kind = 'heard'"
    assert made.rows(heard) == [(made.pushed[name] - 1,)]


def delivered_once_in_order(made: Town, name: str) -> None:
    said = made.officer.said.get(name, [])
    of = f"author = 'officer' AND text LIKE '「{name[-2:]}答%'"
    kept = dict(made.rows(f"SELECT text, delivery FROM messages WHERE {of} ORDER BY id"))
    assert list(kept) == said
    assert set(kept.values()) <= set(SETTLED)
    shown = "\n".join(made.seen(name))
    times = {text: shown.count(text) for text in said}
    assert {text: n for text, n in times.items() if n > 1} == {}
    assert {text: kept[text] for text, n in times.items() if n == 0 and kept[text] != "unknown"} == {}
    places = [shown.index(text) for text in said if times[text]]
    assert places == sorted(places)
    print(name, len(said), Counter(kept.values()), made.pushed[name])
