"""What a page says of a matter is so: the clock, who answered already, what was passed on; and how it is found."""

import re

import httpx
import pytest

from handoff.console import Chore
from handoff.ticket import TicketKind
from tests.handoff.front import Seat, site_of
from tests.handoff.room import CURATOR, GRADUATE, ON_DUTY, PARENT, TEACHER, TOMORROW, Room

TAGS = re.compile(r"<[^>]+>")


async def find(seat: Seat, words: str) -> httpx.Response:
    return await seat.post("/desk/find", words=words)


async def words_of(seat: Seat, path: str) -> str:
    """What stands on the page, without its tags."""
    return " ".join(TAGS.sub(" ", await seat.page(path)).split())


async def test_the_last_hour_of_a_promise_is_counted_down_and_then_it_is_late(room: Room, seat: Seat) -> None:
    await room.open()  # at 10:00, to be answered by 18:00
    assert "今天 18:00 前答复" in await words_of(seat, "/desk")
    assert "，剩" not in await words_of(seat, "/desk")
    room.clock.pass_by(hours=7, minutes=20)
    page = await seat.page("/desk")
    assert '<span class="late">今天 18:00 前答复，剩 40 分钟</span>' in page
    room.clock.pass_by(minutes=45)
    assert "已超时 5 分钟" in await words_of(seat, "/desk")


async def test_a_promise_that_was_kept_is_never_late(room: Room, seat: Seat, other: Seat) -> None:
    ticket = await room.open()
    await room.claim(ticket)
    room.clock.pass_by(minutes=30)
    await room.reply(ticket, "请带户口簿")
    room.clock.pass_by(hours=9)
    for browser, path in ((seat, "/desk"), (other, "/desk"), (seat, f"/desk/t/{ticket.number}")):
        said = await words_of(browser, path)
        assert "10:30 答复过" in said, path
        assert "已超时" not in said
        assert "等了" not in said


async def test_who_takes_over_sees_that_it_was_answered_and_what_came_since(
    room: Room, seat: Seat, other: Seat
) -> None:
    ticket = await room.open()
    await room.claim(ticket)
    await room.reply(ticket, "请带户口簿")
    await seat.post(f"/desk/t/{ticket.number}/release")
    said = await words_of(other, "/desk")
    assert "10:00 答复过" in said
    assert "等了" not in said
    await room.hear(ticket, "还要照片吗")
    room.clock.pass_by(minutes=7)
    assert "7 分钟前来信 1 条新消息" in await words_of(other, "/desk")


async def test_a_line_more_is_no_news_before_anybody_has_read_the_first(room: Room, seat: Seat) -> None:
    """Whoever says what it is about has written twice; on every row a mark would say nothing."""
    await room.hear(await room.open(), "还要照片吗")
    said = await words_of(seat, "/desk")
    assert "10:00 来的 又发了 1 条" in said
    assert "新消息" not in said


async def test_an_urgent_matter_in_hand_is_unanswered_not_late(room: Room, seat: Seat) -> None:
    ticket = await room.open(GRADUATE, "孩子不见了", kind=TicketKind.URGENT)
    await room.claim(ticket)
    room.clock.pass_by(minutes=2)
    said = await words_of(seat, "/desk")
    assert "还没答复" in said
    assert "已超时" not in said


@pytest.mark.parametrize(
    ("contact", "link"),
    [("138 0013-8000", 'href="tel:13800138000"'), ("138****8000", None), ("微信 13800138000", None)],
)
async def test_a_number_that_can_be_dialled_is_one_tap_away(
    room: Room, seat: Seat, contact: str, link: str | None
) -> None:
    ticket = await room.open(contact=contact)
    page = await seat.page(f"/desk/t/{ticket.number}")
    assert contact in page
    assert link in page if link else "tel:" not in page


async def test_who_left_a_matter_lying_is_told_that_a_colleague_may_take_it(room: Room, seat: Seat) -> None:
    await room.claim(await room.open())
    room.clock.pass_by(minutes=29)
    assert "同事可以接过去" not in await seat.page("/desk")
    room.clock.pass_by(minutes=2)
    assert "30 分钟没有动静，同事可以接过去" in await words_of(seat, "/desk")


async def test_what_was_passed_on_is_read_as_a_sentence(room: Room, seat: Seat) -> None:
    ticket = await room.open()
    await room.claim(ticket)
    await seat.post(f"/desk/t/{ticket.number}/transfer", department="exams", word="请先打电话")
    page = await seat.page(f"/desk/t/{ticket.number}")
    assert "转到招生考试科：请先打电话" in page
    assert 'class="event passed"' in page


async def test_the_ready_answers_are_for_the_matter_not_for_the_call_for_a_person(room: Room, seat: Seat) -> None:
    room.talk.add(PARENT, "citizen", "普通话证书丢了能补吗")
    room.clock.pass_by(minutes=1)
    room.talk.add(PARENT, "citizen", "这不是我问的，我要找真人")
    async with room.database.write() as conn:
        ticket = await room.desk.open(
            conn, conversation_id=PARENT, kind=TicketKind.CONSULT, reason="human", subject="普通话证书丢了能补吗",
            now=room.clock(),
        )  # fmt: skip
    await room.claim(ticket)
    path = f"/desk/t/{ticket.number}"
    assert "（普通话证书丢了能补吗）" in await seat.page(path)
    room.clock.pass_by(minutes=1)
    await room.hear(ticket, "补办要多少钱")
    assert "（普通话证书丢了能补吗。补办要多少钱）" in await seat.page(path)


