"""People with browsers of their own."""

import asyncio
from types import TracebackType
from typing import Any, Self

import pytest
from playwright.async_api import Browser, BrowserContext, Page

PATIENCE = 60.0  # seconds: what does not close is a failure of its test, and the run does not stand still


class Visits:
    """Opens pages, each in a browser of its own; an error on a page fails the test."""

    def __init__(self, browser: Browser, address: str) -> None:
        self._browser, self.address = browser, address
        self.contexts: list[BrowserContext] = []

    async def open(self, path: str, **options: Any) -> Page:
        """`options` are the browser's: size, script, touch."""
        context = await self._browser.new_context(locale="zh-CN", **options)
        self.contexts.append(context)
        page = await context.new_page()
        page.on("pageerror", lambda error: pytest.fail(str(error)))
        await page.goto(self.address + path)
        return page

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for context in self.contexts:  # streams end before the server does
            async with asyncio.timeout(PATIENCE):
                await context.close()
