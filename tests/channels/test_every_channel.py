"""What every channel owes the citizen, whatever the platform: one suite that each of them passes."""

import ast
import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

import bot.channels
from bot.policy.current import Policy
from tests.channels.front import ANSWER, QUESTION, Front, small_policy
from tests.channels.front_telegram import Telegram
from tests.channels.front_wechat import Wechat
from tests.channels.fronts import FRONTS, front_of
from tests.stories.conftest import Clock

PUSHING = [name for name, front in FRONTS.items() if front.pushes]


@pytest.fixture(scope="session")
def policy(tmp_path_factory: pytest.TempPathFactory) -> Policy:
    return small_policy(tmp_path_factory.mktemp("policy"))


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(params=FRONTS)
async def front(request: pytest.FixtureRequest, tmp_path: Path, clock: Clock, policy: Policy) -> AsyncIterator[Front]:
    async with front_of(request.param, tmp_path, clock, policy) as made:
        yield made


@pytest.fixture(params=PUSHING)
async def pushing(
    request: pytest.FixtureRequest, tmp_path: Path, clock: Clock, policy: Policy
) -> AsyncIterator[Wechat | Telegram]:
    """A citizen who has asked for a person and waits."""
    async with front_of(request.param, tmp_path, clock, policy) as made:
        assert isinstance(made, Wechat | Telegram)
        await made.say("人工")
        yield made


async def test_a_question_is_answered(front: Front) -> None:
    await front.say(QUESTION)
    (asked,) = await front.kept("in")
    assert (asked.text, asked.channel) == (QUESTION, front.name)
    assert ANSWER in "".join(await front.seen())


async def test_the_same_message_again_is_answered_the_same_and_handled_once(front: Front) -> None:
    await front.say("人工")
    seen = await front.seen()
    rows = await front.kept("out")
    await front.again()
    await front.again()
    assert set(await front.seen()) == set(seen)
    assert len(await front.kept("in")) == 1
    assert [row.id for row in await front.kept("out")] == [row.id for row in rows]


async def test_many_deliveries_at_once_are_one_message(front: Front) -> None:
    await front.say("你好")
    await front.say(QUESTION)
    await asyncio.gather(*(front.again() for _ in range(5)))
    assert len(await front.kept("in")) == 2
    assert len({row.id for row in await front.kept("out") if row.entry_id}) == 1


async def test_choices_reach_the_citizen_and_come_back(front: Front) -> None:
    await front.say("你好")
    (offered,) = await front.kept("out")
    labels = [label for _, label in offered.choices]
    assert await front.choices() == labels
    await front.choose(2)
    answer = (await front.kept("out"))[-1]
    assert f"entry:{answer.entry_id}" == offered.choices[1][0]
    assert len(await front.seen()) > 1


async def test_a_person_answers_and_it_arrives_in_order(front: Front, clock: Clock) -> None:
    await front.say("人工")
    await front.say("孩子随我调动来这边，学籍怎么转")
    clock.pass_by(hours=3)
    await front.officer_says("您好，我来办。", "请带户口本。", "周三上午来。")
    await front.settle()
    seen = await front.seen()
    said = [next(place for place, text in enumerate(seen) if part in text)
            for part in ("您好，我来办。", "请带户口本。", "周三上午来。")]  # fmt: skip
    assert said == sorted(said)
    assert len(set(said)) == 3
    await front.say("好的，谢谢老师")
    assert (await front.kept("in"))[-1].text == "好的，谢谢老师"


async def test_the_end_is_rated(front: Front) -> None:
    await front.say("人工")
    await front.officer_says("办好了。")
    await front.officer_closes()
    await front.settle()
    assert len(await front.choices()) == 5
    await front.choose(1)
    assert await front.is_rated()


async def test_a_long_answer_arrives_whole(front: Front) -> None:
    text = "请带户口本和身份证。" * 150
    await front.say("人工")
    before = len(await front.seen())
    await front.officer_says(text)
    await front.settle()
    arrived = "".join((await front.seen())[before:])
    assert arrived.count("请带户口本和身份证。") == 150


async def test_odd_characters_arrive_as_they_are(front: Front) -> None:
    await front.say("人工")
    await front.officer_says("好😀 a<b & c ]]> {x} *y* _z_ 𠮷")
    await front.settle()
    assert "好😀 a<b & c ]]> {x} *y* _z_ 𠮷" in (await front.seen())[-1]


