"""Officers at their browsers."""

import re

import pytest
from playwright.async_api import Browser, BrowserContext, Page, ViewportSize

from tests.handoff.room import ON_DUTY, PASSWORD

PHONE, DESKTOP = ViewportSize(width=360, height=740), ViewportSize(width=1280, height=800)


class Seats:
    """Officers' own browsers, each signed in; an error on a page fails the test."""

    def __init__(self, browser: Browser, address: str) -> None:
        self._browser, self.address = browser, address
        self.contexts: list[BrowserContext] = []

    async def __call__(self, name: str = ON_DUTY, size: ViewportSize | None = None) -> Page:
        context = await self._browser.new_context(viewport=size or DESKTOP, locale="zh-CN")
        self.contexts.append(context)
        page = await context.new_page()
        page.on("pageerror", lambda error: pytest.fail(str(error)))
        await page.goto(f"{self.address}/desk")
        await sign_in(page, name)
        return page


async def sign_in(page: Page, name: str) -> None:
    await page.get_by_label("用户名").fill(name)
    await page.get_by_label("密码").fill(PASSWORD)
    await page.get_by_role("button", name="登录").click()
    await page.wait_for_url(re.compile("/desk(?!/login)"))
