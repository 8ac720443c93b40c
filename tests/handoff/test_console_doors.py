"""Who gets in: sessions, cookies, rights, other sites, guessing."""

import httpx
import pytest
from starlette.applications import Starlette
from starlette.routing import Mount, Route

from handoff.console import routes
from tests.handoff.front import OWN, Seat, console_of, site_of
from tests.handoff.room import CURATOR, ON_DUTY, PASSWORD, STRANGER, SUPERVISOR, Room

DOORS = {"/desk/login", "/desk/logout"}


def every_page(room: Room) -> list[tuple[str, str]]:
    """Method and path of every route behind the door, with the values of an existing ticket."""
    found = [route for route in routes(console_of(room)) if isinstance(route, Route)]
    assert all(isinstance(route, Route | Mount) for route in routes(console_of(room)))
    fill = {"{number}": "A1001", "{act}": "reply", "{id:int}": "1"}
    paths = []
    for route in found:
        path = route.path
        for name, value in fill.items():
            path = path.replace(name, value)
        if path not in DOORS:
            paths.append(("POST" if "POST" in (route.methods or ()) else "GET", path))
    return paths


async def test_the_stranger_is_refused_on_every_page(room: Room, nobody: Seat) -> None:
    await room.open()
    await nobody.sign_in(STRANGER)
    pages = every_page(room)
    assert len(pages) >= 10
    for method, path in pages:
        response = await nobody.http.request(method, path, headers=OWN)
        assert response.status_code == 403, (method, path)
        assert "A1001" not in response.text
        assert (await nobody.http.request(method, path, headers={**OWN, "X-Desk": "1"})).status_code == 403


async def test_without_a_session_every_page_asks_to_sign_in(room: Room, nobody: Seat) -> None:
    await room.open()
    for method, path in every_page(room):
        response = await nobody.http.request(method, path, headers=OWN)
        assert response.status_code == (303 if method == "GET" else 401), (method, path)
        assert (await nobody.http.request(method, path, headers={**OWN, "X-Desk": "1"})).status_code == 401


async def test_every_post_from_another_site_is_refused(room: Room, seat: Seat) -> None:
    await room.open()
    posts = [path for method, path in every_page(room) if method == "POST"] + sorted(DOORS)
    for path in posts:
        for foreign in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}, {"Origin": "null"}):
            assert (await seat.http.post(path, headers=foreign)).status_code == 403, (path, foreign)
    assert (await seat.get("/desk")).status_code == 200  # nobody was signed out


@pytest.mark.parametrize(
    ("name", "open_pages"),
    [
        (ON_DUTY, {"/desk", "/desk/account"}),
        (CURATOR, {"/desk/notices", "/desk/account"}),
        (SUPERVISOR, {"/desk", "/desk/notices", "/desk/robot", "/desk/account"}),
    ],
)
async def test_each_role_has_its_pages(nobody: Seat, name: str, open_pages: set[str]) -> None:
    await nobody.sign_in(name)
    pages = ("/desk", "/desk/notices", "/desk/robot", "/desk/account")
    assert {path for path in pages if (await nobody.get(path)).status_code == 200} == open_pages


@pytest.mark.parametrize(
    ("name", "path", "lacking", "roles", "way_back"),
    [
        (ON_DUTY, "/desk/notices", "发通知、核对答复", "值班负责人、答复编辑", 'href="/desk">回到等候'),
        (ON_DUTY, "/desk/robot", "开关机器人", "值班负责人", 'href="/desk">回到等候'),
        (CURATOR, "/desk/t/A1001", "接待市民", "值班员、值班负责人", 'href="/desk/notices">回到通知'),
        (STRANGER, "/desk", "接待市民", "值班员、值班负责人", None),
    ],
)
async def test_who_lacks_a_right_reads_which_and_who_gives_it(
    nobody: Seat, name: str, path: str, lacking: str, roles: str, way_back: str | None
) -> None:
    await nobody.sign_in(name)
    page = await nobody.get(path)
    assert page.status_code == 403
    assert f"没有“{lacking}”的权限" in page.text
    assert f"这里要{roles}才能用" in page.text
    assert "请找本单位的系统管理员开通" in page.text
    assert (way_back in page.text) if way_back else ("回到" not in page.text)
    by_script = await nobody.get(path, **{"X-Desk": "1"})
    assert lacking in by_script.json()["message"]


async def test_the_curator_lands_where_there_is_something_to_do(nobody: Seat) -> None:
    await nobody.sign_in(CURATOR)
    assert (await nobody.get("/desk")).headers["location"] == "/desk/notices"


@pytest.mark.parametrize(
    ("base", "secure", "expected"),
    [("http://desk.test", False, False), ("https://desk.test", False, True), ("http://desk.test", True, True)],
)
async def test_the_cookie(room: Room, base: str, secure: bool, expected: bool) -> None:
    seat = Seat(site_of(room, secure=secure), base)
    answer = await seat.http.post("/desk/login", data={"name": ON_DUTY, "password": PASSWORD})
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    assert "path=/desk" in cookie
    assert ("secure" in cookie) is expected


