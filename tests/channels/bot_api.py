"""Telegram's server as we know it from its documents: chats, buttons, flood control, refusals; for tests over HTTP."""

import itertools
import json
from collections import Counter, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import httpx
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

TOKEN, SECRET = "123456:fake-token-of-a-fake-bot", "a-secret-of-sixteen-signs"
TEXT_LIMIT, DATA_LIMIT = 4096, 64
ATTEMPTS = 3


@dataclass
class Bubble:
    """A message of the bot's in somebody's chat; buttons as (label, data)."""

    text: str
    buttons: list[tuple[str, str]] = field(default_factory=list)
    row_sizes: list[int] = field(default_factory=list)


@dataclass
class Chat:
    bubbles: list[Bubble] = field(default_factory=list)
    blocked: bool = False


@dataclass(frozen=True)
class Fault:
    """What the next sendMessage meets: a refusal, an outage, or a line cut after the message was taken."""

    status: int = 200
    says: str = ""
    drop: bool = False


class BotApi:
    """One bot's platform. Who has written to the bot can be written to."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self.clock = clock
        self.chats: dict[int, Chat] = {}
        self.faults: deque[Fault] = deque()
        self.flood_until: datetime | None = None
        self.token = TOKEN
        self.calls: Counter[str] = Counter()
        self.webhook: dict[str, str] = {}
        self.answered: list[str] = []  # ids of taps whose button stopped turning
        self.files: dict[str, bytes] = {}
        self._ids = itertools.count(700)

    def app(self) -> Starlette:
        paths = [Route("/bot{token}/{method}", self._call, methods=["POST"]),
                 Route("/file/bot{token}/{name:path}", self._file)]  # fmt: skip
        return Starlette(routes=paths)

    def flood(self, seconds: float) -> None:
        self.flood_until = self.clock() + timedelta(seconds=seconds)

    def chat(self, user: int) -> Chat:
        return self.chats.setdefault(user, Chat())

    async def _call(self, request: Request) -> Response:
        method = request.path_params["method"]
        self.calls[method] += 1
        if request.path_params["token"] != self.token:
            return _no(401, "Unauthorized")
        asked = {name: str(value) for name, value in (await request.form()).items()}
        rule = {"sendMessage": self._send, "answerCallbackQuery": self._answer, "setWebhook": self._set_webhook,
                "getMe": self._me, "getFile": self._get_file}.get(method)  # fmt: skip
        return rule(asked) if rule else _no(404, "Not Found")

    def _send(self, asked: dict[str, str]) -> Response:
        if self.flood_until and (wait := (self.flood_until - self.clock()).total_seconds()) > 0:
            self.calls["too_early"] += 1
            return _no(429, f"Too Many Requests: retry after {wait:.0f}", {"retry_after": int(wait)})
        fault = self.faults.popleft() if self.faults else Fault()
        if fault.status != 200:
            return _no(fault.status, fault.says)
        chat = self.chats.get(int(asked["chat_id"]))
        if chat is None:
            return _no(400, "Bad Request: chat not found")
        if chat.blocked:
            return _no(403, "Forbidden: bot was blocked by the user")
        bubble = _bubble(asked)
        if isinstance(bubble, Response):
            return bubble
        chat.bubbles.append(bubble)
        if fault.drop:
            return Response(b'{"ok', headers={"content-length": "64"})
        return _yes(_message(next(self._ids), int(asked["chat_id"]), text=bubble.text))

    def _answer(self, asked: dict[str, str]) -> Response:
        self.answered.append(asked["callback_query_id"])
        return _yes(True)

    def _set_webhook(self, asked: dict[str, str]) -> Response:
        if not asked["url"].startswith("https://"):
            return _no(400, "Bad Request: bad webhook: An HTTPS URL must be provided for webhook")
        self.webhook = asked
        return _yes(True)

    def _me(self, asked: dict[str, str]) -> Response:
        return _yes({"id": 123456, "is_bot": True, "first_name": "一问", "username": "yiwen_bot"})

    def _get_file(self, asked: dict[str, str]) -> Response:
        content = self.files.get(asked["file_id"])
        if content is None:
            return _no(400, "Bad Request: invalid file_id")
        size, path = len(content), f"photos/{asked['file_id']}"
        return _yes({"file_id": asked["file_id"], "file_unique_id": "u", "file_size": size, "file_path": path})

    async def _file(self, request: Request) -> Response:
        return Response(self.files[request.path_params["name"].removeprefix("photos/")])


def _bubble(asked: dict[str, str]) -> Bubble | Response:
    text = asked.get("text", "")
    if not text.strip():
        return _no(400, "Bad Request: message text is empty")
    if len(text.encode("utf-16-le")) // 2 > TEXT_LIMIT:
        return _no(400, "Bad Request: message is too long")
    rows = json.loads(asked["reply_markup"])["inline_keyboard"] if "reply_markup" in asked else []
    buttons = [(one["text"], one["callback_data"]) for row in rows for one in row]
    if any(not label or not 1 <= len(data.encode()) <= DATA_LIMIT for label, data in buttons):
        return _no(400, "Bad Request: BUTTON_DATA_INVALID")
    return Bubble(text, buttons, [len(row) for row in rows])


def _yes(result: object) -> Response:
    return JSONResponse({"ok": True, "result": result})


def _no(status: int, says: str, parameters: dict[str, int] | None = None) -> Response:
    answer: dict[str, Any] = {"ok": False, "error_code": status, "description": says}
    return JSONResponse(answer | ({"parameters": parameters} if parameters else {}), status)


def _message(id: int, user: int, **more: Any) -> dict[str, Any]:
    chat = {"id": user, "type": "private", "first_name": "家长"}
    return {"message_id": id, "date": 1_772_413_200, "chat": chat, **more}


class Phone:
    """A person with Telegram: what they do is posted to the bot's server until that takes it."""

    def __init__(self, api: BotApi, http: httpx.AsyncClient, user: int = 1001, path: str = "/telegram") -> None:
        self.api, self.http, self.user, self.path = api, http, user, path
        self.last: dict[str, Any] = {}
        self._ids = itertools.count(90_000 + user)

    @property
    def chat(self) -> Chat:
        return self.api.chat(self.user)

    async def say(self, text: str) -> list[int]:
        return await self.send(text=text)

    async def send(self, **more: Any) -> list[int]:
        """Statuses of the attempts."""
        person = {"id": self.user, "is_bot": False, "first_name": "家长"}
        self.last = {"message": _message(next(self._ids), self.user, **{"from": person, **more})}
        return await self.post(self._numbered())

    async def tap(self, number: int) -> list[int]:
        """A button of the newest message that has any."""
        bubble = next(one for one in reversed(self.chat.bubbles) if one.buttons)
        keyboard = {"inline_keyboard": [[{"text": label, "callback_data": data}] for label, data in bubble.buttons]}
        shown = _message(next(self._ids), self.user, text=bubble.text, reply_markup=keyboard)
        self.last = {"callback_query": {
            "id": str(next(self._ids)), "from": {"id": self.user, "is_bot": False, "first_name": "家长"},
            "chat_instance": "1", "message": shown, "data": bubble.buttons[number - 1][1],
        }}  # fmt: skip
        return await self.post(self._numbered())

    async def again(self) -> list[int]:
        """The platform lost our response and posts the very same update once more."""
        return await self.post(self.last)

    async def post(self, update: dict[str, Any]) -> list[int]:
        self.api.chat(self.user)
        statuses: list[int] = []
        while len(statuses) < ATTEMPTS and not (statuses and statuses[-1] == 200):
            response = await self.http.post(self.path, json=update, headers={"X-Telegram-Bot-Api-Secret-Token": SECRET})
            statuses.append(response.status_code)
        return statuses

    def _numbered(self) -> dict[str, Any]:
        self.last = {"update_id": next(self._ids), **self.last}
        return self.last
