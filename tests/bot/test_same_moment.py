"""A citizen and an officer who act in the same moment, on both engines: neither is refused and nothing is lost."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.app import House, build
from bot.dialogue import Context
from bot.keeping import store
from bot.message import Address, Message
from bot.policy.current import Policy
from bot.schema.migrate import migrate
from bot.settings import Settings
from handoff.ticket import Ticket
from tests.channels.front import small_policy
from tests.stories.conftest import Clock

OFFICER, PAIRS = 1, 20
clock = Clock()


@pytest.fixture(scope="module")
def policy(tmp_path_factory: pytest.TempPathFactory) -> Policy:
    return small_policy(tmp_path_factory.mktemp("faq"))


@pytest.fixture
async def house(policy: Policy, database_url: str, tmp_path: Path) -> AsyncIterator[House]:
    made = build(
        Settings(data_dir=tmp_path, database_url=database_url, burst_seconds=0), clock=clock, policy=policy
    )  # fmt: skip
    if made.database.is_sqlite:
        await migrate(made.database)
    async with made.database.write() as conn:
        await made.officers.add(conn, "王敏", "officer", "correct-horse-battery")
    yield made
    await made.close()


def message(text: str, id: str, user: str = "parent") -> Message:
    return Message(address=Address(channel="web", user=user), external_id=id, text=text, received_at=clock())


async def claimed(house: House, user: str = "parent") -> Ticket:
    """The parent asked for a person, and an officer took it."""
    receipt = await house.reception.receive(message("人工", f"{user}-1", user))
    async with house.database.write() as conn:
        ticket = await house.desk.open_ticket(conn, receipt.conversation_id)
        assert ticket is not None
        return await house.desk.claim(conn, ticket.id, OFFICER, now=clock())


async def close(house: House, ticket: Ticket) -> bool:
    async with house.database.write() as conn:
        return await house.desk.close(conn, ticket.id, OFFICER, "已答复", last_words="再见", key="end", now=clock())


async def reply(house: House, ticket: Ticket) -> bool:
    async with house.database.write() as conn:
        return await house.desk.reply(conn, ticket.id, OFFICER, "您好", key=f"{ticket.number}:1", now=clock())


async def test_closing_while_the_citizen_writes(house: House) -> None:
    for number in range(PAIRS):
        user = f"parent{number}"
        ticket = await claimed(house, user)
        receipt, ended = await asyncio.gather(
            house.reception.receive(message("还有一件事", f"{user}-2", user)), close(house, ticket)
        )
        assert ended
        assert not receipt.repeated


async def test_closing_keeps_what_the_citizens_message_left_in_the_memory(house: House) -> None:
    """The conversation is remembered as the message before left it, also when the officer was quicker to begin."""
    ticket = await claimed(house)
    async with house.database.write() as conn:
        id, memory = await store.conversation_for(conn, message("", "").address, clock())
        closing = asyncio.create_task(close(house, ticket))
        await asyncio.wait({closing}, timeout=0.5)
        context = replace(Context.from_json(memory), notices=(7,))
        await store.save_context(conn, id, context.to_json(), clock())
    assert await closing
    async with house.database.read() as conn:
        assert Context.from_json(await store.memory_of(conn, id)).notices == (7,)


async def test_an_officers_words_come_after_the_message_that_is_being_taken_in(house: House) -> None:
    """The page asks for what is newer than the last it has, so what is kept first must be seen first."""
    ticket = await claimed(house)
    async with house.database.write() as conn:
        id, _ = await store.conversation_for(conn, message("", "").address, clock())
        await store.keep_incoming(conn, id, message("还有一件事", "2"), "还有一件事", None)
        replying = asyncio.create_task(reply(house, ticket))
        await asyncio.wait({replying}, timeout=0.5)
        async with house.database.read() as other:
            seen = [one.id for one in await store.thread(other, id)]
    assert await replying
    async with house.database.read() as conn:
        new = [one.reply.text for one in await store.thread(conn, id, after=seen[-1])]
    assert new == ["还有一件事", "您好"]
