"""Answers of the platform that make no sense: they end nothing, and nobody's words are lost or said twice."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest

from bot.channel import Busy, OutcomeUnknown, Refused, WindowClosed
from bot.channels.wechat_account import Account as Served
from bot.channels.wechat_errors import object_of, problem_of
from bot.outgoing.alerts import Notice
from bot.rounds.selfcheck import SelfCheck
from tests.channels.world import World

DEEP = b"[" * 5000
NO_TOKEN = [
    b'{"access_token":"T"}',
    b'{"access_token":"","expires_in":7200}',
    b'{"access_token":5,"expires_in":7200}',
    b'{"access_token":"\\ud800","expires_in":7200}',
    b'{"access_token":"T","expires_in":null}',
    b'{"access_token":"T","expires_in":"x"}',
    b'{"access_token":"T","expires_in":true}',
    b'{"access_token":"T","expires_in":0}',
    b'{"access_token":"T","expires_in":-1e300}',
    b'{"access_token":"T","expires_in":NaN}',
    b'{"access_token":"T","expires_in":Infinity}',
    b'{"errcode":0}',
    b'{"errcode":null}',
    b'{"errcode":"abc"}',
    b'{"errcode":[1]}',
    b"{}",
    b"null",
    b"",
    b"<html>",
    b"\xff\xfe",
    DEEP,
]


def short(value: object) -> str:
    return repr(value)[:30]


def platform_that(answers: Callable[[httpx.Request], httpx.Response]) -> httpx.AsyncClient:
    return httpx.AsyncClient(transport=httpx.MockTransport(answers), base_url="https://api.weixin.qq.com")


@pytest.mark.parametrize("body", NO_TOKEN, ids=short)
async def test_a_token_answer_without_sense_only_makes_the_words_wait(town: World, body: bytes):
    good = town.tokens._http
    town.tokens._http = platform_that(lambda request: httpx.Response(200, content=body))
    told: list[Notice] = []
    await SelfCheck([Served(channel=town.channel, api=town.outbound)], tell=told.append).step()
    await town.officer_says("请周一来", "k1")
    assert (len(told), await town.states(), await town.quota()) == (1, {"k1": "pending"}, 5)
    town.tokens._http = good
    town.clock.forward(seconds=3)
    await town.delivery.step()
    assert town.chat() == ["收到", "请周一来"]


@pytest.mark.parametrize(("status", "state"), [(500, "pending"), (503, "pending"), (429, "pending"), (404, "parked")])
async def test_a_token_desk_that_answers_no_call_loses_no_words(town: World, status: int, state: str):
    town.tokens._http = platform_that(lambda request: httpx.Response(status))
    await town.officer_says("请周一来", "k1")
    assert await town.states() == {"k1": state}


async def test_a_token_is_never_kept_longer_than_the_longest(town: World):
    answer = {"access_token": "T", "expires_in": 1e300}
    town.tokens._http = platform_that(lambda request: httpx.Response(200, json=answer))
    assert await town.tokens.get() == "T"
    answer["access_token"] = "U"
    town.clock.forward(seconds=7200 - 300)
    assert await town.tokens.get() == "U"


@pytest.mark.parametrize("error", [KeyError("expires_in"), RecursionError(), RuntimeError("s3cret")])
async def test_a_channel_that_breaks_ends_no_loop(
    town: World, error: Exception, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    async def breaks() -> None:
        raise error

    told: list[Notice] = []
    monkeypatch.setattr(town.tokens, "get", breaks)
    await SelfCheck([Served(channel=town.channel, api=town.outbound)], tell=told.append).step()
    await town.officer_says("请周一来", "k1")
    assert await town.states() == {"k1": "pending"}
    assert type(error).__name__ in told[0].text
    logged = capsys.readouterr()
    assert "wechat_not_ready" in logged.out + logged.err
    assert "s3cret" not in logged.out + logged.err


@pytest.mark.parametrize(
    ("errcode", "problem"),
    [
        (0, None),
        ("0", None),
        (0.0, None),
        ("45015", WindowClosed),
        (45015.0, WindowClosed),
        ("-1", Busy),
        (99999, Refused),
        (10**300, Refused),
        (None, OutcomeUnknown),
        (True, OutcomeUnknown),
        ("", OutcomeUnknown),
        ("abc", OutcomeUnknown),
        ("９９", OutcomeUnknown),
        ([1], OutcomeUnknown),
        ({}, OutcomeUnknown),
        (float("nan"), OutcomeUnknown),
    ],
    ids=short,
)
def test_every_error_code_is_understood_or_said_to_be_none(errcode: Any, problem: type[Exception] | None):
    found = problem_of({"errcode": errcode})
    assert found is None if problem is None else type(found) is problem


@pytest.mark.parametrize("content", [b"", b"[]", b"1", b"<html>", b"\xff", DEEP, b'{"a":' * 5000, b"9" * 5000])
def test_only_an_object_is_an_answer(content: bytes):
    assert object_of(content) is None


@pytest.mark.parametrize(
    ("body", "state"),
    [
        (b'{"errcode":"0","errmsg":"ok"}', "sent"),
        (b'{"errcode":"45015"}', "parked"),
        (b'{"errcode":"48001"}', "parked"),
        (b'{"errcode":[1]}', "unknown"),
        (b'{"errcode":null}', "unknown"),
        (b"{}", "unknown"),
        (DEEP, "unknown"),
    ],
    ids=short,
)
async def test_an_answer_to_a_message_without_sense_leaves_it_in_doubt(town: World, body: bytes, state: str):
    await town.tokens.get()
    town.outbound._http = platform_that(lambda request: httpx.Response(200, content=body))
    await town.officer_says("请周一来", "k1")
    assert await town.states() == {"k1": state}


@pytest.mark.parametrize("body", [b'{"errcode":[1]}', b'{"errcode":"x"}', DEEP, b"[]"], ids=short)
async def test_an_answer_without_sense_is_no_picture(town: World, body: bytes):
    await town.tokens.get()
    said = httpx.Response(200, content=body, headers={"content-type": "application/json"})
    town.outbound._http = platform_that(lambda request: said)
    with pytest.raises((OutcomeUnknown, Refused)):
        await town.outbound.media("m1")
