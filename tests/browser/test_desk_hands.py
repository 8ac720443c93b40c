"""The officer's hands on one ticket: what is typed, tapped and scrolled, and what must not be missed."""

import asyncio

import pytest
from playwright.async_api import Browser, expect

from handoff.console import Suggestion
from handoff.ticket import Status, Ticket
from tests.browser.conftest import served
from tests.browser.seats import PHONE, Seats, sign_in, take
from tests.handoff.front import site_of
from tests.handoff.room import ON_DUTY, PARENT, Room

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


async def test_an_answer_that_was_typed_and_not_sent_is_not_left_behind(seats: Seats, room: Room) -> None:
    ticket = await room.open(PARENT)
    page = await seats()
    await take(page)
    answer = page.get_by_label("答复市民")
    await answer.fill("请带户口簿")
    await page.get_by_text("办结", exact=True).first.click()
    await page.get_by_label("办理结果").fill("已答复")
    await page.get_by_role("button", name="办结").click()
    await expect(page.get_by_role("alert").filter(has_text="答复写了还没有发给市民")).to_be_visible()
    await expect(answer).to_be_focused()
    assert (await room.now(ticket)).status is Status.CLAIMED
    await answer.fill("")
    await expect(page.get_by_text("答复写了还没有发给市民")).to_have_count(0)
    await answer.fill("请带户口簿")
    await answer.press("Control+Enter")
    await expect(answer).to_have_value("")
    assert room.talk.told(PARENT) == ["请带户口簿"]
    await page.get_by_role("button", name="办结").click()
    await expect(page.get_by_role("heading", name="等候")).to_be_visible()
    assert (await room.now(ticket)).status is Status.CLOSED


async def test_a_half_written_answer_is_still_there_after_putting_back(seats: Seats, room: Room) -> None:
    ticket = await room.open(PARENT)
    page = await seats()
    await take(page)
    await page.get_by_label("答复市民").fill("写了一半")
    await page.get_by_role("button", name="放回等候").click()
    await page.get_by_role("link", name="孩子转学要什么材料").click()
    await expect(page.get_by_label("没有发出")).to_have_value("写了一半")
    await take(page)
    await expect(page.get_by_label("答复市民")).to_have_value("写了一半")
    await expect(page.get_by_label("没有发出")).to_have_count(0)
    assert (await room.now(ticket)).claimed_by == room.ids[ON_DUTY]


async def test_on_a_phone_the_button_that_sends_is_in_sight_whatever_is_suggested(seats: Seats, room: Room) -> None:
    await room.open(PARENT, "孩子转学要什么材料")
    page = await seats(size=PHONE)
    await take(page)
    title = page.locator(".suggestions summary")
    await title.evaluate("node => { node.textContent += '：孩子不想上学了、想退学，被学校劝退'.repeat(3) }")
    send = page.get_by_role("button", name="发送")
    place = await send.bounding_box()
    assert place
    assert place["x"] + place["width"] <= PHONE["width"]


async def test_who_reads_further_up_is_told_of_a_new_line_and_it_is_unread_until_seen(seats: Seats, room: Room) -> None:
    ticket = await room.open(PARENT)
    for number in range(30):
        room.talk.add(PARENT, "citizen", f"第 {number} 句")
    page = await seats()
    await take(page)
    await expect(page.get_by_label("答复市民")).to_be_in_viewport()
    more = page.get_by_role("button", name="有新消息")
    await room.hear(ticket, "我在看着呢")
    await expect(page.get_by_text("我在看着呢")).to_be_in_viewport()
    await expect(more).to_be_hidden()
    await read_by_now(room, ticket)
    room.clock.pass_by(seconds=1)
    await page.evaluate("window.scrollTo(0, 0)")
    await room.hear(ticket, "照片发错了")
    await expect(more).to_be_in_viewport()
    await expect(page.get_by_role("log").get_by_text("照片发错了")).not_to_be_in_viewport()
    await page.wait_for_timeout(500)  # what would have been told to be read is told by now
    assert (await room.now(ticket)).unread == 1
    await more.click()
    await expect(page.get_by_role("log").get_by_text("照片发错了")).to_be_in_viewport()
    await expect(more).to_be_hidden()
    await read_by_now(room, ticket)


