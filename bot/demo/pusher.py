"""Hands a citizen's messages to the account's server and shows the citizen what comes of it, as the platform does."""

import asyncio
import time

import httpx

from bot.demo.account import Fields, push, query
from bot.demo.judge import UNAVAILABLE, Verdict, judge
from bot.demo.platform import Citizen, Judged, Line, Platform

PATIENCE = 5.0  # seconds until the line is cut
ATTEMPTS = 3
ECHO = "4375120948345356249"


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
        pause: float = 0.2,
    ) -> None:
        """`pause`: seconds before the next attempt when there was no connection at all."""
        self.platform, self._http, self._url = platform, http, url
        self._attempts, self._patience, self._pause = attempts, patience, pause

    async def verify(self) -> bool:
        """What happens when an administrator saves the address in the console."""
        asked = query(self.platform.account, self._now(), echostr=ECHO)
        try:
            response = await self._http.get(self._url, params=asked, follow_redirects=False)
        except httpx.HTTPError:
            return False
        return response.status_code == 200 and response.text == ECHO

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
        """Until the server answers, or the attempts are used up."""
        citizen = self.platform.citizen(openid)
        for attempt in range(1, self._attempts + 1):
            began = time.monotonic()
            answered = await self._attempt(message)
            verdict = judge(self.platform.account, openid, *answered) if answered else None
            self._note(message, attempt, verdict, time.monotonic() - began)
            if verdict:
                return self._show(citizen, verdict)
        return self._show(citizen, Verdict(UNAVAILABLE, "no answer"))

    async def _attempt(self, message: Fields) -> tuple[int, bytes] | None:
        """Status and body, or None when there was no whole answer in time."""
        pushed = push(self.platform.account, message, self._now())
        try:
            async with asyncio.timeout(self._patience):
                response = await self._http.post(
                    self._url, params=pushed.query, content=pushed.body, follow_redirects=False, timeout=None
                )
        except TimeoutError:
            return None
        except httpx.HTTPError:
            await asyncio.sleep(self._pause)
            return None
        return response.status_code, response.content

    def _show(self, citizen: Citizen, verdict: Verdict) -> Verdict:
        if verdict.shown is not None:
            now = self.platform.clock()
            line = Line(now, "platform" if verdict.problem else "account", verdict.shown)
            self.platform.show(citizen, line)
        return verdict

    def _wrote(self, openid: str, text: str) -> None:
        self.platform.show(self.platform.citizen(openid), Line(self.platform.clock(), "citizen", text))

    def _note(self, message: Fields, attempt: int, verdict: Verdict | None, seconds: float) -> None:
        kind = str(message.get("Event") or message["MsgType"])
        what = f"推送 {kind}" + (f"（第 {attempt} 次）" if attempt > 1 else "")
        said = _words(verdict, self._patience)
        fine = verdict is not None and verdict.problem is None
        self.platform.note(
            Judged(at=self.platform.clock(), what=what, verdict=said, is_fine=fine, seconds=round(seconds, 4))
        )

    def _now(self) -> int:
        return int(self.platform.clock().timestamp())


def _words(verdict: Verdict | None, patience: float) -> str:
    if verdict is None:
        return f"{patience:g} 秒内没有完整的回答"
    if verdict.problem:
        return f"不合规：{verdict.problem}"
    if verdict.shown is None:
        return "已收到，不回复"
    return f"签名、密文、收发人都对，{len(verdict.shown.encode())} 字节"
