"""Of a chat with very many lines a page loads the newest, in order, and says that there are older ones."""

from datetime import UTC, datetime
from pathlib import Path

import httpx

from bot.keeping import store
from bot.message import Address, Reply
from bot.outgoing.late import Late
from bot.outgoing.outbox import REST
from handoff.database import Database
from handoff.live import Live
from tests.channels.front import house_of, small_policy
from tests.stories.conftest import Clock

NOW = datetime(2026, 3, 2, 1, tzinfo=UTC)
OLDER = "更早的对话没有显示"


async def talk(database: Database, address: Address, lines: int, author: str = "bot") -> int:
    async with database.write() as conn:
        conversation_id, _ = await store.conversation_for(conn, address, NOW)
        for number in range(lines):
            await store.keep_reply(conn, conversation_id, address.channel, Reply(text=f"{author}{number}"), NOW,
                                   author=author)  # fmt: skip
    return conversation_id


async def test_the_newest_lines_come_in_order(database: Database) -> None:
    address = Address(channel="wechat", user="parent")
    id = await talk(database, address, 5)
    await talk(database, address, 3, REST)
    late = Late(live=Live(database), clock=Clock(), first_state=lambda _: store.Delivery.PENDING)
    async with database.read() as conn:
        newest = await store.thread(conn, id, limit=4)
        at_desk = await late.thread(conn, id, 4)
        since = await store.thread(conn, id, newest[1].id, limit=4)
    assert [one.reply.text for one in newest] == ["bot4", "rest0", "rest1", "rest2"]
    assert [one.reply.text for one in since] == ["rest1", "rest2"]
    assert [line.text for line in at_desk] == ["bot1", "bot2", "bot3", "bot4"]  # what only waits takes no place


async def test_the_page_says_that_there_are_older_ones(tmp_path: Path) -> None:
    clock = Clock()
    async with house_of(tmp_path / "data", clock, small_policy(tmp_path / "faq")) as house:
        transport = httpx.ASGITransport(house.asgi)
        async with httpx.AsyncClient(transport=transport, base_url="https://ask.cn") as parent:
            await parent.get("/")
            await parent.post("/chat", json={"id": "0123456789", "text": "你好"})
            assert OLDER not in (await parent.get("/")).text
            async with house.database.read() as conn:
                row = (await conn.execute(store.conversations.select())).one()
            await talk(house.database, Address(channel="web", user=row.user), store.LINES)
            page = (await parent.get("/")).text
            assert OLDER in page
            assert (page.count("data-id="), "你好</div>" in page, "bot199" in page) == (store.LINES, False, True)
            news = await parent.get("/chat/thread", params={"after": page.rpartition('data-id="')[2].split('"')[0]})
            assert OLDER not in news.text
            assert "data-id=" not in news.text
