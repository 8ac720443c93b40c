"""Parents at their phones, on the chat page of the whole house."""

from playwright.async_api import Locator, Page, ViewportSize

from tests.browser.visits import Visits

PHONE, DESKTOP = ViewportSize(width=390, height=844), ViewportSize(width=1280, height=800)
SMALL_PHONE = ViewportSize(width=320, height=568)
OFFICER, PASSWORD = "王敏", "correct-horse-battery"


class Visitors(Visits):
    """Parents at their phones, or at a desk."""

    async def __call__(self, size: ViewportSize = PHONE, path: str = "/", *, script: bool = True) -> Page:
        phone = size is not DESKTOP
        return await self.open(path, viewport=size, is_mobile=phone, has_touch=phone, java_script_enabled=script)


async def say(page: Page, words: str) -> None:
    await page.get_by_label("您的问题").fill(words)
    await page.get_by_role("button", name="发送").click()


def said(page: Page) -> Locator:
    """What the parent said, as the bureau has it."""
    return page.locator("#thread > .me[data-id] .bubble")


def newest(page: Page) -> Locator:
    return page.locator("#thread > li").last