async def read_by_now(room: Room, ticket: Ticket) -> None:
    async with asyncio.timeout(20):
        while (await room.now(ticket)).unread:  # noqa: ASYNC110 - the page tells no event of ours
            await asyncio.sleep(0.05)


async def test_a_ready_answer_is_read_from_its_beginning_and_a_wrong_one_is_taken_back(
    chromium: Browser, room: Room
) -> None:
    long = "转学先向转入学校提出。\n" + "材料要原件。\n" * 40
    await room.claim(await room.open(PARENT))
    site = site_of(room, suggest=lambda question: [Suggestion(title="省内转学", text=long)])
    async with served(site) as address:
        page = await (seats := Seats(chromium, address))(size=PHONE)
        await page.get_by_role("link", name="孩子转学要什么材料").click()
        answer = page.get_by_label("答复市民")
        await answer.press_sequentially("您好")
        for _ in range(2):
            await page.get_by_text("现成的答复").click()
            await page.get_by_role("button", name="填进答复").click()
            await expect(answer).to_have_value(f"您好\n{long}")
            await answer.press("Control+z")
            await expect(answer).to_have_value("您好")
        await answer.fill("")
        await page.get_by_text("现成的答复").click()
        await page.get_by_role("button", name="填进答复").click()
        await expect(answer).to_have_value(long)
        assert await answer.evaluate("node => [node.scrollTop, node.selectionEnd]") == [0, 0]
        assert await answer.evaluate("node => node.clientHeight > 100")
        await page.reload()
        await expect(answer).to_have_value(long)
        await seats.contexts[0].close()


async def test_on_a_phone_the_matter_is_closed_from_below_with_three_taps(seats: Seats, room: Room) -> None:
    ticket = await room.open(PARENT)
    for number in range(30):
        room.talk.add(PARENT, "citizen", f"第 {number} 句")
    await room.claim(ticket)
    await room.reply(ticket, "请带户口簿")
    page = await seats(size=PHONE)
    await page.goto(f"{seats.address}/desk/t/{ticket.number}")
    await page.get_by_role("link", name="办结").click()
    ready = page.get_by_role("button", name="已电话答复")
    await expect(ready).to_be_in_viewport(ratio=1)
    await ready.click()
    await expect(page.get_by_label("办理结果")).to_have_value("已电话答复")
    await expect(page.get_by_role("button", name="办结")).to_be_focused()
    await page.get_by_role("button", name="办结").click()
    await expect(page.get_by_role("heading", name="等候")).to_be_visible()
    assert (await room.now(ticket)).outcome == "已电话答复"


async def test_who_takes_a_matter_from_the_queue_can_write_at_once(seats: Seats, room: Room) -> None:
    await room.open(PARENT)
    page = await seats()
    await take(page)
    await expect(page.get_by_label("答复市民")).to_be_focused()
    await page.keyboard.type("请带户口簿")
    await page.keyboard.press("Control+Enter")
    await expect(page.get_by_role("log").get_by_text("请带户口簿")).to_be_visible()
    assert room.talk.told(PARENT) == ["请带户口簿"]


async def test_a_queue_whose_session_ran_out_lives_again_after_signing_in_elsewhere(seats: Seats, room: Room) -> None:
    page = await seats()
    async with room.database.write() as conn:
        await room.officers.revoke(conn, room.ids[ON_DUTY])
    back = "document.dispatchEvent(new Event('visibilitychange'))"
    await page.evaluate(back)
    link = page.get_by_role("link", name="打开登录页")
    await expect(link).to_be_visible()
    async with page.context.expect_page() as opened:
        await link.click()
    await sign_in(await opened.value, ON_DUTY)
    await page.evaluate(back)
    await expect(link).to_have_count(0)
    await room.open(PARENT, "孩子转学要什么材料")  # told by a signal, not by looking again
    await expect(page.get_by_role("heading", name="孩子转学要什么材料")).to_be_visible()
