"""The whole house from outside: headers, cookies, other sites, strangers, floods and rubbish."""

import json
import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from pydantic import SecretStr
from sqlalchemy import func, select
from starlette.routing import Mount, Route

from bot.app import BODY_LIMIT, House, build
from bot.keeping.store import keep_reply, messages
from bot.message import Reply
from bot.policy.current import Policy
from bot.schema.migrate import migrate
from bot.settings import Settings, TelegramSettings, WechatSettings
from tests.channels.front import small_policy
from tests.stories.conftest import Clock

BASE = "https://ask.example.cn"
OWN = {"Sec-Fetch-Site": "same-origin", "Origin": BASE}
PASSWORD = "correct-horse-battery"
DOORS = {"/desk/login", "/desk/logout"}
WEBHOOKS = {"/wechat", "/telegram"}  # whose caller proves itself by a signature or a secret
FILL = {"number": "A1001", "act": "reply", "id:int": "1", "entry_id": "card_lost", "name": "x.jpg"}
QUESTION = {"id": "0123456789abcdef", "text": "教师资格证丢了怎么办"}
SETTINGS: dict[str, Any] = {
    "burst_seconds": 0,
    "public_url": BASE,
    "wechat": WechatSettings(token=SecretStr("token"), app_id="wx0123456789abcdef", aes_key=SecretStr("a" * 43)),
    "telegram": TelegramSettings(token=SecretStr("1:a"), secret=SecretStr("s" * 16)),
}


@pytest.fixture(scope="module")
def policy(tmp_path_factory: pytest.TempPathFactory) -> Policy:
    return small_policy(tmp_path_factory.mktemp("faq"))


async def house_with(policy: Policy, folder: Path, **changes: Any) -> House:
    made = build(Settings(data_dir=folder, **{**SETTINGS, **changes}), clock=Clock(), policy=policy)
    await migrate(made.database)
    async with made.database.write() as conn:
        for name, role in (("王敏", "officer"), ("路人", "stranger")):
            await made.officers.add(conn, name, role, PASSWORD)
    return made


def browser(house: House, base: str = BASE) -> httpx.AsyncClient:
    """Errors come back as the 500 that they would be."""
    transport = httpx.ASGITransport(house.asgi, raise_app_exceptions=False)
    return httpx.AsyncClient(transport=transport, base_url=base)


@pytest.fixture
async def house(policy: Policy, tmp_path: Path) -> AsyncIterator[House]:
    made = await house_with(policy, tmp_path)
    yield made
    await made.close()


@pytest.fixture
async def parent(house: House) -> httpx.AsyncClient:
    made = browser(house)
    await made.get("/")
    return made


async def signed_in(house: House, name: str) -> httpx.AsyncClient:
    seat = browser(house)
    response = await seat.post("/desk/login", data={"name": name, "password": PASSWORD}, headers=OWN)
    assert response.status_code == 303
    return seat


async def kept(house: House) -> int:
    async with house.database.read() as conn:
        return int(await conn.scalar(select(func.count()).select_from(messages).where(messages.c.direction == "in")))


def every_route(house: House) -> list[tuple[str, str]]:
    found = []
    for route in house.asgi.routes:
        assert isinstance(route, Route | Mount)
        if isinstance(route, Route):
            path = re.sub(r"{([^}]+)}", lambda part: FILL[part[1]], route.path)
            found += [(method, path) for method in sorted(route.methods or ()) if method in ("GET", "POST")]
    return found


async def test_every_page_forbids_what_is_inline_or_from_elsewhere(house: House, parent: httpx.AsyncClient) -> None:
    for path in ("/", "/e/card_lost", "/e/nothing", "/desk/login", "/static/chat.js", "/nowhere"):
        response = await parent.get(path)
        policy = response.headers["content-security-policy"]
        assert "default-src 'self'" in policy
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        assert response.headers["x-content-type-options"] == "nosniff"
        assert not re.search(r"<script(?![^>]*src=)|<style|\sstyle=|\son\w+=", response.text), path
        assert path.startswith("/static") or response.headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    ("base", "public_url", "secure"),
    [("http://ask.cn", "", False), ("https://ask.cn", "", True), ("http://ask.cn", "https://ask.cn", True)],
)
async def test_the_visitor_cookie(policy: Policy, tmp_path: Path, base: str, public_url: str, secure: bool) -> None:
    house = await house_with(policy, tmp_path, public_url=public_url)
    cookie = (await browser(house, base).get("/")).headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    assert ("secure" in cookie) is secure
    await house.close()