async def test_rubbish_is_refused_and_changes_nothing(front: Front) -> None:
    await front.say("你好")
    seen, rows = await front.seen(), len(await front.kept("in"))
    for bad in front.rubbish():
        response = await front.throw(bad)
        acknowledged = response.status_code == 200 and response.text == front.shrug
        assert acknowledged or 400 <= response.status_code < 500, bad.what
        assert "Traceback" not in response.text
        assert len(response.text) < 200
    assert await front.seen() == seen
    assert len(await front.kept("in")) == rows
    await front.say(QUESTION)
    assert ANSWER in (await front.seen())[-1]


async def test_a_picture_gets_a_kind_way_on(pushing: Front) -> None:
    before = len(await pushing.seen())
    await pushing.picture()
    assert (await pushing.kept("in"))[-1].kind == "image"
    assert len(await pushing.seen()) == before + 1


@pytest.mark.parametrize("how", ["busy", "outage", "flood"])
async def test_what_passes_is_sent_once_it_has_passed(pushing: Wechat | Telegram, clock: Clock, how: str) -> None:
    pushing.fail(how)
    await pushing.officer_says("甲", "乙")
    await pushing.settle()
    assert await pushing.states() == ["pending", "pending"]
    await pushing.settle()
    assert "甲" not in await pushing.seen()
    clock.pass_by(seconds=61)
    await pushing.settle()
    assert await pushing.states() == ["sent", "sent"]
    assert [text for text in await pushing.seen() if text in ("甲", "乙")] == ["甲", "乙"]


@pytest.mark.parametrize("how", ["blocked", "content"])
async def test_what_will_never_pass_is_given_up_and_shown(pushing: Wechat | Telegram, clock: Clock, how: str) -> None:
    pushing.fail(how)
    await pushing.officer_says("甲")
    await pushing.settle()
    clock.pass_by(hours=2)
    await pushing.settle()
    assert await pushing.states() == ["failed"]
    (row,) = [row for row in await pushing.kept("out") if row.author == "officer"]
    assert row.error
    assert row.attempts == 1


async def test_an_account_that_may_not_speak_keeps_it_for_the_next_message(
    pushing: Wechat | Telegram, clock: Clock
) -> None:
    pushing.fail("forbidden")
    await pushing.officer_says("甲")
    await pushing.settle()
    assert await pushing.states() == ["parked"]
    assert not pushing.house.rounds.channels[0].can_push
    pushing.heal()
    clock.pass_by(minutes=31)
    await pushing.say("还在吗")
    assert sum("甲" in text for text in await pushing.seen()) == 1
    assert await pushing.states() in (["done"], ["sent"])


@pytest.mark.parametrize("how", ["dropped", "gateway"])
async def test_what_may_have_arrived_is_never_sent_twice(pushing: Wechat | Telegram, clock: Clock, how: str) -> None:
    pushing.fail(how)
    await pushing.officer_says("甲", "乙")
    await pushing.settle()
    clock.pass_by(hours=1)
    await pushing.settle()
    assert await pushing.states() == ["unknown", "sent"]
    assert [text for text in await pushing.seen() if text in ("甲", "乙")] == (
        ["甲", "乙"] if how == "dropped" else ["乙"]
    )


async def test_a_crash_between_the_answer_and_the_outbox_loses_nothing(
    tmp_path: Path, clock: Clock, policy: Policy
) -> None:
    async with front_of("telegram", tmp_path, clock, policy) as front:
        assert isinstance(front, Telegram)
        channel = front.house.rounds.telegram
        assert channel is not None
        good, channel._queue = channel._queue, breaks
        assert await front.phone.say(QUESTION) == [503, 503, 503]
        channel._queue = good
        await front.settle()
        assert await front.seen() == []
        await front.again()
        await front.again()
        (answer,) = await front.seen()
        assert ANSWER in answer


async def breaks(receipt: object) -> None:
    raise OSError("no space left on device")


def test_no_channel_is_left_out() -> None:
    """Every class named …Channel in bot/channels is behind one of the fronts."""
    folder = Path(bot.channels.__path__[0])
    classes = [
        node.name
        for path in folder.glob("*.py")
        for node in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(node, ast.ClassDef) and node.name.endswith("Channel")
    ]
    assert {name.removesuffix("Channel").lower() for name in classes} - {""} == set(FRONTS)