async def test_ready_answers_stay_with_the_matter_when_the_citizen_only_presses(room: Room, seat: Seat) -> None:
    ticket = await room.open(PARENT, "学籍转出去了对方说收不到")
    await room.claim(ticket)
    path = f"/desk/t/{ticket.number}"
    room.clock.pass_by(minutes=9)
    await room.hear(ticket, "还有人吗？都等一天了")
    assert "转学先向转入学校提出。（学籍转出去了对方说收不到。还有人吗？都等一天了）" in await seat.page(path)
    await room.hear(ticket, "学籍转出去了对方说收不到，学校叫陈老师")  # the matter is in it already
    assert "转学先向转入学校提出。（学籍转出去了对方说收不到，学校叫陈老师）" in await seat.page(path)


@pytest.mark.parametrize("words", ["1002", "B 1002", "13900001111", "139 0000-1111", "0000111", "城东的房子"])
async def test_a_matter_is_found_by_what_a_caller_can_say(room: Room, seat: Seat, words: str) -> None:
    await room.open(PARENT, "孩子转学要什么材料")
    wanted = await room.open(TEACHER, "城东的房子算哪个学区", contact="13900001111")
    found = await find(seat, words.replace("B", wanted.number[0]))
    assert found.headers["location"] == f"/desk/t/{wanted.number}"


async def test_several_that_fit_are_listed_open_ones_first(room: Room, seat: Seat) -> None:
    closed = await room.open(PARENT, "转学要什么材料")
    await room.claim(closed)
    await room.close(closed)
    waiting = await room.open(TEACHER, "转学要多久<b>")
    held = await room.open(GRADUATE, "转学以后学籍呢")
    await room.claim(held, TOMORROW)
    page = (await find(seat, "转学")).text
    assert [page.index(one.number) for one in (held, waiting, closed)] == sorted(
        page.index(one.number) for one in (held, waiting, closed)
    )
    said = TAGS.sub(" ", page)
    assert "3 件" in said
    assert f"{TOMORROW} 在办" in said
    assert "等候中" in said
    assert "转学要多久&lt;b&gt;" in page


@pytest.mark.parametrize("words", ["%", "_", "转", "", "没有人问过的话", "\x00", "A9999", "九九九九"])
async def test_what_fits_nothing_is_said(room: Room, seat: Seat, words: str) -> None:
    await room.open(PARENT, "转学要什么材料")
    found = await find(seat, words)
    assert found.status_code == 200
    assert "没有找到" in found.text


async def test_what_was_looked_for_is_in_no_address_and_no_title(room: Room, seat: Seat) -> None:
    """Both are kept: by the browser's history, and by what stands between it and the desk."""
    for who in (PARENT, TEACHER):
        await room.open(who, contact="13900001111")
    found = await find(seat, "13900001111")
    title = found.text.partition("</title>")[0]
    assert "查找“13900001111”" in found.text
    assert "13900001111" not in title
    assert (await seat.get("/desk/find?words=13900001111")).status_code == 405


async def test_no_mark_turns_what_was_written_around(room: Room, seat: Seat) -> None:
    """U+202E would show a telephone number, or the address of a false site, backwards."""
    turned = "打\u202e8888\u2066电话"
    ticket = await room.open(PARENT, turned)
    await room.claim(ticket)
    await room.reply(ticket, turned)
    for path in ("/desk", f"/desk/t/{ticket.number}"):
        page = await seat.page(path)
        assert "打8888电话" in page
        assert "\u202e" not in page
        assert "\u2066" not in page
    assert room.talk.told(PARENT) == ["打8888电话"]


@pytest.mark.parametrize(
    ("later", "said"),
    [
        ({}, "值班中，到 12:00"),
        ({"hours": 2, "minutes": 30}, "现在休息，14:30 上班"),
        ({"hours": 9}, "已下班，明天 08:30 上班"),
        ({"days": 3, "hours": 9}, "已下班，周一 08:30 上班"),
        ({"days": 4}, "现在休息，周一 08:30 上班"),
        ({"days": 5}, "现在休息，明天 08:30 上班"),
        ({"days": -54}, "现在休息，10月8日 08:30 上班"),
    ],
)
async def test_whether_somebody_is_on_duty(room: Room, seat: Seat, later: dict[str, float], said: str) -> None:
    room.clock.pass_by(**later)
    assert (await seat.sign_in(ON_DUTY)).status_code == 303
    assert said in await words_of(seat, "/desk")


async def test_the_curators_read_at_the_desk_which_answers_end(room: Room) -> None:
    ends = [Chore(kind="已过期", text=f"转学<b>{at}</b>：2026-11-23 到期", silent=True) for at in range(25)]
    desk = Seat(site_of(room, chores=lambda: ends))
    await desk.sign_in(CURATOR)
    page = await desk.page("/desk/notices")
    assert "答复要核对的（25）" in page
    assert "转学&lt;b&gt;0&lt;/b&gt;：2026-11-23 到期" in page
    assert "还有 5 条" in page
    quiet = Seat(site_of(room))
    await quiet.sign_in(CURATOR)
    assert "答复要核对的" not in await quiet.page("/desk/notices")
