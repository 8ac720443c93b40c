"""Hands a citizen's messages to the account's server and shows the citizen what comes of it, as the platform does."""

import asyncio

import httpx

from bot.demo.account import Fields, push, query
from bot.demo.judge import UNAVAILABLE, Verdict, judge
from bot.demo.platform import Citizen, Line, Platform

PATIENCE = 5.0  # seconds until the line is cut
ATTEMPTS = 3


class Pusher:
    """Posts to one URL. Each attempt has a fresh timestamp and nonce and the very same message."""

    def __init__(
        self,
        platform: Platform,
        http: httpx.AsyncClient,
        url: str,
        *,
        attempts: int = ATTEMPTS,
        patience: float = PATIENCE,
    ) -> None:
        self.platform, self._http, self._url = platform, http, url
        self._attempts, self._patience = attempts, patience

    async def verify(self) -> bool:
        """What happens when an administrator saves the address in the console."""
        asked = query(self.platform.account, self._now(), echostr="4375120948345356249")
        try:
            response = await self._http.get(self._url, params=asked, follow_redirects=False)
        except httpx.HTTPError:
            return False
        return response.status_code == 200 and response.text == "4375120948345356249"

    async def say(self, openid: str, text: str) -> Verdict:
        self._wrote(openid, text)
        return await self.deliver(openid, self.platform.message(openid, "text", Content=text))

    async def tap(self, openid: str, number: int) -> Verdict:
        """Tap an item of the newest menu: it comes back as its text, with its id."""
        menu = next(line for line in reversed(self.platform.citizen(openid).chat) if line.choices)
        text = menu.choices[number - 1]
        self._wrote(openid, text)
        return await self.deliver(openid, self.platform.message(openid, "text", Content=text, bizmsgmenuid=number))

    async def send(self, openid: str, kind: str, **more: str | int) -> Verdict:
        """A picture, a voice, a place: whatever is not text."""
        self._wrote(openid, f"［{kind}］")
        return await self.deliver(openid, self.platform.message(openid, kind, **more))

    async def event(self, openid: str, event: str, key: str = "") -> Verdict:
        return await self.deliver(openid, self.platform.message(openid, "event", Event=event, EventKey=key))

    async def deliver(self, openid: str, message: Fields) -> Verdict:
        citizen = self.platform.citizen(openid)
        for _ in range(self._attempts):
            response = await self._attempt(message)
            if response is not None:
                verdict = judge(self.platform.account, openid, response.status_code, response.content)
                return self._show(citizen, verdict)
        return self._show(citizen, Verdict(UNAVAILABLE, "no answer"))

    async def _attempt(self, message: Fields) -> httpx.Response | None:
        pushed = push(self.platform.account, message, self._now())
        try:
            async with asyncio.timeout(self._patience):
                return await self._http.post(
                    self._url, params=pushed.query, content=pushed.body, follow_redirects=False, timeout=None
                )
        except TimeoutError:
            return None
        except httpx.HTTPError:
            await asyncio.sleep(min(0.2, self._patience))
            return None

    def _show(self, citizen: Citizen, verdict: Verdict) -> Verdict:
        if verdict.shown is not None:
            citizen.chat.append(
                Line(self.platform.clock(), "platform" if verdict.problem else "account", verdict.shown)
            )
        return verdict

    def _wrote(self, openid: str, text: str) -> None:
        self.platform.citizen(openid).chat.append(Line(self.platform.clock(), "citizen", text))

    def _now(self) -> int:
        return int(self.platform.clock().timestamp())
