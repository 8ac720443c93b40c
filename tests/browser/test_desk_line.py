"""The desk on a bad line: nobody waits for ever, a slow act is seen to be slow, and no banner covers a word."""

import asyncio
from datetime import datetime

import pytest
from playwright.async_api import Browser, Page, Route, ViewportSize, expect
from sqlalchemy.ext.asyncio import AsyncConnection

from handoff.ticket import Status
from tests.browser.conftest import served
from tests.browser.seats import DESKTOP, PHONE, Seats, take
from tests.handoff.front import site_of
from tests.handoff.room import PARENT, Room

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]
TALK = 30  # lines


async def waited_for(page: Page, words: str) -> None:
    """The page's own clock goes on until it says so."""
    told = page.get_by_role("alert").filter(has_text=words)
    async with asyncio.timeout(60):
        while not await told.is_visible():
            await page.clock.fast_forward(5_000)


async def test_an_answer_that_hangs_is_given_up_and_goes_out_once(seats: Seats, room: Room) -> None:
    await room.open(PARENT)
    page = await seats()
    await take(page)
    await page.clock.install()
    hanging: list[Route] = []
    arrived = asyncio.Event()

    async def hang(route: Route) -> None:
        hanging.append(route)
        if len(hanging) == 1:
            await route.fetch()  # it arrived, and nobody was told
            arrived.set()

    await page.route("**/reply", hang)
    answer, send = page.get_by_label("答复市民"), page.get_by_role("button", name="发送")
    await answer.fill("请带户口簿")
    await answer.press("Control+Enter")
    await expect(send).to_be_disabled()
    async with asyncio.timeout(60):
        await arrived.wait()  # the page's own clock runs ahead of a busy server
    await waited_for(page, "没有回音")
    assert len(hanging) == 2  # once more, silently
    await expect(answer).to_have_value("请带户口簿")
    await page.unroute("**/reply")
    await send.click()
    await expect(answer).to_have_value("")
    assert room.talk.told(PARENT) == ["请带户口簿"]


async def test_a_form_that_was_fetched_again_meanwhile_sends_the_same_answer_once(
    chromium: Browser, room: Room
) -> None:
    async def quota(conn: AsyncConnection, conversation: int, now: datetime) -> str:
        return f"还可发 {5 - len(room.talk.told(conversation))} 条"  # so that the form is another one after each

    await room.open(PARENT)
    async with served(site_of(room, quota=quota)) as address, Seats(chromium, address) as seats:
        page = await seats()
        await take(page)

        async def lose_the_receipt(route: Route) -> None:
            await route.fetch()
            await route.abort()

        await page.route("**/reply", lose_the_receipt)
        answer = page.get_by_label("答复市民")
        await answer.fill("请带户口簿")
        await answer.press("Control+Enter")
        await expect(page.get_by_role("alert").filter(has_text="网络不通")).to_be_visible()
        await expect(page.get_by_text("还可发 4 条")).to_be_visible()
        await page.unroute("**/reply")
        await answer.press("Control+Enter")
        await expect(answer).to_have_value("")
    assert room.talk.told(PARENT) == ["请带户口簿"]


@pytest.mark.parametrize(
    ("act", "comes_to"), [("接手", Status.CLAIMED), ("转过去", Status.WAITING), ("办结", Status.CLOSED)]
)
async def test_no_act_is_waited_for_for_ever(seats: Seats, room: Room, act: str, comes_to: Status) -> None:
    ticket = await room.open(PARENT)
    page = await seats()
    if comes_to is Status.WAITING:
        await take(page)
        await page.get_by_text("转科室", exact=True).click()
        await page.get_by_label("转给").select_option("exams")
    if comes_to is Status.CLOSED:
        await take(page)
        await page.get_by_text("办结", exact=True).first.click()
        await page.get_by_label("办理结果").fill("已答复")
    await page.clock.install()
    hanging: list[Route] = []

    async def hang(route: Route) -> None:
        hanging.append(route)

    await page.route("**/desk/t/*/*", hang)
    button = page.get_by_role("button", name=act)
    await button.click()
    await expect(button).to_be_disabled()
    await waited_for(page, "没有回音")
    await expect(button).to_be_enabled()
    await page.unroute("**/desk/t/*/*")
    await button.click()
    await page.wait_for_url("**/desk/t/*" if comes_to is Status.CLAIMED else "**/desk")
    assert (await room.now(ticket)).status is comes_to


