"""The web page as a citizen meets it."""

import uuid
from html.parser import HTMLParser

from bot.channels.webchat import COOKIE
from bot.message import Address
from tests.channels.front import Bad, Front


class Page(HTMLParser):
    """The texts of the thread that are not the citizen's, and the buttons of the newest list."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.buttons: list[tuple[str, str]] = []
        self._ours = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "li" and "data-id" in given:
            self._ours = "them" in given["class"].split()
            self.texts += [""] if self._ours else []
            self.buttons = []
        if tag == "button" and given.get("name") == "choice" and not given["value"].startswith("verdict"):
            self.buttons.append((given["value"], given["data-label"]))

    def handle_data(self, data: str) -> None:
        if self._ours and data.strip():
            self.texts[-1] += data


class Web(Front):
    name = "web"
    pushes = False
    path = "/chat"
    said: dict[str, str]

    @property
    def address(self) -> Address:
        signed = self.http.cookies[COOKIE]
        return Address(channel="web", user=signed.split(".")[0])

    async def say(self, text: str) -> None:
        await self._post({"id": uuid.uuid4().hex, "text": text})

    async def again(self) -> None:
        await self._post(self.said)

    async def choose(self, number: int) -> None:
        key, label = (await self._page()).buttons[number - 1]
        await self._post({"id": uuid.uuid4().hex, "text": label, "choice": key})

    async def seen(self) -> list[str]:
        return (await self._page()).texts

    async def choices(self) -> list[str]:
        return [label for _, label in (await self._page()).buttons]

    def rubbish(self) -> list[Bad]:
        script = {"content-type": "application/json"}
        bodies = [b"", b"{", b"[]", b"null", b'"x"', b"\xff\xfe", b'{"id": 5}', b'{"id": "short", "text": "x"}',
                  b'{"id": "abcdefgh1", "text": ["x"]}', b"[" * 100_000, b"x" * 300_000]  # fmt: skip
        return [
            *(Bad(f"script {body[:20]!r}", body, script, {}) for body in bodies),
            Bad("a form with a wrong id", b"id=%20&text=x", {"content-type": "application/x-www-form-urlencoded"}, {}),
        ]

    async def _page(self) -> Page:
        response = await self.http.get("/chat/thread", params={"after": 0})
        assert response.status_code == 200
        return Page(response.text)

    async def _post(self, said: dict[str, str]) -> None:
        if COOKIE not in self.http.cookies:
            await self.http.get("/")
        self.said = said
        assert (await self.http.post("/chat", json=said)).status_code == 200
