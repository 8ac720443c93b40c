"""Pushing over a real socket: the five seconds, the repeats, the same message every time."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from xml.etree import ElementTree

import httpx
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from bot.demo.account import Account
from bot.demo.crypto import decrypt
from bot.demo.judge import UNAVAILABLE
from bot.demo.platform import Platform
from bot.demo.pusher import Pusher
from bot.demo.serving import serving
from tests.demo.conftest import PARENT, Clock
from tests.ports import quiet_port

Server = Callable[[Request], Awaitable[Response]]


@asynccontextmanager
async def pushing_to(server: Server, **options: float | int) -> AsyncIterator[Pusher]:
    app = Starlette(routes=[Route("/wechat", server, methods=["GET", "POST"])])
    async with serving(app) as url, httpx.AsyncClient() as http:
        yield Pusher(Platform(Account(), Clock()), http, f"{url}/wechat", **options)  # type: ignore[arg-type]


def inside(body: bytes) -> dict[str, str]:
    sealed = ElementTree.fromstring(body.decode()).findtext("Encrypt", "")
    text, _ = decrypt(sealed, Account().aes_key)
    return {node.tag: node.text or "" for node in ElementTree.fromstring(text)}


async def test_a_slow_server_is_cut_off_after_five_real_seconds_and_asked_again() -> None:
    asked: list[tuple[str, dict[str, str]]] = []

    async def slow_at_first(request: Request) -> Response:
        asked.append((request.query_params["nonce"], inside(await request.body())))
        await asyncio.sleep(6 if len(asked) == 1 else 0)
        return PlainTextResponse("success")

    async with pushing_to(slow_at_first) as pusher:
        began = time.monotonic()
        verdict = await pusher.say(PARENT, "在吗")
        took = time.monotonic() - began
        first, second = asked
        assert first[0] != second[0]
        assert first[1] == second[1]
        assert first[1]["Content"] == "在吗"
        assert took >= 5
        assert verdict.problem is None
        assert [judged.is_fine for judged in pusher.platform.log] == [False, True]
        assert "5 秒内没有完整的回答" in pusher.platform.log[0].verdict


async def test_after_the_last_attempt_the_citizen_sees_a_failure() -> None:
    asked: list[str] = []

    async def asleep(request: Request) -> Response:
        asked.append(inside(await request.body())["MsgId"])
        await asyncio.sleep(60)
        return PlainTextResponse("success")

    async with pushing_to(asleep, attempts=4, patience=0.2) as pusher:
        await pusher.say(PARENT, "在吗")
        assert len(asked) == 4
        assert len(set(asked)) == 1
        assert pusher.platform.citizen(PARENT).seen() == [UNAVAILABLE]


async def test_a_server_that_is_down_is_asked_again() -> None:
    async with httpx.AsyncClient() as http:
        pusher = Pusher(Platform(Account(), Clock()), http, f"http://127.0.0.1:{quiet_port()}/wechat", pause=0.01)
        assert (await pusher.say(PARENT, "在吗")).shown == UNAVAILABLE
        assert len(pusher.platform.log) == 3


async def test_an_illegal_answer_is_not_asked_for_again() -> None:
    async def breaks(request: Request) -> Response:
        return PlainTextResponse("Internal Server Error", 500)

    async with pushing_to(breaks) as pusher:
        assert (await pusher.say(PARENT, "在吗")).problem == "status 500"
        assert not await pusher.verify()
        assert len(pusher.platform.log) == 1


async def test_the_address_is_verified_by_its_echo() -> None:
    async def echo(request: Request) -> Response:
        return PlainTextResponse(request.query_params.get("echostr", ""))

    async with pushing_to(echo) as pusher:
        assert await pusher.verify()


async def test_a_tapped_menu_item_comes_back_as_text_with_its_number() -> None:
    asked: list[dict[str, str]] = []

    async def listen(request: Request) -> Response:
        asked.append(inside(await request.body()))
        return PlainTextResponse("success")

    async with pushing_to(listen) as pusher:
        await pusher.say(PARENT, "证丢了")
        items = [{"id": "1", "content": "毕业证"}, {"id": "2", "content": "普通话证"}]
        menu = {"head_content": "哪一个证？", "list": items, "tail_content": ""}
        pusher.platform.send({"touser": PARENT, "msgtype": "msgmenu", "msgmenu": menu})
        await pusher.tap(PARENT, 2)
        assert asked[1]["Content"] == "普通话证"
        assert asked[1]["bizmsgmenuid"] == "2"
        assert asked[1]["MsgType"] == "text"
