"""Who unsubscribes is forgotten: words, pictures and address go at once; the frame of the ticket stays, masked."""

from sqlalchemy import select

from bot.demo.platform import Fault
from bot.keeping import quota, store
from bot.keeping.leaving import departures, erasures
from bot.keeping.media import files
from bot.message import Address
from bot.rounds import fetching
from handoff.schema import ticket_events, tickets
from handoff.ticket import TicketKind
from tests.wechat.bureau import PARENT, Bureau
from tests.wechat.test_media import JPEG, send

SECRET = "孩子叫李小明，在城关小学"


async def left_over(town: Bureau, *words: str) -> list[str]:
    """Which of these words stand anywhere in the database."""
    tables = (store.conversations, store.messages, tickets, ticket_events, files, erasures, departures, quota.grants)
    async with town.house.database.read() as conn:
        kept = "".join([str(tuple(row)) for table in tables for row in await conn.execute(select(table))])
    return [word for word in words if word in kept]


async def told_all(town: Bureau) -> None:
    """A ticket, a name, a phone number, a picture, an answer and a note."""
    await town.ask_for_a_person()
    await town.citizens.say(PARENT, SECRET)
    await town.citizens.say(PARENT, "我的电话是13800138000")
    await send(town, JPEG)
    await town.house.rounds.fetching.step()
    await town.answer("李小明的事请周一来。")
    await town.officer.post(f"/desk/t/{town.ticket}/note", text="李小明的家长，联系过")


async def in_danger(town: Bureau) -> None:
    """What an urgent line does to the open ticket."""
    async with town.house.database.write() as conn:
        conversation = await store.find_conversation(conn, Address(channel="wechat", user=PARENT))
        assert conversation
        await town.house.desk.open(
            conn, conversation_id=conversation, kind=TicketKind.URGENT, reason="urgent", subject="", now=town.clock()
        )


def kept_files(town: Bureau) -> list[str]:
    folder = town.house.settings.data_dir / fetching.FOLDER
    return [path.name for path in folder.iterdir()] if folder.exists() else []


async def test_leaving_erases_words_pictures_and_address(town: Bureau):
    await told_all(town)
    assert await left_over(town, "李小明", PARENT) == ["李小明", PARENT]
    assert len(kept_files(town)) == 1
    assert (await town.citizens.event(PARENT, "unsubscribe")).problem is None
    assert await left_over(town, "李小明", "13800138000", PARENT) == []
    assert kept_files(town) == []
    assert await town.rows() == []
    async with town.house.database.read() as conn:
        (ticket,) = await conn.execute(select(tickets))
    assert (ticket.status, ticket.subject, ticket.contact) == ("closed", "（已按要求删除）", None)
    assert None not in (ticket.opened_at, ticket.closed_at, ticket.first_reply_at)
    assert "已按要求删除" in await town.page()


async def test_closing_the_account_with_wechat_erases_too(town: Bureau):
    await told_all(town)
    closed = town.platform.message("oPLATFORM", "event", Event="user_authorization_cancellation", OpenID=PARENT)
    assert (await town.citizens.deliver("oPLATFORM", closed)).problem is None
    assert await left_over(town, "李小明", "13800138000", PARENT) == []
    assert kept_files(town) == []


async def test_leaving_twice_and_returning_is_a_new_beginning(town: Bureau):
    await told_all(town)
    for _ in range(2):
        assert (await town.citizens.event(PARENT, "unsubscribe")).problem is None
    town.clock.pass_by(minutes=1)
    assert (await town.citizens.event(PARENT, "subscribe")).shown
    assert len(await town.rows()) == 2
    first = town.ticket
    assert await town.ask_for_a_person() != first


async def test_an_answer_on_its_way_does_not_come_back(town: Bureau):
    await told_all(town)
    town.platform.always = Fault(errcode=-1)
    await town.answer("李小明，再等等。")
    await town.citizens.event(PARENT, "unsubscribe")
    town.platform.always = Fault()
    town.clock.pass_by(hours=1)
    calls = town.platform.calls["send"]
    await town.house.rounds.delivery.step()
    assert town.platform.calls["send"] == calls


async def test_who_may_be_in_danger_is_forgotten_when_the_matter_is_closed(town: Bureau):
    await told_all(town)
    await in_danger(town)
    await town.citizens.event(PARENT, "unsubscribe")
    assert await left_over(town, "李小明") == ["李小明"]
    page = await town.page()
    assert "［取消关注］" in page
    assert "取消关注" in await town.quota()
    await town.close("已联系监护人")
    await town.house.rounds.erasing.step()
    assert await left_over(town, "李小明", "13800138000", PARENT) == []
    assert kept_files(town) == []


async def test_who_comes_back_is_not_cut_off(town: Bureau):
    await told_all(town)
    await in_danger(town)
    await town.citizens.event(PARENT, "unsubscribe")
    town.clock.pass_by(minutes=5)
    await town.close("已联系监护人")
    await town.citizens.event(PARENT, "subscribe")
    await town.ask_for_a_person()
    await town.house.rounds.erasing.step()
    await town.answer("这件事我来办。")
    assert town.seen()[-1] == "这件事我来办。"
    await town.close()
    await town.house.rounds.erasing.step()
    assert await left_over(town, "李小明", PARENT) == ["李小明", PARENT]


async def test_an_erased_citizen_cannot_be_written_to(town: Bureau):
    await told_all(town)
    await town.citizens.event(PARENT, "unsubscribe")
    await town.officer.post(f"/desk/t/{town.ticket}/reopen")
    await town.officer.post(f"/desk/t/{town.ticket}/claim")
    assert await town.quota() == "市民已取消关注，资料已删除，写了也送不到。"
    await town.answer("还在吗")
    assert await town.deliveries() == ["没有送到"]
    assert town.platform.calls["send"] == 1