async def test_a_forged_visitor_sees_and_says_nothing(house: House, parent: httpx.AsyncClient) -> None:
    assert (await parent.post("/chat", json=QUESTION, headers=OWN)).status_code == 200
    value = parent.cookies["yiwen_visitor"]
    for forged in ("", "x", f"{value}x", value.replace(".", ".A", 1), f"someone.{value.partition('.')[2]}"):
        thief = browser(house)
        thief.cookies.set("yiwen_visitor", forged)
        for path in ("/chat/thread", "/chat/events"):
            assert (await thief.get(path)).status_code == 401, (forged, path)
        assert (await thief.post("/chat", json=QUESTION, headers=OWN)).status_code == 401
        assert "教师资格证丢了怎么办" not in (await thief.get("/")).text
    assert await kept(house) == 1


async def test_no_post_from_another_site_gets_in(house: House, parent: httpx.AsyncClient) -> None:
    posts = {path for method, path in every_route(house) if method == "POST"}
    assert posts >= WEBHOOKS | DOORS | {"/chat", "/desk/t/A1001/reply"}
    for path in sorted(posts - WEBHOOKS):
        for foreign in ({"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}, {"Origin": "https://evil"}):
            assert (await parent.post(path, headers=foreign, json=QUESTION)).status_code == 403, (path, foreign)
    for path in sorted(WEBHOOKS):
        assert (await parent.post(path, json=QUESTION)).status_code in (400, 401, 403), path
    assert await kept(house) == 0


async def test_the_stranger_is_refused_on_every_desk_page(house: House) -> None:
    stranger = await signed_in(house, "路人")
    pages = [(method, path) for method, path in every_route(house) if path.startswith("/desk") and path not in DOORS]
    assert len(pages) > 12
    for method, path in pages:
        assert (await stranger.request(method, path, headers=OWN)).status_code == 403, (method, path)


async def test_the_desk_knows_who_answered(house: House, parent: httpx.AsyncClient) -> None:
    """Also where the conversation holds an officer's line that the desk's history does not."""
    await parent.post("/chat", json={**QUESTION, "text": "人工"}, headers=OWN)
    async with house.database.write() as conn:
        await keep_reply(conn, 1, "web", Reply(text="以前的一句"), Clock().now, author="officer")
    seat = await signed_in(house, "王敏")
    for act, form in (("claim", {}), ("reply", {"text": "请带户口簿", "key": "1"})):
        assert (await seat.post(f"/desk/t/A1001/{act}", data=form, headers=OWN)).status_code == 303
    assert '<p class="who">王敏 <time' in (await seat.get("/desk/t/A1001")).text
    assert "王敏" not in (await parent.get("/")).text


async def test_a_flood_is_stopped_by_visitor_and_by_address(policy: Policy, tmp_path: Path) -> None:
    house = await house_with(policy, tmp_path, chat_per_minute=2, visitors_per_minute=3)

    async def ask(who: httpx.AsyncClient, number: int) -> int:
        said = {"id": f"question-{number:04}", "text": "你好"}
        return (await who.post("/chat", json=said, headers=OWN)).status_code

    first, second = browser(house), browser(house)
    await first.get("/")
    await second.get("/")
    assert [await ask(first, number) for number in range(3)] == [200, 200, 429]
    assert [await ask(second, number) for number in range(2)] == [200, 429]
    assert await kept(house) == 3
    await house.close()


async def test_too_large_is_refused_before_it_is_read(house: House, parent: httpx.AsyncClient) -> None:
    large = "x" * (BODY_LIMIT + 1)
    for path in ("/chat", "/desk/login", "/wechat", "/telegram"):
        response = await parent.post(path, content=large, headers={**OWN, "content-type": "application/json"})
        assert response.status_code in (400, 401, 403, 413), path
    form = {**OWN, "content-type": "application/x-www-form-urlencoded"}
    assert (await parent.post("/chat", content=f"text={large}", headers=form)).status_code in (400, 413)
    assert await kept(house) == 0


async def test_metrics_are_for_this_machine_only(house: House) -> None:
    assert (await browser(house).get("/metrics")).status_code == 200
    away = httpx.ASGITransport(house.asgi, client=("203.0.113.5", 1234))
    assert (await httpx.AsyncClient(transport=away, base_url=BASE).get("/metrics")).status_code == 404


async def test_metrics_tell_how_long_each_route_takes_and_no_made_up_path(house: House) -> None:
    there = browser(house)
    for path in ("/", "/desk/t/A1001", "/made-up-13800138000"):
        await there.get(path)
    counted = re.findall(r'yiwen_request_seconds_count\{route="([^"]*)"\}', (await there.get("/metrics")).text)
    assert {"/", "/desk/t/{number}", "none"} <= set(counted)
    assert not [route for route in counted if "made-up" in route]


ODD = (
    "",
    " ",
    "\x00",
    "😀" * 30,
    "长" * 10_000,
    "\ud800",
    "‮​",
    "]]>",
    "<script>alert(1)</script>",
    "{{ 7 * 7 }}",
    "' OR 1=1",
)


@pytest.mark.parametrize("text", ODD)
async def test_whatever_is_said_is_answered_and_escaped(house: House, parent: httpx.AsyncClient, text: str) -> None:
    for choice in ("", text[:500], "entry:nothing", "section:", "verdict:"):
        said = {"id": f"odd-{len(choice):05}-{hash(choice) % 999}", "text": text, "choice": choice}
        body = json.dumps(said)  # half a surrogate can only come escaped
        script = {**OWN, "content-type": "application/json"}
        assert (await parent.post("/chat", content=body, headers=script)).status_code == 200, choice
    page = await parent.get("/")
    assert page.status_code == 200
    assert "<script>alert" not in page.text


FILE = b'--x\r\nContent-Disposition: form-data; name="text"; filename="a"\r\n\r\na\r\n--x--'
RUBBISH: tuple[tuple[str, bytes], ...] = (
    *(
        ("application/json", body)
        for body in (b"", b"{", b"[]", b"null", b"\xff", b'{"id": []}', b'{"text": {}}', b"[" * 9000)
    ),
    ("application/x-www-form-urlencoded", b"%ff=%00&&==&text=%ED%A0%80"),
    ("multipart/form-data", b"nothing"),
    ("multipart/form-data; boundary=x", b"--x\r\nbroken"),
    ("multipart/form-data; boundary=x", FILE),
    ("text/xml", b"<!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><xml>&e;</xml>"),
)  # fmt: skip


@pytest.mark.parametrize(("kind", "body"), RUBBISH)
async def test_rubbish_is_never_an_error_of_ours(
    house: House, parent: httpx.AsyncClient, kind: str, body: bytes
) -> None:
    seat = await signed_in(house, "王敏")
    for method, path in every_route(house):
        who = seat if path.startswith("/desk") else parent
        if method == "POST":
            status = (await who.post(path, content=body, headers={**OWN, "content-type": kind})).status_code
            assert status < 500, path


@pytest.mark.parametrize(
    "odd", ["%00", "%ff", "%ED%A0%80", "..%2f..", "a" * 3000, "-1", "9" * 40, "１", "%F0%9F%98%80"]
)
async def test_odd_addresses_are_never_an_error_of_ours(house: House, parent: httpx.AsyncClient, odd: str) -> None:
    seat = await signed_in(house, "王敏")
    for path in (f"/chat/thread?after={odd}", f"/e/{odd}", f"/static/{odd}", f"/{odd}", f"/wechat?signature={odd}"):
        assert (await parent.get(path)).status_code < 500, path
    for path in (
        f"/desk/t/{odd}", f"/desk/events?topic={odd}",
        f"/desk/login?next={odd}", f"/desk/static/{odd}", f"/desk/media/{odd}",
    ):  # fmt: skip
        assert (await seat.get(path)).status_code < 500, path
