"""The desk in a real browser: two officers, live messages, phones, and text that is never lost."""

import asyncio
import re

import pytest
from playwright.async_api import Route, expect

from handoff.ticket import LEASE, TicketKind
from tests.browser.seats import PHONE, Seats, sign_in, take
from tests.browser.seeing import NAMELESS, TOO_FAINT
from tests.handoff.room import GRADUATE, ON_DUTY, PARENT, PASSWORD, SUPERVISOR, TEACHER, TOMORROW, Room

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]
LONG = "我家孩子在老家读四年级，居住证刚办下来还没满半年，请问到底先找谁？" * 6


async def test_two_officers_see_the_same_queue_live_and_one_gets_the_ticket(seats: Seats, room: Room) -> None:
    mine = await seats()
    theirs = await seats(TOMORROW)
    await expect(mine.get_by_text("没有人在等")).to_be_visible()
    ticket = await room.open(PARENT, "普通话证丢了怎么补")
    for page in (mine, theirs):
        await expect(page.get_by_role("heading", name="普通话证丢了怎么补")).to_be_visible()
        await expect(page).to_have_title(re.compile(r"^\(1\) 值班台"))
    await theirs.route("**/desk?part=1", lambda route: route.abort())  # their page is a moment behind
    await mine.get_by_role("button", name=f"接手 {ticket.number}").click()
    await expect(mine.get_by_text("我在办")).to_be_visible()
    await theirs.get_by_role("button", name=f"接手 {ticket.number}").click()
    await expect(theirs.get_by_role("alert").filter(has_text=f"已由 {ON_DUTY} 接手。")).to_be_visible()


async def test_a_message_appears_without_reload_and_the_answer_goes_out_by_keyboard(seats: Seats, room: Room) -> None:
    ticket = await room.open(PARENT, "孩子转学要什么材料")
    page = await seats()
    await take(page)
    answer = page.get_by_label("答复市民")
    await answer.fill("请带户口簿")
    await page.evaluate("window.still = true")
    await room.hear(ticket, "还要照片吗")
    await expect(page.get_by_role("log").get_by_text("还要照片吗")).to_be_visible()
    await expect(answer).to_have_value("请带户口簿")
    await answer.press("Control+Enter")
    await expect(page.get_by_role("log").get_by_text("请带户口簿")).to_be_visible()
    await expect(answer).to_have_value("")
    await expect(answer).to_be_focused()
    assert room.talk.told(PARENT) == ["请带户口簿"]
    assert await page.evaluate("window.still")  # never reloaded
    await expect(page.locator(".said.officer .delivery")).to_have_text("已送达")


async def test_the_conversation_is_patched_not_replaced(seats: Seats, room: Room) -> None:
    """A screen reader is told the new line, not the whole talk again."""
    ticket = await room.open(PARENT, "孩子转学要什么材料")
    page = await seats()
    await take(page)
    first = page.get_by_role("log").locator(".citizen").first
    await first.evaluate("node => { node.marked = true }")
    await room.hear(ticket, "还要照片吗")
    await expect(page.get_by_role("log").get_by_text("还要照片吗")).to_be_visible()
    assert await first.evaluate("node => node.marked === true")


async def test_a_draft_survives_a_reload_a_broken_line_and_an_expired_session(seats: Seats, room: Room) -> None:
    await room.open(PARENT)
    page = await seats()
    context = page.context
    await take(page)
    answer = page.get_by_label("答复市民")
    await answer.press_sequentially("写了一半")
    await page.reload()
    await expect(answer).to_have_value("写了一半")
    await context.set_offline(True)
    await answer.press("Control+Enter")
    await expect(page.get_by_role("alert").filter(has_text="网络不通")).to_be_visible()
    await expect(answer).to_have_value("写了一半")
    await context.set_offline(False)
    async with room.database.write() as conn:
        await room.officers.revoke(conn, room.ids[ON_DUTY])
    await answer.press("Control+Enter")
    await expect(page.get_by_role("link", name="打开登录页")).to_be_visible()
    await expect(answer).to_have_value("写了一半")
    async with context.expect_page() as opened:
        await page.get_by_role("link", name="打开登录页").click()
    login = await opened.value
    await sign_in(login, ON_DUTY)
    await expect(login.get_by_role("heading", name="等候")).to_be_visible()
    await answer.press("Control+Enter")
    await expect(page.get_by_role("log").get_by_text("写了一半")).to_be_visible()
    assert room.talk.told(PARENT) == ["写了一半"]


