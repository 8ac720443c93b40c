"""A parent on the chat page in a real browser, against the whole house: asks, taps, reads, finds a person."""

import re
from datetime import UTC, datetime

import pytest
from playwright.async_api import Page, ViewportSize, expect

from bot.policy.book import SHANGHAI
from bot.policy.current import Policy
from tests.browser.parents import DESKTOP, OFFICER, PASSWORD, PHONE, SMALL_PHONE, Visitors, newest, said, say
from tests.browser.seeing import NAMELESS, TOO_FAINT
from tests.stories.conftest import Clock

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]
SUNDAY = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)
MOVING = "孩子从老家转到城里上学要办什么手续"


async def test_a_parent_is_greeted_and_taps_a_common_question(visitors: Visitors, policy: Policy) -> None:
    page = await visitors()
    await expect(page.locator("#thread .bubble")).to_contain_text(f"我是{policy.book.bureau}的自动问答")
    await expect(page.get_by_text("人工在线")).to_be_visible()
    common = page.locator(".common button")
    assert await common.all_inner_texts() == [policy.book.short(one) for one in policy.book.common]
    assert await common.count() == 6
    await common.first.tap()
    card = page.locator(".card")
    await expect(card.get_by_role("heading", level=2)).to_have_text(policy.book.entry(policy.book.common[0]).title)
    await expect(card.locator(".materials li").nth(1)).to_be_visible()
    await expect(card.locator(".steps ol > li").first).to_be_attached()


async def test_a_question_is_answered_whole(visitors: Visitors) -> None:
    """Summary, materials as a list, steps, time limit, where and phone, the source and since when it holds."""
    page = await visitors()
    await say(page, MOVING)
    await expect(said(page)).to_have_text(MOVING)
    card = page.locator(".card")
    await expect(card).to_be_visible()
    for part in (".summary", ".materials li >> nth=0", ".steps li >> nth=0", ".time_limit", ".where"):
        await expect(card.locator(part)).not_to_be_empty()
    await expect(card.locator(".phone a[href^='tel:']").first).to_have_text(re.compile(r"[\d-]{7,}"))
    await expect(card.locator(".sources")).to_have_text(re.compile(r"《.+》.*〔\d{4}〕.*起适用", re.DOTALL))
    await expect(page.get_by_label("您的问题")).to_have_value("")
    await expect(card.get_by_role("heading", level=2)).to_be_in_viewport()  # begins where one begins to read
    async with page.context.expect_page() as opened:
        await card.get_by_role("link", name="打开整页").click()
    whole = await opened.value
    await expect(whole.locator(".card h2")).to_have_text(await card.locator("h2").inner_text())


async def test_above_each_question_stands_when_it_was_asked(visitors: Visitors, clock: Clock) -> None:
    """Also above one that has a long answer, which is shown from the question on."""
    page = await visitors()
    await say(page, "你好")
    await expect(said(page)).to_have_count(1)
    clock.pass_by(minutes=3)
    await say(page, MOVING)
    await expect(page.locator(".card")).to_be_visible()
    now = clock().astimezone(SHANGHAI)
    asked = page.locator(".me[data-id] .who").last
    await expect(asked).to_have_text(f"{now:%-H:%M}")
    await expect(asked).to_be_in_viewport(ratio=1)
    box, head = await asked.bounding_box(), await page.locator("header").bounding_box()
    assert box
    assert head
    assert box["y"] >= head["y"] + head["height"]  # not below the page's own head


async def test_a_detail_does_not_show_it_all_again(visitors: Visitors) -> None:
    page = await visitors()
    await say(page, "教师资格证丢了怎么补办")
    await expect(page.locator(".card")).to_have_count(1)
    await say(page, "要单位盖存档章吗")
    await expect(newest(page)).to_contain_text("存档章")
    await expect(page.locator(".card")).to_have_count(1)


async def test_which_diploma_is_asked_back_and_tapped(visitors: Visitors) -> None:
    page = await visitors()
    await say(page, "毕业证丢了")
    choices = newest(page).locator(".taps button")
    await expect(choices.nth(1)).to_be_visible()
    label = await choices.nth(1).get_attribute("data-label") or ""
    await choices.nth(1).tap()
    await expect(page.locator(".card h2")).to_contain_text("毕业证")
    await expect(said(page)).to_have_text(["毕业证丢了", label])


