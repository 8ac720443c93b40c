"""An officer's day through the front door: see, take, answer, note, pass on, close; and nothing typed is lost."""

import html
import re

import pytest

from handoff.console.sheet import LINES
from handoff.ticket import Status, TicketKind
from tests.handoff.front import Seat, site_of
from tests.handoff.room import GRADUATE, ON_DUTY, PARENT, SUPERVISOR, TEACHER, TOMORROW, Room

KEY = re.compile(r'name="key" value="([^"]+)"')
SAID = re.compile(r'<li class="said[^"]*" data-key="([^"]+)"')


async def key_of(seat: Seat, path: str) -> str:
    found = KEY.search(await seat.page(path))
    assert found
    return found[1]


async def heard_on(seat: Seat, path: str) -> str:
    """Up to which line the page shows what the citizen said."""
    found = re.search('data-heard="([^"]+)"', await seat.page(path))
    assert found
    return found[1]


async def test_the_queue_shows_urgent_first_then_the_oldest(room: Room, seat: Seat) -> None:
    await room.open(PARENT, "老问题", contact="138****8000")
    room.clock.pass_by(minutes=12)
    await room.open(TEACHER, "新问题")
    await room.open(GRADUATE, "孩子不见了", kind=TicketKind.URGENT)
    page = await seat.page("/desk")
    assert [page.index(text) for text in ("孩子不见了", "老问题", "新问题")] == sorted(
        page.index(text) for text in ("孩子不见了", "老问题", "新问题")
    )
    assert "等了 12 分钟" in page
    assert "留了电话" in page
    assert 'data-waiting="3" data-urgent="1"' in page
    part = await seat.page("/desk?part=1")
    assert "<html" not in part
    assert "老问题" in part


async def test_a_whole_ticket(room: Room, seat: Seat) -> None:
    ticket = await room.open(PARENT, "孩子转学要什么材料", contact="138****8000")
    path = f"/desk/t/{ticket.number}"
    assert "接手以后就能答复" in await seat.page(path)
    assert (await seat.post(f"{path}/claim")).headers["location"] == path
    page = await seat.page(path)
    assert "138****8000" in page
    assert "转学先向转入学校提出。（孩子转学要什么材料）" in page
    key = await key_of(seat, path)
    for _ in range(2):  # sent twice, delivered once
        assert (await seat.post(f"{path}/reply", text="请带<b>户口簿</b>", key=key)).status_code == 303
    assert room.talk.told(PARENT) == ["请带<b>户口簿</b>"]
    await seat.post(f"{path}/note", text="已电话核实")
    page = await seat.page(path)
    assert html.escape("请带<b>户口簿</b>") in page
    assert "<b>户口簿</b>" not in page
    assert "已电话核实" in page
    assert "已送达" in page
    await room.hear(ticket, "还要照片吗")
    assert "1 条新消息" in await seat.page("/desk")
    await seat.post_by_script(f"{path}/renew")  # the page is open, in a tab that nobody looks at
    assert "1 条新消息" in await seat.page("/desk")
    heard = await heard_on(seat, path)
    room.clock.pass_by(seconds=1)
    await room.hear(ticket, "要几张")
    await seat.post_by_script(f"{path}/renew", seen=heard)  # the word of it was still on its way
    assert "2 条新消息" in await seat.page("/desk")
    await seat.post_by_script(f"{path}/renew", seen="1")
    assert "2 条新消息" in await seat.page("/desk")
    await seat.post_by_script(f"{path}/renew", seen=await heard_on(seat, path))
    assert "条新消息" not in await seat.page("/desk")
    done = await seat.post(f"{path}/close", outcome="已答复", last_words="祝顺利", key=await key_of(seat, path))
    assert done.headers["location"] == "/desk"
    assert room.talk.told(PARENT)[-1] == "祝顺利"
    assert [one.number for one in room.closed] == [ticket.number]
    page = await seat.page(path)
    assert "已办结" in page
    assert (await seat.post(f"{path}/reopen")).headers["location"] == path
    assert (await room.now(ticket)).claimed_by_name == ON_DUTY


async def test_everybodys_words_stand_under_their_own_name(room: Room, seat: Seat, other: Seat) -> None:
    ticket = await room.open()
    room.talk.add(PARENT, "officer", "开台以前的一句")
    path = f"/desk/t/{ticket.number}"
    for who, words in ((seat, "先看户口簿"), (other, "我来接着办")):
        await who.post(f"{path}/claim")
        await who.post(f"{path}/reply", text=words, key=await key_of(who, path))
        await who.post(f"{path}/release")
    page = re.sub(r"\s+", " ", await seat.page(path))
    said = re.findall(r'<p class="who">(\S+) <time[^>]*>[^<]*</time></p> <div class="bubble">([^<]+)<', page)
    assert said[1:] == [("值班人员", "开台以前的一句"), (ON_DUTY, "先看户口簿"), (TOMORROW, "我来接着办")]