async def test_an_answer_whose_receipt_was_lost_goes_out_once(seats: Seats, room: Room) -> None:
    await room.open(PARENT)
    page = await seats()
    await take(page)
    answer = page.get_by_label("答复市民")

    async def lose_the_receipt(route: Route) -> None:
        await route.fetch()  # it arrived
        await route.abort()

    await page.route("**/reply", lose_the_receipt)
    await answer.fill("请带户口簿")
    await answer.press("Control+Enter")
    await expect(page.get_by_role("alert").filter(has_text="网络不通")).to_be_visible()
    await expect(page.get_by_role("log").get_by_text("请带户口簿")).to_be_visible()
    await page.unroute("**/reply")
    await answer.press("Control+Enter")
    await expect(answer).to_have_value("")
    assert room.talk.told(PARENT) == ["请带户口簿"]


async def test_what_was_typed_is_still_there_when_a_colleague_took_over(seats: Seats, room: Room) -> None:
    ticket = await room.open(PARENT)
    page = await seats()
    await take(page)
    await page.get_by_label("答复市民").press_sequentially("写了半天的答复")
    room.clock.pass_by(minutes=31)
    await room.claim(ticket, TOMORROW)
    await expect(page.get_by_text(f"已由 {TOMORROW} 接手")).to_be_visible()
    await expect(page.get_by_label("没有发出")).to_have_value("写了半天的答复")
    await page.get_by_role("button", name="不要了").click()
    await expect(page.get_by_label("没有发出")).to_have_count(0)


async def test_a_ticket_in_another_tab_stays_ones_own_and_is_not_read(seats: Seats, room: Room) -> None:
    ticket = await room.open()
    page = await seats()
    await page.clock.install()
    await page.add_init_script("Object.defineProperty(document, 'hidden', { get: () => window.away ?? false })")
    await page.goto(f"{seats.address}/desk/t/{ticket.number}")
    await take(page)
    await expect(page.get_by_label("答复市民")).to_be_visible()
    turn = "away => { window.away = away; document.dispatchEvent(new Event('visibilitychange')); }"
    await page.evaluate(turn, True)
    async with asyncio.timeout(60):
        for words in ("还要照片吗", "几寸的"):
            room.clock.pass_by(minutes=20)
            while (await room.now(ticket)).lease_until != room.clock() + LEASE:
                await page.clock.fast_forward("06:00")
            await room.hear(ticket, words)
        assert (await room.now(ticket)).unread == 2
        await page.evaluate(turn, False)
        while (await room.now(ticket)).unread:
            await page.wait_for_timeout(50)


async def test_a_ready_answer_is_one_tap_away_and_editable(seats: Seats, room: Room) -> None:
    await room.open(PARENT, "孩子转学要什么材料")
    page = await seats()
    await take(page)
    await page.get_by_text("现成的答复").click()
    await page.get_by_role("button", name="把“省内转学”填进答复").click()
    answer = page.get_by_label("答复市民")
    await expect(answer).to_have_value(re.compile("转学先向转入学校提出"))
    await expect(answer).to_be_focused()
    assert room.talk.told(PARENT) == []  # nothing goes out by itself


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_no_page_is_wider_than_a_phone(seats: Seats, room: Room, scheme: str) -> None:
    ticket = await room.open(PARENT, LONG, contact="138****8000", department_name="基础教育科")
    await room.open(TEACHER, "w" * 190, kind=TicketKind.COMPLAINT)
    await room.open(GRADUATE, "孩子不见了", kind=TicketKind.URGENT)
    room.talk.add(PARENT, "bot", "https://example.gov.cn/" + "x" * 150, choices=("选项" * 30,))
    await room.claim(ticket, SUPERVISOR)
    await room.reply(ticket, "y" * 300, SUPERVISOR)
    page = await seats(SUPERVISOR, size=PHONE)
    await page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    for path in ("", f"/t/{ticket.number}", "/t/A1002", "/robot", "/notices", "/account", "/t/Z9999"):
        await page.goto(f"{seats.address}/desk{path}")
        wide = await page.evaluate("document.documentElement.scrollWidth")
        assert wide <= PHONE["width"], path