async def test_signing_out_ends_the_session_for_good(seat: Seat) -> None:
    kept = dict(seat.http.cookies)
    answer = await seat.post("/desk/logout")
    assert (answer.status_code, answer.headers["location"]) == (303, "/desk/login")
    seat.http.cookies.update(kept)
    assert (await seat.get("/desk")).status_code == 303


async def test_a_wrong_password_says_no_more_than_that_and_keeps_the_name(nobody: Seat) -> None:
    for name in (ON_DUTY, "没有这个人"):
        answer = await nobody.sign_in(name, "wrong-password")
        assert answer.status_code == 401
        assert "用户名或密码不对" in answer.text
        assert f'value="{name}"' in answer.text
        assert "set-cookie" not in answer.headers


async def test_guessing_is_made_slow(nobody: Seat) -> None:
    codes = [(await nobody.sign_in(ON_DUTY, f"guess-{n}")).status_code for n in range(11)]
    assert codes == [401] * 10 + [429]
    assert (await nobody.sign_in(ON_DUTY)).status_code == 429  # the right one too, for a while


async def test_guessing_one_name_from_many_addresses_is_made_slow_too(site: Starlette, nobody: Seat) -> None:
    everywhere = [Seat(site, address=f"203.0.113.{n}") for n in range(4)]
    for guesser in everywhere[:3]:
        assert [(await guesser.sign_in(ON_DUTY, f"guess-{n}")).status_code for n in range(10)] == [401] * 10
    assert (await everywhere[3].sign_in(ON_DUTY)).status_code == 429
    assert (await nobody.sign_in(SUPERVISOR)).status_code == 303


async def test_one_address_alone_locks_nobody_out(site: Starlette, nobody: Seat) -> None:
    guesser = Seat(site, address="203.0.113.7")
    codes = [(await guesser.sign_in(ON_DUTY, f"guess-{n}")).status_code for n in range(60)]
    assert codes.count(401) == 10
    assert (await nobody.sign_in(ON_DUTY)).status_code == 303


async def test_back_to_the_page_one_came_from_but_never_elsewhere(site: Starlette, room: Room) -> None:
    await room.open()
    wanted = {
        "/desk/t/A1001": "/desk/t/A1001",
        "https://evil.example/": "/desk",
        "//evil.example": "/desk",
        "/desk/t//evil": "/desk",
        "/desk/t/\\evil": "/desk",
        "/other": "/desk",
    }
    for asked, expected in wanted.items():
        answer = await Seat(site).sign_in(ON_DUTY, next=asked)
        assert answer.headers["location"] == expected
    asked_first = await Seat(site).get("/desk/t/A1001")
    assert asked_first.headers["location"] == "/desk/login?next=/desk/t/A1001"


@pytest.mark.parametrize("name", ["\x00", "\ud800".encode("utf-8", "surrogatepass"), "名" * 5000, ""])
async def test_odd_names_and_passwords(nobody: Seat, name: str | bytes) -> None:
    form = httpx.QueryParams({"name": "x"}) if isinstance(name, bytes) else {"name": name, "password": name}
    body = {"content": b"name=%ED%A0%80&password=%ED%A0%80"} if isinstance(name, bytes) else {"data": form}
    headers = {**OWN, "Content-Type": "application/x-www-form-urlencoded"}
    answer = await nobody.http.post("/desk/login", headers=headers, **body)
    assert answer.status_code == 401


async def test_changing_the_own_password(seat: Seat, nobody: Seat) -> None:
    new = "a-new-password"
    for old, first, again, sentence in (
        ("wrong-password", new, new, "现在的密码不对"),
        (PASSWORD, new, "another-one", "不一样"),
        (PASSWORD, "short", "short", "10 到 200"),
    ):
        answer = await seat.post("/desk/account", old=old, new=first, again=again)
        assert answer.status_code == 409
        assert sentence in answer.text
        assert new not in answer.text
    await nobody.sign_in(ON_DUTY)
    changed = await seat.post("/desk/account", old=PASSWORD, new=new, again=new)
    assert changed.headers["location"] == "/desk/account?changed=1"
    assert "改好了" in await seat.page("/desk/account?changed=1")
    assert (await nobody.get("/desk")).status_code == 303  # elsewhere it is over
    assert (await nobody.sign_in(ON_DUTY, new)).status_code == 303


async def test_pages_need_nothing_inline_and_nothing_from_elsewhere(room: Room, boss: Seat) -> None:
    await room.open()
    for path in ("/desk", "/desk/t/A1001", "/desk/robot", "/desk/notices", "/desk/account"):
        response = await boss.get(path)
        assert "<style" not in response.text
        assert " style=" not in response.text
        assert " onclick" not in response.text
        assert "default-src 'self'" in response.headers["content-security-policy"]
        assert response.headers["cache-control"] == "no-store"


async def test_static_files_are_asked_about_each_time(nobody: Seat) -> None:
    for name in ("desk.css", "papers.css", "desk.js", "asking.js", "icon.svg"):
        response = await nobody.get(f"/desk/static/{name}")
        assert (response.status_code, response.headers["cache-control"]) == (200, "no-cache")
        again = await nobody.get(f"/desk/static/{name}", **{"If-None-Match": response.headers["etag"]})
        assert again.status_code == 304
    assert (await nobody.get("/desk/static/../pages.py")).status_code == 404