async def test_closing_with_the_same_words_a_second_time(room: Room, seat: Seat) -> None:
    """The same form sent twice closes once; after a reopening it is another form."""
    ticket = await room.open()
    path = f"/desk/t/{ticket.number}"
    await seat.post(f"{path}/claim")
    for _ in range(2):
        form = {"outcome": "已答复", "last_words": "祝顺利", "key": await key_of(seat, path)}
        assert (await seat.post(f"{path}/close", **form)).status_code == 303
        assert (await seat.post(f"{path}/close", **form)).status_code == 303
        assert (await room.now(ticket)).status is Status.CLOSED
        await seat.post(f"{path}/reopen")
    assert room.talk.told(PARENT) == ["祝顺利"] * 2


async def test_who_comes_second_is_told_by_whom(room: Room, seat: Seat, other: Seat) -> None:
    ticket = await room.open()
    path = f"/desk/t/{ticket.number}"
    await other.post(f"{path}/claim")
    late = await seat.post_by_script(f"{path}/claim")
    assert (late.status_code, late.json()["message"]) == (409, f"已由 {TOMORROW} 接手。")
    plain = await seat.post(f"{path}/claim")
    assert plain.status_code == 409
    assert f"已由 {TOMORROW} 接手。" in plain.text
    assert f"{TOMORROW} 在办" in await seat.page(path)


async def test_a_long_conversation_shows_its_newest_lines_and_offers_the_others(room: Room, seat: Seat) -> None:
    ticket = await room.open(PARENT, "最早的一句")
    path = f"/desk/t/{ticket.number}"
    assert "没有显示" not in await seat.page(path)
    for number in range(LINES):
        room.clock.pass_by(seconds=1)
        room.talk.add(PARENT, "citizen", f"第{number}句")
    page = await seat.page(path)
    assert page.index("这之前的对话没有显示") < page.index(">第0句<") < page.index(f">第{LINES - 1}句<")
    assert f'href="{path}?all=1"' in page
    whole = await seat.page(f"{path}?all=1")
    assert whole.index(">最早的一句<") < whole.index(">第0句<")
    assert "没有显示" not in whole
    assert f'data-part="{path}?part=1&all=1"' in html.unescape(whole)  # what is fetched again shows as much
    newest = SAID.findall(page)
    assert len(newest) == LINES
    assert SAID.findall(whole)[1:] == newest  # a line keeps its key, or all would be told anew


async def test_typed_text_survives_every_refusal(room: Room, seat: Seat) -> None:
    ticket = await room.open()
    path = f"/desk/t/{ticket.number}"
    await seat.post(f"{path}/claim")
    room.clock.pass_by(minutes=31)
    await room.claim(ticket, TOMORROW)
    lost = await seat.post(f"{path}/reply", text="写了半天的答复", key="k")
    assert lost.status_code == 409
    assert "写了半天的答复" in lost.text
    assert TOMORROW in lost.text
    note = await seat.post(f"{path}/note", text=" ", key="k")
    assert "内容是空的" in note.text
    async with room.database.write() as conn:
        await room.desk.release(conn, ticket.id, room.ids[TOMORROW], now=room.clock())
    await seat.post(f"{path}/claim")
    long = await seat.post(f"{path}/reply", text="长" * 4001, key="k")
    assert long.status_code == 409
    assert "最多 4000 个字" in long.text
    assert "长" * 4001 in long.text
    unsure = await seat.post(f"{path}/close", outcome=" ", last_words="再见", key="k")
    assert unsure.status_code == 409
    assert "再见" in unsure.text
    assert room.talk.told(PARENT) == []


async def test_a_session_that_ended_keeps_the_text_in_the_page(room: Room, seat: Seat) -> None:
    ticket = await room.open()
    async with room.database.write() as conn:
        await room.officers.revoke(conn, room.ids[ON_DUTY])
    answer = await seat.post_by_script(f"/desk/t/{ticket.number}/reply", text="写好的", key="k")
    assert answer.status_code == 401
    assert answer.json()["sign_in"] is True


async def test_what_is_not_there(seat: Seat) -> None:
    assert (await seat.get("/desk/t/A9999")).status_code == 404
    assert (await seat.get("/desk/t/%00")).status_code == 404
    assert (await seat.post("/desk/t/A9999/claim")).status_code == 404
    assert (await seat.post("/desk/t/A9999/destroy")).status_code == 404
    assert (await seat.post_by_script("/desk/t/A9999/claim")).json()["message"]