async def test_one_hiccup_of_the_line_is_not_seen_but_a_slow_one_is(seats: Seats, room: Room) -> None:
    await room.open(PARENT)
    page = await seats()
    await take(page)
    tries, go_on = 0, asyncio.Event()

    async def hiccup(route: Route) -> None:
        nonlocal tries
        tries += 1
        if tries == 1:
            await route.abort()
        else:
            await go_on.wait()
            await route.continue_()

    await page.route("**/reply", hiccup)
    answer = page.get_by_label("答复市民")
    await answer.fill("请带户口簿")
    await answer.press("Control+Enter")
    await expect(page.locator("button.slow")).to_have_text("发送")
    await expect(page.get_by_text("正在发送")).to_be_attached()
    go_on.set()
    await expect(answer).to_have_value("")
    await expect(page.locator("#problem")).to_be_hidden()
    await expect(page.locator("button.slow")).to_have_count(0)
    assert room.talk.told(PARENT) == ["请带户口簿"]


# How many lines of the talk end above what stands below it.
IN_SIGHT = """() => [...document.querySelectorAll(".said")].filter((line) =>
  line.getBoundingClientRect().bottom <= document.getElementById("composer").getBoundingClientRect().top).length"""


@pytest.mark.parametrize("up", [0, 300])
async def test_a_banner_covers_no_line_of_the_talk_and_not_what_was_typed(seats: Seats, room: Room, up: int) -> None:
    ticket = await room.open(PARENT)
    for number in range(TALK):
        room.talk.add(PARENT, "citizen", f"第 {number} 句")
    await room.claim(ticket)
    page = await seats(size=PHONE)
    await page.goto(f"{seats.address}/desk/t/{ticket.number}")
    answer = page.get_by_label("答复市民")
    await answer.fill("请带户口簿\n" * 3)
    await page.evaluate("up => window.scrollBy(0, -up)", up)
    before = await page.evaluate(IN_SIGHT)
    await page.route("**/reply", lambda route: route.abort())
    await page.get_by_role("button", name="发送").click()
    await expect(page.get_by_role("alert").filter(has_text="没有发出去")).to_be_in_viewport(ratio=1)
    await expect(answer).to_be_in_viewport(ratio=1)
    assert await page.evaluate(IN_SIGHT) >= before


async def test_what_went_wrong_is_read_wherever_the_queue_was_scrolled_to(seats: Seats, room: Room) -> None:
    for number in range(12):
        ticket = await room.open(number, f"第 {number} 位家长")
    page = await seats(size=PHONE)
    await page.route("**/claim", lambda route: route.abort())
    button = page.get_by_role("button", name=f"接手 {ticket.number}")
    await button.scroll_into_view_if_needed()
    before = await page.evaluate("window.scrollY")
    await button.click()
    told = page.get_by_role("alert").filter(has_text="网络不通")
    await expect(told).to_be_in_viewport(ratio=1)
    assert await told.evaluate(ON_TOP)
    assert await page.evaluate("window.scrollY") >= before > 0  # and nobody is sent elsewhere


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
async def test_the_matter_and_the_way_back_stay_in_sight(seats: Seats, room: Room, size: ViewportSize) -> None:
    ticket = await room.open(PARENT)
    for number in range(TALK):
        room.talk.add(PARENT, "citizen", f"第 {number} 句")
    page = await seats(size=size)
    await page.goto(f"{seats.address}/desk/t/{ticket.number}")
    await expect(page.get_by_text(f"第 {TALK - 1} 句")).to_be_in_viewport()
    matter = page.locator(".head .number")
    await expect(matter).to_be_in_viewport(ratio=1)
    assert await matter.evaluate(ON_TOP)
    await page.get_by_role("link", name="‹ 等候").click()
    await expect(page.get_by_role("heading", name="等候")).to_be_visible()


ON_TOP = """(node) => {
  const { left, top, width, height } = node.getBoundingClientRect();
  return node.contains(document.elementFromPoint(left + width / 2, top + height / 2));
}"""