async def test_every_text_has_contrast_and_every_field_a_name(seats: Seats, room: Room) -> None:
    ticket = await room.open(PARENT, LONG, contact="138****8000")
    await room.open(TEACHER, "投诉", kind=TicketKind.COMPLAINT)
    await room.open(GRADUATE, "孩子不见了", kind=TicketKind.URGENT)
    await room.claim(ticket, SUPERVISOR)
    await room.reply(ticket, "请带户口簿", SUPERVISOR)
    page = await seats(SUPERVISOR)
    for scheme in ("light", "dark"):
        await page.emulate_media(color_scheme=scheme)
        for path in ("", f"/t/{ticket.number}", "/t/A1003", "/robot", "/notices", "/account"):
            await page.goto(f"{seats.address}/desk{path}")
            assert await page.evaluate(TOO_FAINT) == [], (scheme, path)
            assert await page.evaluate(NAMELESS) == [], path


async def test_the_answer_is_a_few_keys_away_however_long_the_talk(seats: Seats, room: Room) -> None:
    ticket = await room.open(PARENT)
    for _ in range(12):
        room.talk.add(PARENT, "bot", LONG)
    await room.claim(ticket)
    page = await seats()
    await page.goto(f"{seats.address}/desk/t/{ticket.number}")
    skip = page.get_by_role("link", name="跳到答复")
    for _ in range(3):
        if not await skip.evaluate("node => node === document.activeElement"):
            await page.keyboard.press("Tab")
    await expect(skip).to_be_focused()
    await expect(skip).to_be_in_viewport()
    await page.keyboard.press("Enter")
    await page.keyboard.press("Tab")
    await page.keyboard.press("Tab")  # past the ready answers
    await expect(page.get_by_label("答复市民")).to_be_focused()


async def test_a_caller_who_knows_no_number_is_found(seats: Seats, room: Room) -> None:
    await room.open(PARENT, "城东的房子算哪个学区")
    await room.open(TEACHER, "城西的房子算哪个学区")
    page = await seats(size=PHONE)
    await page.get_by_role("textbox", name="按受理号、电话或事由找").fill("学区")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", name="查找“学区”")).to_be_visible()
    assert await page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert await page.evaluate(TOO_FAINT) == []
    await page.get_by_role("link", name="城西的房子算哪个学区").click()
    await expect(page.get_by_role("heading", name="城西的房子算哪个学区")).to_be_visible()


async def test_what_was_looked_for_can_be_looked_for_again(seats: Seats, room: Room) -> None:
    await room.open(PARENT, "城东的房子算哪个学区")
    page = await seats()
    field = page.get_by_role("textbox", name="按受理号、电话或事由找")
    await field.fill("学籍")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("alert").filter(has_text="没有找到")).to_be_visible()
    await expect(field).to_have_value("学籍")
    await field.fill("学区")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", name="城东的房子算哪个学区")).to_be_visible()


async def test_an_officer_who_lacks_a_right_reads_which_and_finds_the_way_back(seats: Seats) -> None:
    page = await seats(size=PHONE)
    await page.goto(f"{seats.address}/desk/notices")
    await expect(page.get_by_role("heading", name="没有“发通知、核对答复”的权限")).to_be_visible()
    await expect(page.get_by_text("请找本单位的系统管理员开通")).to_be_visible()
    assert await page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert await page.evaluate(TOO_FAINT) == []
    await page.get_by_role("link", name="回到等候").click()
    await expect(page.get_by_role("heading", name="等候")).to_be_visible()


@pytest.mark.parametrize("role", ["curator", "supervisor"])
async def test_a_long_name_does_not_break_the_head_on_a_phone(seats: Seats, room: Room, role: str) -> None:
    name = "阿依古丽·买买提江·库尔班"
    await room.open(GRADUATE, "孩子不见了", kind=TicketKind.URGENT)
    async with room.database.write() as conn:
        await room.officers.add(conn, name, role, PASSWORD)
    page = await seats(name, size=PHONE)
    rows = 1 if role == "curator" else 2
    for width in (320, 360, 390):
        await page.set_viewport_size({"width": width, "height": 740})
        for path in ("/notices", "/account"):
            await page.goto(f"{seats.address}/desk{path}")
            assert await page.evaluate("document.documentElement.scrollWidth") <= width
            assert await page.locator(".top").evaluate("node => node.offsetHeight") <= 46 * rows, (width, path)
            await expect(page.get_by_role("button", name="退出")).to_be_in_viewport(ratio=1)