async def test_finding_by_the_number_that_is_said_on_the_phone(room: Room, seat: Seat) -> None:
    ticket = await room.open()
    found = await seat.post("/desk/find", words=ticket.number.lower())
    assert found.headers["location"] == f"/desk/t/{ticket.number}"
    missing = (await seat.post("/desk/find", words="<b>")).text
    assert "查找“&lt;b&gt;”" in missing
    assert "没有找到" in missing


async def test_a_ticket_whose_holder_fell_silent_is_offered_again(room: Room, seat: Seat, other: Seat) -> None:
    ticket = await room.open()
    await room.claim(ticket)
    assert "同事在办" in await other.page("/desk")
    room.clock.pass_by(minutes=31)
    page = await other.page("/desk")
    assert f"{ON_DUTY} 接手后 30 分钟没有动静" in page
    assert 'data-waiting="1"' in page
    assert 'data-waiting="0"' in await seat.page("/desk")  # still under their own


async def test_what_the_bot_said_trouble_and_quota(room: Room) -> None:
    async def quota(*_: object) -> str:
        return "还可发 3 条，剩 21 小时"

    seat = Seat(site_of(room, quota=quota, notice=lambda: "政策文件有错，还在用上一版"))
    await seat.sign_in(ON_DUTY)
    ticket = await room.open()
    room.talk.add(PARENT, "bot", "答" * 200, choices=("材料", "时限"))
    room.talk.add(PARENT, "officer", "请来一趟", delivery="没有送到", trouble=True)
    path = f"/desk/t/{ticket.number}"
    assert "还可发" not in await seat.page(path)
    await seat.post(f"{path}/claim")
    page = await seat.page(path)
    assert "还可发 3 条，剩 21 小时" in page
    assert "选项：材料、时限" in page
    assert '<p class="delivery late">没有送到</p>' in page
    assert "政策文件有错" in page
    assert "答" * 200 in page


async def test_the_off_switch(room: Room, boss: Seat, seat: Seat) -> None:
    assert (await boss.post("/desk/robot", area="*", to="off", why=" ")).status_code == 409
    assert (await boss.post("/desk/robot", area="moon", to="off", why="x")).status_code == 404
    assert (await boss.post("/desk/robot", area="*", to="off", why="系统故障")).status_code == 303
    page = await boss.page("/desk/robot")
    assert "已停用" in page
    assert f"{SUPERVISOR}，10:00：系统故障" in page
    assert "系统故障" in await seat.page("/desk")  # every officer sees it
    await boss.post_by_script("/desk/robot", area="*", to="on", why="修好了")
    assert "系统故障" not in await seat.page("/desk")
    assert "修好了" in await boss.page("/desk/robot")


async def test_notices(boss: Seat) -> None:
    form = {"text": "今日系统维护", "area": "*", "starts": "2026-11-24T10:00", "ends": "2026-11-24T18:00"}
    assert (await boss.post("/desk/notices", **form)).status_code == 303
    page = await boss.page("/desk/notices")
    assert "今日系统维护" in page
    assert "正在显示" in page
    assert "10:00 到 18:00" in page
    for wrong, sentence in (
        ({"ends": "2026-11-24T09:00"}, "结束时间要晚于开始"),
        ({"starts": "soon"}, "请填好开始和结束的时间"),
        ({"starts": "0001-01-01T00:00"}, "请填好开始和结束的时间"),
        ({"area": "moon"}, "给谁看"),
        ({"text": "长" * 101}, "最多 100 个字"),
    ):
        answer = await boss.post("/desk/notices", **{**form, **wrong})
        assert answer.status_code == 409
        assert sentence in answer.text
        assert {**form, **wrong}["text"] in answer.text
    assert (await boss.post("/desk/notices/1/withdraw")).status_code == 303
    assert (await boss.post("/desk/notices/1/withdraw")).status_code == 409
    assert (await boss.post("/desk/notices/99999999999999/withdraw")).status_code == 409
    assert "现在没有通知" in await boss.page("/desk/notices")


@pytest.mark.parametrize("text", ["\x00", "\x00 \x1b[31m", ""])
async def test_nothing_said(room: Room, seat: Seat, text: str) -> None:
    ticket = await room.open()
    await seat.post(f"/desk/t/{ticket.number}/claim")
    assert (await seat.post(f"/desk/t/{ticket.number}/reply", text=text)).status_code in (303, 409)
    assert all("\x00" not in said for said in room.talk.told(PARENT))
