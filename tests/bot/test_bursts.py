"""What is read together and what is not; time is only given where nothing more may come."""

import asyncio
from datetime import UTC, datetime

import pytest

from bot.message import Address, Message
from bot.reception.bursts import Bursts, says_little, stands_alone
from intents.match import Match
from tests.bot.conftest import matched

SOMEONE = Address(channel="web", user="u")
LONG = 30.0  # seconds; no test waits for it
GREETING = matched("chat", topic="chat_greeting")


def line(text: str, id: str = "") -> Message:
    return Message(address=SOMEONE, external_id=id or text, text=text, received_at=datetime(2026, 11, 24, tzinfo=UTC))


@pytest.mark.parametrize(
    ("text", "match", "little"),
    [
        ("老师好", GREETING, True),
        ("孩子转学", matched("unclear"), True),
        ("普通话证", matched("sure", "pth_cert_query"), True),
        ("四年级", matched("unknown"), True),
        ("普通话证丢了", matched("sure", "pth_cert_lost"), False),
        ("要带什么材料", matched("unknown"), False),
        ("1", matched("unknown"), False),
        ("人工", matched("human"), False),
        ("不想活了", matched("urgent"), False),
        ("转学行吗", matched("unclear"), False),
        ("不是这个", matched("unknown"), False),
    ],
)
def test_says_little(text: str, match: Match, little: bool) -> None:
    assert says_little(text, match) is little


def test_a_resemblance_without_a_thing_does_not_stand_alone() -> None:
    assert not stands_alone("丢了怎么补办", matched("sure", "tq_cert_lost"))
    assert stands_alone("教师证丢了怎么补办", matched("sure", "tq_cert_lost"))


async def test_the_next_line_is_read_with_the_fragments_before_it() -> None:
    bursts = Bursts(LONG)
    hello, what, whole = line("老师好"), line("普通话证"), line("丢了怎么补办")
    first = bursts.join(hello)
    waits = asyncio.create_task(bursts.followed(hello, first, GREETING))
    await first.judged.wait()
    second = bursts.join(what)
    await bursts.gather(second)
    waits_too = asyncio.create_task(bursts.followed(what, second, matched("unclear")))
    await second.judged.wait()
    third = bursts.join(whole)
    await bursts.gather(third)
    assert third.text == "老师好，普通话证，丢了怎么补办"
    assert not await bursts.followed(whole, third, matched("sure", "pth_cert_lost"))
    assert await waits
    assert await waits_too


async def test_a_line_that_comes_before_the_last_one_is_understood_waits_for_that() -> None:
    bursts = Bursts(LONG)
    first, second = bursts.join(line("教师证丢了怎么补")), bursts.join(line("要带什么材料"))
    gathering = asyncio.create_task(bursts.gather(second))
    assert not await bursts.followed(line("教师证丢了怎么补"), first, matched("sure", "tq_cert_lost"))
    await gathering
    assert second.lines == ("要带什么材料",)  # the first was answered by itself


async def test_the_same_message_again_is_no_next_line() -> None:
    bursts = Bursts(LONG)
    first = bursts.join(line("老师好", "m1"))
    again = bursts.join(line("老师好", "m1"))
    assert again.before is None
    assert not first.followed.is_set()


async def test_a_line_that_failed_holds_up_nobody() -> None:
    bursts = Bursts(LONG)
    first, second = bursts.join(line("老师好")), bursts.join(line("普通话证"))
    bursts.leave(line("老师好"), first)
    await bursts.gather(second)
    await bursts.in_order(second)
    assert first.followed.is_set()


async def test_switched_off() -> None:
    bursts = Bursts(0)
    held = bursts.join(line("老师好"))
    assert not await bursts.followed(line("老师好"), held, GREETING)
    assert bursts.join(line("普通话证")).before is None
