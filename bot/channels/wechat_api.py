"""Speaking first on WeChat: customer-service messages, menus, media; every failure gets its class."""

import json
import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import httpx

from bot.channel import Busy, Exhausted, MayNotSpeak, OutcomeUnknown, Outgoing, Refused, SendError
from bot.channels.wechat_errors import MENU, TOKEN, UNREADABLE, code_of, object_of, problem_of, status_problem
from bot.channels.wechat_text import listed, size
from bot.channels.wechat_token import Tokens
from bot.channels.wechat_xml import clean

TIMEOUT = httpx.Timeout(5.0, connect=2.0)
PAUSE = timedelta(minutes=30)  # how long an account without permission is left alone
HEAD_LIMIT = 1000  # bytes of text above a tappable menu
MEDIA_LIMIT = 10 * 1024 * 1024
BEIJING = ZoneInfo("Asia/Shanghai")
PROBE = Outgoing(text="自检", key="probe")
_NOT_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)

logging.getLogger("httpx").setLevel(logging.WARNING)  # its request lines hold the access token


def client(api_base: str) -> httpx.AsyncClient:
    return httpx.AsyncClient(base_url=api_base, timeout=TIMEOUT, follow_redirects=False)


class WechatApi:
    """One account's outbound calls, with a circuit that opens when the account may not speak at all."""

    def __init__(self, tokens: Tokens, http: httpx.AsyncClient, *, clock: Callable[[], datetime]) -> None:
        self._tokens, self._http, self._clock = tokens, http, clock
        self._silent_until: datetime | None = None
        self._spent_until: datetime | None = None
        self._menus = True

    @property
    def is_open(self) -> bool:
        """False for half an hour after the platform said that this account may not speak first."""
        return self._silent_until is None or self._clock() >= self._silent_until

    async def ready(self) -> None:
        if not self.is_open:
            raise MayNotSpeak
        if self._spent_until and self._clock() < self._spent_until:
            raise self._spent()
        with self._heeding():
            await self._tokens.get()

    async def send(self, user: str, outgoing: Outgoing) -> None:
        with self._heeding():
            await self._send(user, outgoing)

    async def prove(self) -> None:
        """Whether the platform knows us: raises MayNotSpeak for a wrong AppID, secret or IP."""
        await self._tokens.prove()

    async def probe(self) -> None:
        """Whether the account may speak first, asked with a citizen that does not exist: raises Undeliverable if so."""
        problem = problem_of(await self._call("/cgi-bin/message/custom/send", _text("nobody", PROBE)))
        if problem:
            raise problem

    async def close(self) -> None:
        await self._http.aclose()

    async def create_menu(self, menu: Mapping[str, Any]) -> None:
        answer = await self._call("/cgi-bin/menu/create", menu)
        problem = problem_of(answer)
        if problem:
            raise problem

    async def media(self, media_id: str) -> bytes:
        """What a citizen sent, within three days; raises Refused when it is gone or larger than MEDIA_LIMIT."""
        path, token = "/cgi-bin/media/get", await self._tokens.get()
        found = await self._download(path, access_token=token, media_id=media_id)
        if isinstance(found, dict) and code_of(found) in TOKEN:
            found = await self._download(path, access_token=await self._tokens.instead_of(token), media_id=media_id)
        if isinstance(found, dict) and str(found.get("video_url")).startswith(("https://", "http://")):
            found = await self._download(str(found["video_url"]))  # of a video the platform only says where it is
        if isinstance(found, dict):
            raise problem_of(found) or Refused(UNREADABLE)
        return found

    async def _download(self, url: str, **asked: str) -> bytes | dict[str, Any]:
        """The content, or the object that the platform sent instead."""
        try:
            async with self._http.stream("GET", url, params=asked or None) as response:
                if response.status_code != 200:
                    raise Busy(f"HTTP {response.status_code}")
                return await _bounded(response)
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise Busy(type(error).__name__) from None

    async def _send(self, user: str, outgoing: Outgoing) -> None:
        path = "/cgi-bin/message/custom/send"
        answer: Mapping[str, Any] = {"errcode": 40200}
        if outgoing.choices and self._menus and size(outgoing.text) <= HEAD_LIMIT:
            answer = await self._call(path, _menu(user, outgoing))
            self._menus = code_of(answer) != 40200
        elif not outgoing.choices:
            answer = await self._call(path, _text(user, outgoing))
        if outgoing.choices and code_of(answer) in MENU:
            answer = await self._call(path, _text(user, outgoing))
        problem = problem_of(answer)
        if problem:
            raise problem

    async def _call(self, path: str, body: Mapping[str, Any]) -> dict[str, Any]:
        """One call; a rejected token is replaced and the call made once more, never again."""
        token = await self._tokens.get()
        answer = await self._post(path, token, body)
        if code_of(answer) in TOKEN:
            answer = await self._post(path, await self._tokens.instead_of(token), body)
        return answer

    async def _post(self, path: str, token: str, body: Mapping[str, Any]) -> dict[str, Any]:
        # Raw UTF-8: the platform refuses \uXXXX with 40033.
        content = json.dumps(body, ensure_ascii=False).encode("utf-8", "replace")
        try:
            response = await self._http.post(path, params={"access_token": token}, content=content)
        except _NOT_SENT as error:
            raise Busy(type(error).__name__) from None
        except httpx.HTTPError as error:
            raise OutcomeUnknown(type(error).__name__) from None
        return _answer(response)

    @contextmanager
    def _heeding(self) -> Iterator[None]:
        """What the platform says of the account as a whole holds for all that comes after."""
        try:
            yield
        except MayNotSpeak:
            self._silent_until = self._clock() + PAUSE
            raise
        except Exhausted as error:
            self._spent_until = midnight_after(self._clock())
            raise self._spent(str(error)) from error

    def _spent(self, detail: str = "45009") -> SendError:
        assert self._spent_until is not None
        return Exhausted(detail, retry_after=(self._spent_until - self._clock()).total_seconds())


def midnight_after(now: datetime) -> datetime:
    """When the platform's daily counts start afresh."""
    tomorrow = now.astimezone(BEIJING) + timedelta(days=1)
    return tomorrow.replace(hour=0, minute=0, second=0, microsecond=0)


def _answer(response: httpx.Response) -> dict[str, Any]:
    if problem := status_problem(response.status_code):
        raise problem
    answer = object_of(response.content)
    if answer is None or "errcode" not in answer:
        raise OutcomeUnknown(UNREADABLE)
    return answer


def _text(user: str, outgoing: Outgoing) -> dict[str, Any]:
    text = clean("\n".join([outgoing.text, *listed(outgoing.choices)]))
    return {"touser": user, "msgtype": "text", "text": {"content": text}}


def _menu(user: str, outgoing: Outgoing) -> dict[str, Any]:
    """Ids must be whole numbers or they get lost on the way; the tap is understood by its text."""
    items = [{"id": str(place), "content": clean(choice.label)} for place, choice in enumerate(outgoing.choices, 1)]
    menu = {"head_content": clean(outgoing.text), "list": items, "tail_content": "（点一下，或回复文字）"}
    return {"touser": user, "msgtype": "msgmenu", "msgmenu": menu}


async def _bounded(response: httpx.Response) -> bytes | dict[str, Any]:
    content = bytearray()
    async for chunk in response.aiter_bytes():
        content += chunk
        if len(content) > MEDIA_LIMIT:
            raise Refused("文件太大")
    type = response.headers.get("content-type", "").partition(";")[0].strip().lower()
    if type not in ("application/json", "text/plain"):  # errors come with status 200
        return bytes(content)
    return object_of(content) or {}
