"""Officers at their browsers."""

import re

from playwright.async_api import Page, ViewportSize

from tests.browser.visits import Visits
from tests.handoff.room import ON_DUTY, PASSWORD

PHONE, DESKTOP = ViewportSize(width=360, height=740), ViewportSize(width=1280, height=800)


class Seats(Visits):
    """Officers' own browsers, each signed in."""

    async def __call__(self, name: str = ON_DUTY, size: ViewportSize | None = None) -> Page:
        page = await self.open("/desk", viewport=size or DESKTOP)
        await sign_in(page, name)
        return page


async def sign_in(page: Page, name: str) -> None:
    await page.get_by_label("用户名").fill(name)
    await page.get_by_label("密码").fill(PASSWORD)
    await page.get_by_role("button", name="登录").click()
    await page.wait_for_url(re.compile("/desk(?!/login)"))


async def take(page: Page) -> None:
    """In the queue or on its own page; then the ticket is open to the last script, as it is for slower hands."""
    await page.get_by_role("button", name="接手").click()
    await page.wait_for_url(re.compile("/desk/t/"))
