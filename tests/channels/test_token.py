"""The access token: fetched once, shared, renewed ahead of its end, replaced once when rejected."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator

import httpx
import pytest
from sqlalchemy import update

from bot.channel import Busy, MayNotSpeak
from bot.channels.wechat_token import Tokens, access_tokens
from bot.demo.platform import Fault
from handoff.database import Database
from tests.channels.world import PARENT, World, world


@pytest.fixture
async def town(database: Database) -> AsyncIterator[World]:
    async with world(database) as made:
        yield made


def another_process(town: World) -> Tokens:
    http = httpx.AsyncClient(transport=httpx.ASGITransport(town.api.app()), base_url="https://api.weixin.qq.com")
    account = town.platform.account
    return Tokens(town.database, http, app_id=account.app_id, app_secret=account.app_secret, clock=town.clock)


async def test_twenty_sends_on_a_cold_token_fetch_once(town: World):
    people = [f"oCITIZEN{number:03}" for number in range(20)]
    for openid in people:
        await town.citizens.say(openid, "请问")
        await town.officer_says("好", openid, openid, step=False)
    await town.delivery.step()
    assert town.api.tokens.fetches == 1
    assert all(town.chat(openid) == ["收到", "好"] for openid in people)


async def test_another_process_uses_the_same_token(town: World):
    assert await town.tokens.get() == await another_process(town).get()
    assert town.api.tokens.fetches == 1


async def test_it_is_renewed_before_it_ends(town: World):
    first = await town.tokens.get()
    town.clock.forward(seconds=7200 - 301)
    assert await town.tokens.get() == first
    town.clock.forward(seconds=2)
    assert await town.tokens.get() != first
    assert town.api.tokens.fetches == 2


async def test_a_revoked_token_is_replaced_once_for_all(town: World):
    await town.tokens.get()
    town.api.tokens.revoke()
    people = [f"oCITIZEN{number:03}" for number in range(10)]
    for openid in people:
        await town.citizens.say(openid, "请问")
        await town.officer_says("好", openid, openid, step=False)
    await town.delivery.step()
    assert town.api.tokens.fetches == 2
    assert all(town.chat(openid) == ["收到", "好"] for openid in people)


async def test_what_another_process_replaced_is_taken_over(town: World):
    stale = await town.tokens.get()
    town.api.tokens.revoke()
    fresh = await another_process(town).instead_of(stale)
    assert await town.tokens.instead_of(stale) == fresh
    assert town.api.tokens.fetches == 2


async def test_a_rejected_token_that_the_platform_still_hands_out_is_replaced_by_force(town: World):
    await town.citizens.say(PARENT, "请问")
    town.platform.faults.append(Fault(errcode=40001))
    await town.officer_says("好", "k1")
    assert town.chat() == ["收到", "好"]
    assert (town.api.tokens.fetches, town.api.tokens.forced) == (3, 1)


async def test_a_token_that_was_replaced_already_needs_no_force(town: World):
    await town.tokens.get()
    town.api.tokens.revoke()
    await town.citizens.say(PARENT, "请问")
    await town.officer_says("好", "k1")
    assert town.chat() == ["收到", "好"]
    assert (town.api.tokens.fetches, town.api.tokens.forced) == (2, 0)


async def test_force_is_rationed_over_the_day_whoever_asks_and_through_restarts(town: World):
    minutes, forced = 11, []
    for _ in range(2 * 24 * 60 // minutes):
        token = await town.tokens.get()
        for tokens in (town.tokens, another_process(town)):
            with contextlib.suppress(MayNotSpeak):
                await tokens.instead_of(token)
        forced.append(town.api.tokens.forced)
        town.clock.forward(minutes=minutes)
    a_day = 24 * 60 // minutes
    assert all(0 < later - before <= 10 for before, later in zip(forced, forced[a_day:], strict=False))


async def test_many_rejected_at_once_ask_once_when_no_other_token_is_to_be_had(town: World):
    token = await town.tokens.get()
    async with town.database.write() as conn:
        await conn.execute(update(access_tokens).values(forced_at=town.clock()))
    found = await asyncio.gather(*(town.tokens.instead_of(token) for _ in range(10)), return_exceptions=True)
    assert {type(one) for one in found} == {MayNotSpeak}
    assert (town.api.tokens.fetches, town.api.tokens.forced) == (2, 0)


async def test_a_rejection_that_lasts_ends_after_one_forced_fetch_with_an_alert(town: World):
    await town.citizens.say(PARENT, "请问")
    town.platform.always = Fault(errcode=40001)
    for number in range(5):
        await town.officer_says("好", f"k{number}")
    assert (town.api.tokens.fetches, town.api.tokens.forced) == (3, 1)
    assert town.platform.calls["send"] == 2
    (notice,) = town.notices
    assert "40001" in notice.text
    assert set((await town.states()).values()) == {"parked"}


async def test_no_token_is_asked_for_until_the_daily_limit_is_over(town: World):
    await town.citizens.say(PARENT, "请问")
    town.api.tokens.trouble = 45009
    await town.officer_says("请周一来", "k1")
    await town.officer_says("带身份证", "k2")
    for _ in range(14):
        town.clock.forward(hours=1)
        await town.delivery.step()
    assert (await town.states(), town.api.tokens.fetches) == ({"k1": "pending", "k2": "pending"}, 1)
    (notice,) = town.notices
    assert "额度" in notice.text
    town.api.tokens.trouble = 0
    town.clock.forward(hours=2)
    await town.delivery.step()
    assert town.chat() == ["收到", "请周一来", "带身份证"]


@pytest.mark.parametrize("code", [89503, 50004, 50007, 61024, 43002, 45002, 43004, 45015, 12345])
async def test_whatever_keeps_the_token_back_the_words_wait_and_go_out_afterwards(town: World, code: int):
    await town.citizens.say(PARENT, "请问")
    town.api.tokens.trouble = code
    await town.officer_says("请周一来", "k1")
    assert (await town.states(), town.channel.can_push, await town.quota()) == ({"k1": "parked"}, False, 5)
    (notice,) = town.notices
    assert str(code) in notice.text
    town.api.tokens.trouble = 0
    town.clock.forward(minutes=31)
    await town.delivery.step()
    assert town.chat() == ["收到", "请周一来"]


@pytest.mark.parametrize(("switch", "word"), [("allowed", "白名单"), ("secret", "AppSecret")])
async def test_a_refused_caller_is_told_why(town: World, switch: str, word: str):
    await town.citizens.say(PARENT, "请问")
    if switch == "allowed":
        town.api.tokens.allowed = False
    else:
        town.tokens._app_secret = "wrong"
    await town.officer_says("好", "k1")
    assert await town.states() == {"k1": "parked"}
    assert word in town.notices[0].text


async def test_an_unreachable_platform_is_only_busy(database: Database, town: World):
    def down(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectTimeout("slow", request=request)

    async with httpx.AsyncClient(transport=httpx.MockTransport(down), base_url="https://x") as http:
        tokens = Tokens(database, http, app_id="wx", app_secret="s3cret", clock=town.clock)
        with pytest.raises(Busy) as caught:
            await tokens.get()
        assert "s3cret" not in str(caught.value)


async def test_two_that_ask_at_once_get_one(town: World):
    tokens = await asyncio.gather(*(town.tokens.get() for _ in range(20)))
    assert len(set(tokens)) == 1
    assert town.api.tokens.fetches == 1


async def test_the_token_is_in_no_log(
    town: World, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
):
    caplog.set_level(logging.INFO)
    await town.citizens.say(PARENT, "请问")
    town.platform.faults.extend([Fault(drop=True), Fault(errcode=48001)])
    await town.officer_says("好", "k1")
    await town.officer_says("好", "k2")
    token = await town.tokens.get()
    printed = capsys.readouterr()
    assert "wechat_token" in printed.out + printed.err
    assert token not in caplog.text + printed.out + printed.err
    assert town.platform.account.app_secret not in caplog.text + printed.out + printed.err


async def test_a_wrong_secret_raises_may_not_speak(town: World):
    town.tokens._app_secret = "wrong"
    with pytest.raises(MayNotSpeak):
        await town.tokens.get()
