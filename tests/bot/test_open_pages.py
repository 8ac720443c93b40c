"""Pages that are only looked at leave nothing behind, and nobody holds more of them open than there is room for."""

import asyncio
import uuid
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import httpx
import pytest
from sqlalchemy import func, select
from starlette.applications import Starlette

from bot.app import House
from bot.channels.webchat import WebChannel, WebSettings
from bot.keeping.store import conversations
from bot.policy.current import Policy
from bot.wording import load_wording
from tests.browser.conftest import served
from tests.channels.front import house_of, small_policy
from tests.stories.conftest import Clock

ROOM = 2  # pages that one address may hold open here


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    policy: Policy = small_policy(tmp_path / "faq")
    async with house_of(tmp_path / "data", Clock(), policy) as made:
        yield made


@pytest.fixture
async def address(house: House) -> AsyncIterator[str]:
    channel = WebChannel(
        WebSettings(secret="s", secure=False, per_visitor=30, per_address=120, open_pages=ROOM),
        house.reception.receive, database=house.database, desk=house.desk, live=house.live,
        book=lambda: house.policy.book, wording=load_wording(), clock=Clock(),
    )  # fmt: skip
    async with served(Starlette(routes=channel.routes())) as url:
        yield url


async def visitor(stack: AsyncExitStack, address: str) -> httpx.AsyncClient:
    made = await stack.enter_async_context(httpx.AsyncClient(base_url=address))
    assert (await made.get("/")).status_code == 200
    return made


async def speak(who: httpx.AsyncClient) -> None:
    assert (await who.post("/chat", json={"id": uuid.uuid4().hex, "text": "你好"})).status_code == 200


async def rows(house: House) -> int:
    async with house.database.read() as conn:
        return int(await conn.scalar(select(func.count()).select_from(conversations)) or 0)


async def test_looking_at_the_page_writes_nothing(house: House, address: str) -> None:
    async with AsyncExitStack() as stack:
        for _ in range(5):
            who = await visitor(stack, address)
            assert (await who.get("/chat/events")).status_code == 204  # and a browser does not ask again by itself
        assert await rows(house) == 0
        await speak(who)
        assert await rows(house) == 1


async def test_after_the_first_word_the_page_hears_of_everything(house: House, address: str) -> None:
    async with AsyncExitStack() as stack:
        parent = await visitor(stack, address)
        await speak(parent)
        live = await stack.enter_async_context(parent.stream("GET", "/chat/events"))
        signals = (line async for line in live.aiter_lines() if line.startswith("event"))
        assert await anext(signals) == "event: changed"
        await speak(parent)
        assert await asyncio.wait_for(anext(signals), 10) == "event: changed"


async def test_an_address_holds_only_so_many_pages_open(address: str) -> None:
    async with AsyncExitStack() as stack:
        people = [await visitor(stack, address) for _ in range(ROOM + 1)]
        for who in people:
            await speak(who)
        async with AsyncExitStack() as pages:
            open_ones = [await pages.enter_async_context(who.stream("GET", "/chat/events")) for who in people[:ROOM]]
            lines = [live.aiter_lines() for live in open_ones]
            assert [await anext(first) for first in lines] == ["event: changed"] * ROOM
            assert (await people[ROOM].get("/chat/events")).status_code == 429
            assert (await people[ROOM].get("/chat/thread")).status_code == 200  # the page looks itself
            assert (await (await visitor(pages, address)).get("/chat/events")).status_code == 429  # before all else
        async with asyncio.timeout(10):
            while True:  # who leaves makes room
                async with people[ROOM].stream("GET", "/chat/events") as live:
                    if live.status_code == 200:
                        return
                await asyncio.sleep(0.05)


async def test_nor_when_they_all_come_in_the_same_moment(address: str) -> None:
    async with AsyncExitStack() as stack:
        person = await visitor(stack, address)
        await speak(person)
        asked = [person.build_request("GET", "/chat/events") for _ in range(4 * ROOM)]
        answers = await asyncio.gather(*(person.send(one, stream=True) for one in asked))
        for answer in answers:
            stack.push_async_callback(answer.aclose)
        assert sorted(answer.status_code for answer in answers) == [200] * ROOM + [429] * 3 * ROOM
