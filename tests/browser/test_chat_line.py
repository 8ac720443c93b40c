"""A parent on a bad line: nothing is lost, nothing arrives twice, and nobody waits for ever."""

import asyncio
import re
from pathlib import Path

import pytest
from playwright.async_api import Browser, Route, expect

from bot.app import build
from bot.policy.current import Policy
from bot.schema.migrate import migrate
from bot.settings import Settings
from tests.browser.conftest import served
from tests.browser.parents import Visitors, newest, said, say
from tests.stories.conftest import Clock

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


async def test_what_is_said_offline_goes_out_once_and_in_order(visitors: Visitors) -> None:
    page = await visitors()
    await page.context.set_offline(True)
    for words in ("教师资格证丢了", "要带什么材料"):
        await say(page, words)
    await expect(page.get_by_role("alert")).to_contain_text("网络不通")
    await expect(page.locator(".waiting")).to_have_text(["教师资格证丢了", "要带什么材料"])
    await page.context.set_offline(False)
    await expect(said(page)).to_have_text(["教师资格证丢了", "要带什么材料"])
    await expect(page.locator(".waiting")).to_have_count(0)
    await expect(page.get_by_role("alert")).to_be_hidden()
    await expect(newest(page)).to_have_class(re.compile("them"))


async def test_what_could_not_be_sent_survives_a_reload_and_is_not_doubled(visitors: Visitors) -> None:
    page = await visitors()
    lost = 0

    async def lose_the_receipt(route: Route) -> None:
        nonlocal lost
        lost += 1
        await route.fetch()  # it arrived, and nobody was told
        await route.abort()

    await page.route("**/chat", lose_the_receipt)
    await say(page, "教师资格证丢了怎么补办")
    await expect(page.get_by_role("alert")).to_contain_text("网络不通")
    await page.get_by_label("您的问题").press_sequentially("还没写完")
    await page.reload()
    await expect(page.get_by_label("您的问题")).to_have_value("还没写完")
    await page.unroute_all(behavior="wait")  # one may be on its way just now
    await expect(page.locator(".waiting")).to_have_count(0)
    assert lost
    await expect(said(page)).to_have_text(["教师资格证丢了怎么补办"])
    await expect(page.locator(".card")).to_have_count(1)


async def test_what_nobody_answers_is_given_up_and_sent_again_by_a_tap_once(visitors: Visitors) -> None:
    page = await visitors()
    await page.clock.install()
    hanging: list[Route] = []

    async def hang(route: Route) -> None:
        hanging.append(route)  # nobody says anything

    await page.route("**/chat", hang)
    await say(page, "教师资格证丢了怎么补办")
    await expect(page.locator(".waiting")).to_have_count(1)
    await say(page, "要带什么材料")
    again = page.get_by_role("button", name="再发一次")
    async with asyncio.timeout(60):
        while not await again.count():
            await page.clock.fast_forward(5_000)
    await expect(again).to_have_count(1)
    await expect(page.locator(".unsent .bubble")).to_have_text(["教师资格证丢了怎么补办", "要带什么材料"])
    await expect(page.get_by_role("alert")).to_contain_text("没有发出去")
    button, footer = await again.bounding_box(), await page.locator("footer").last.bounding_box()
    assert button
    assert footer
    assert button["y"] + button["height"] <= footer["y"]  # nothing covers it
    await expect(page.get_by_role("alert").get_by_role("link")).to_have_attribute("href", re.compile(r"^tel:\d+$"))
    tried = hanging[0].request.post_data_json
    await page.unroute("**/chat")
    async with page.expect_request("**/chat") as sent:
        await again.tap()
    assert (await sent.value).post_data_json == tried  # the same message, should it have arrived after all
    await expect(said(page)).to_have_text(["教师资格证丢了怎么补办", "要带什么材料"])
    await expect(page.locator(".waiting")).to_have_count(0)
    await expect(page.get_by_role("alert")).to_be_hidden()


async def test_asking_too_fast_is_said_and_nothing_is_dropped(
    chromium: Browser, policy: Policy, clock: Clock, tmp_path: Path
) -> None:
    made = build(Settings(data_dir=tmp_path, burst_seconds=0, chat_per_minute=1), clock=clock, policy=policy)
    await migrate(made.database)
    async with served(made.asgi) as url:
        people = Visitors(chromium, url)
        page = await people()
        await say(page, "你好")
        await expect(said(page)).to_have_count(1)
        await say(page, "教师资格证丢了")
        await expect(page.get_by_role("alert")).to_contain_text("发得太快了")
        await expect(page.locator(".waiting")).to_have_text("教师资格证丢了")
        await people.contexts[0].close()
    await made.close()