async def test_a_person_answers_live_and_it_stays(visitors: Visitors) -> None:
    page = await visitors()
    await say(page, "我家的情况有点特殊，想跟人说说")
    await page.get_by_role("button", name="人工", exact=True).tap()
    await expect(newest(page)).to_contain_text(re.compile("受理号 A1001"))
    desk = await at_the_desk(visitors)
    await desk.get_by_role("button", name="接手 A1001").click()
    await expect(desk.get_by_role("log").get_by_text("我家的情况有点特殊")).to_be_visible()
    await page.evaluate("window.still = true")
    await desk.get_by_label("答复市民").fill("您好，请带户口簿来 203 室，我们当面看。")
    await desk.get_by_role("button", name="发送").click()
    answer = page.locator(".officer").filter(has_text="请带户口簿来 203 室")
    await expect(answer).to_be_visible()
    await expect(answer.locator(".who")).to_have_text(re.compile("^值班人员"))  # no officer is named
    assert await page.evaluate("window.still")  # it came by itself
    await say(page, "好的，下午去")
    await expect(desk.get_by_role("log").get_by_text("好的，下午去")).to_be_visible()
    await page.reload()
    await expect(answer).to_be_visible()
    await expect(said(page).last).to_have_text("好的，下午去")


async def at_the_desk(visitors: Visitors) -> Page:
    desk = await visitors(DESKTOP, "/desk")
    await desk.get_by_label("用户名").fill(OFFICER)
    await desk.get_by_label("密码").fill(PASSWORD)
    await desk.get_by_role("button", name="登录").click()
    return desk


async def test_outside_duty_hours_the_page_says_when(visitors: Visitors, clock: Clock) -> None:
    clock.now = SUNDAY
    page = await visitors()
    await expect(page.locator("#status")).to_have_text("自动问答在 · 人工明天 8:30上班")
    await page.get_by_role("button", name="人工", exact=True).tap()
    await expect(newest(page)).to_contain_text("明天 8:30")
    clock.pass_by(days=1)
    await say(page, "现在呢")
    await expect(page.locator("#status")).to_have_text("人工在线")  # without a reload


async def test_two_wait_and_each_is_told_how_many_are_ahead(visitors: Visitors) -> None:
    first, second = await visitors(), await visitors()
    await first.get_by_role("button", name="人工", exact=True).tap()
    await expect(newest(first)).to_contain_text("受理号 A1001")
    await second.get_by_role("button", name="人工", exact=True).tap()
    await expect(newest(second)).to_contain_text("前面还有 1 位")


async def test_it_works_without_script(visitors: Visitors) -> None:
    page = await visitors(script=False)
    await say(page, "教师资格证丢了怎么补办")
    await expect(page.locator(".card h2")).to_contain_text("教师资格证")
    await page.get_by_role("button", name="人工", exact=True).tap()
    await expect(page.locator("#thread")).to_contain_text("受理号")


@pytest.mark.parametrize("size", [SMALL_PHONE, PHONE, DESKTOP], ids=["small", "phone", "desktop"])
async def test_no_page_scrolls_sideways_and_every_text_can_be_read(visitors: Visitors, size: ViewportSize) -> None:
    page = await visitors(size)
    for words in ("毕业证丢了", MOVING, "w" * 300, "https://example.gov.cn/" + "x" * 200):
        await say(page, words)
    await expect(said(page)).to_have_count(4)
    await page.get_by_role("button", name="人工", exact=True).click()
    await expect(newest(page)).to_contain_text("受理号")
    for big in ("normal", "big"):
        assert await page.evaluate(TOO_WIDE) == [], big
        assert await page.evaluate(TOO_FAINT) == [], big
        assert await page.evaluate(NAMELESS) == [], big
        await page.get_by_role("button", name="切换大字").click()
    for path in ("/e/transfer_in_province", "/e/nothing"):
        await page.goto(visitors.address + path)
        assert await page.evaluate(TOO_WIDE) == [], path
        assert await page.evaluate(TOO_FAINT) == [], path


async def test_large_letters_leave_the_reader_where_they_were(visitors: Visitors) -> None:
    page = await visitors(SMALL_PHONE)
    for words in (MOVING, "谢谢"):
        await say(page, words)
    await expect(said(page)).to_have_count(2)
    await expect(newest(page)).to_be_in_viewport(ratio=1)
    await page.get_by_role("button", name="切换大字").click()
    await expect(newest(page)).to_be_in_viewport(ratio=1)
    field = await page.get_by_label("您的问题").bounding_box()
    assert field
    assert field["width"] > SMALL_PHONE["width"] * 0.8  # room to write


TOO_WIDE = """() => document.documentElement.scrollWidth <= screen.width ? [] :
  [...document.querySelectorAll("body *")].filter((one) => one.getBoundingClientRect().right > screen.width + .5)
    .map((one) => `${one.tagName} ${one.className} ${one.textContent.slice(0, 20)}`)"""
