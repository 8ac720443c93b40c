"""Five seconds, three attempts: whatever is slow, each answer is seen exactly once, and nothing is worked on twice.

Of `bot.channels.wechat_attempts`. The seconds are a fifth of the platform's, but in one test.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.channels import wechat_attempts
from bot.demo.account import Account
from bot.demo.judge import UNAVAILABLE
from bot.demo.pusher import Pusher
from bot.message import Message, Receipt
from bot.policy.current import Policy
from tests.stories.conftest import Clock
from tests.wechat.bureau import PARENT, Bureau, bureau

FIFTH = 5
QUESTION, OFFICERS = "毕业证丢了怎么办", "材料齐了，周五前来取。"
BOTS = "值班人员正在看您的问题"
HINT = "收到了，还在查"


@pytest.fixture(params=[True, False], ids=["push", "passive"])
async def place(
    request: pytest.FixtureRequest, policy: Policy, clock: Clock, tmp_path: Path, database_url: str
) -> AsyncIterator[Bureau]:
    """Where an officer's answer waits for the citizen's next message."""
    account = Account(verified=request.param)
    async with bureau(policy, clock, tmp_path, database_url, account=account, push=request.param) as made:
        await made.answer_too_late(OFFICERS)
        assert await made.deliveries() == ["等市民下次来信时送到"]
        yield made


@pytest.fixture
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wechat_attempts, "CARRY_SECONDS", wechat_attempts.CARRY_SECONDS / FIFTH)


def pusher(town: Bureau, seconds: float = 1.0, attempts: int = 3) -> Pusher:
    return Pusher(town.platform, town.http, "/wechat", patience=seconds, attempts=attempts)


@asynccontextmanager
async def locked(town: Bureau, seconds: float) -> AsyncIterator[None]:
    """Nobody else can write for so long."""
    held = asyncio.Event()

    async def hold() -> None:
        async with town.house.database.write() as conn:
            await conn.execute(text("UPDATE conversations SET updated_at = updated_at"))
            held.set()
            await asyncio.sleep(seconds)

    task = asyncio.create_task(hold())
    await held.wait()
    yield
    await task


async def ask(town: Bureau, by: Pusher, seconds: float) -> list[str]:
    """What the citizen sees of a question that the database holds up for so long, up to an outbox that is empty."""
    before = len(town.seen())
    async with locked(town, seconds):
        await by.say(PARENT, QUESTION)
    await asyncio.sleep(0.3)
    await town.house.rounds.delivery.step()
    return town.seen()[before:]


def is_whole(shown: list[str]) -> bool:
    """The officer's words and the answer, once each, whatever else."""
    return all("".join(shown).count(word) == 1 for word in (OFFICERS, BOTS))


async def asked_times(town: Bureau) -> int:
    return sum(row.text == QUESTION for row in await town.rows())


@pytest.mark.usefixtures("_quick")
async def test_the_second_attempt_carries_what_the_first_did_not(place: Bureau):
    shown = await ask(place, pusher(place), 1.3)
    assert len(shown) == 1
    assert is_whole(shown)
    assert await asked_times(place) == 1
    assert await place.deliveries() == []


@pytest.mark.usefixtures("_quick")
@pytest.mark.parametrize("seconds", [0.9, 3.4])
async def test_what_no_attempt_can_carry_is_said_later_and_once(place: Bureau, seconds: float):
    """By itself where the account may speak first, with the next message elsewhere."""
    shown = await ask(place, pusher(place), seconds)
    if not place.house.rounds.accounts[0].channel.can_push and not is_whole(shown):
        assert [line[: len(HINT)] for line in shown] == [HINT]
        await pusher(place).say(PARENT, "继续")
        shown = place.seen()[-1:]
    assert is_whole(shown)
    assert UNAVAILABLE not in shown
    assert await asked_times(place) == 1


@pytest.mark.usefixtures("_quick")
async def test_what_the_platform_gave_up_on_is_not_lost(place: Bureau):
    shown = await ask(place, pusher(place, attempts=1), 1.5)
    assert shown[0] == UNAVAILABLE
    await pusher(place).say(PARENT, "继续")
    shown = place.seen()[-3:]
    assert is_whole(shown)
    assert await asked_times(place) == 1


@pytest.mark.usefixtures("_quick")
async def test_an_attempt_that_comes_when_all_is_done_carries_what_still_waits(place: Bureau):
    """The first was cut, and the answer had no other way yet; with the next repeat it is the same text."""
    fields = place.platform.message(PARENT, "text", Content=QUESTION)
    before = len(place.seen())
    async with locked(place, 1.3):
        await pusher(place, attempts=1).deliver(PARENT, fields)
    await asyncio.sleep(0.3)
    for _ in range(2):
        await pusher(place).deliver(PARENT, fields)
    await place.house.rounds.delivery.step()
    fault, first, again = place.seen()[before:]
    assert (fault, first) == (UNAVAILABLE, again)
    assert is_whole([first])


async def test_the_attempts_at_a_message_share_one_run(town: Bureau, monkeypatch: pytest.MonkeyPatch):
    runs: list[str] = []
    channel = town.house.rounds.accounts[0].channel
    receive = channel._receive

    async def slow(message: Message) -> Receipt:
        runs.append(message.external_id)
        await asyncio.sleep(6)
        return await receive(message)

    monkeypatch.setattr(channel, "_receive", slow)
    verdict = await pusher(town, seconds=5.0).say(PARENT, QUESTION)
    assert "带身份证到原发证机关补办" in (verdict.shown or "")
    assert len(runs) == 1
    assert [judged.is_fine for judged in town.platform.log] == [False, True]
    assert len(town.seen()) == 1
