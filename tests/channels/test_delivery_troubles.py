"""Late answers when the platform is busy, cuts the line, refuses a citizen or cannot hold the text."""

import asyncio
from datetime import timedelta

import pytest

from bot.channel import LAST_ONE, Outgoing
from bot.channels.wechat_text import LIMIT
from bot.demo.platform import Fault
from bot.message import Address, Choice
from bot.outgoing import outbox
from bot.outgoing.delivery import BACK_OFF, LOOK
from bot.outgoing.outbox import LEASE
from bot.rounds.enduring import enduring
from tests.channels.world import PARENT, TEACHER, World
from tests.chaos.outage import away, impatient, until


async def test_order_holds_while_the_first_is_retried(town: World):
    town.platform.faults.append(Fault(errcode=-1))
    await town.officer_says("甲", "k1")
    await town.officer_says("乙", "k2")
    assert town.chat() == ["收到"]
    town.clock.forward(seconds=BACK_OFF[0].total_seconds() + 1)
    await town.delivery.step()
    assert town.chat() == ["收到", "甲", "乙"]
    assert await town.quota() == 3


@pytest.mark.parametrize("fault", [Fault(errcode=-1), Fault(status=408), Fault(status=429), Fault(errcode=45011)])
async def test_a_busy_platform_is_asked_again_but_not_for_ever(town: World, fault: Fault):
    town.platform.always = fault
    await town.officer_says("甲", "k1")
    for _ in range(30):
        town.clock.forward(seconds=3601)
        await town.delivery.step()
    assert await town.states() == {"k1": "parked"}
    assert town.platform.calls["send"] == len(BACK_OFF) + 1
    assert len(town.notices) == 1


async def test_the_daily_limit_waits_for_midnight(town: World):
    town.platform.always = Fault(errcode=45009)
    await town.officer_says("甲", "k1")
    town.clock.forward(hours=14)
    await town.delivery.step()
    assert (await town.states(), town.platform.calls["send"]) == ({"k1": "pending"}, 1)
    assert "额度" in town.notices[0].text
    town.platform.always = Fault()
    town.clock.forward(hours=2)
    await town.delivery.step()
    assert town.chat() == ["收到", "甲"]


BROKE = [Fault(status=status, late=late) for status in (500, 502, 503, 504, 599) for late in (False, True)]


@pytest.mark.parametrize("fault", [Fault(drop=True), *BROKE])
async def test_what_the_platform_may_have_taken_is_never_sent_again(town: World, fault: Fault):
    town.platform.faults.append(fault)
    await town.officer_says("甲", "k1")
    for _ in range(3):
        town.clock.forward(hours=1)
        await town.delivery.step()
    assert await town.states() == {"k1": "unknown"}
    assert await town.at_desk("k1") == "可能未送达"
    assert town.chat().count("甲") <= 1
    await town.officer_says("乙", "k2")
    assert town.chat()[-1] == "乙"


@pytest.mark.parametrize("status", [301, 302, 307, 400, 403, 404, 405])
async def test_an_answer_that_cannot_be_the_platforms_parks_and_alarms(town: World, status: int):
    town.platform.always = Fault(status=status)
    await town.officer_says("甲", "k1")
    await town.officer_says("乙", "k2")
    assert await town.states() == {"k1": "parked", "k2": "parked"}
    assert (town.platform.calls["send"], town.channel.can_push, await town.quota()) == (1, False, 5)
    (notice,) = town.notices
    assert f"HTTP {status}" in notice.text
    assert "API_BASE" in notice.text
    town.platform.always = Fault()
    town.clock.forward(minutes=31)
    await town.delivery.step()
    assert town.chat() == ["收到", "甲", "乙"]


@pytest.mark.parametrize(("trait", "value"), [("blocked", True), ("refuses", True)])
async def test_a_citizen_who_cannot_be_reached_fails_and_blocks_nobody(town: World, trait: str, value: bool):
    await town.citizens.say(TEACHER, "请问")
    setattr(town.citizen(), trait, value)
    await town.officer_says("甲", "k1")
    await town.officer_says("乙", "k2", TEACHER)
    assert await town.states() == {"k1": "failed", "k2": "sent"}
    assert await town.at_desk("k1") in (
        "没有送到：43019 user is in the blacklist",
        "没有送到：48002 user has refused messages",
    )


async def test_a_long_answer_goes_out_in_parts(town: World):
    text = "请带户口本和身份证。" * 130
    await town.officer_says(text, "k1")
    await town.officer_says("完了", "k2")
    parts = town.chat()[1:-1]
    assert len(parts) == 3
    assert all(len(part.encode()) <= 1800 for part in parts)
    assert "".join(parts) == text
    assert town.chat()[-1] == "完了" if await town.quota() else "完了" + LAST_ONE
    assert await town.quota() == 1


async def test_the_rest_of_a_long_answer_rides_on_without_its_beginning(town: World):
    for number in range(1, 4):
        await town.officer_says(f"第{number}句", f"k{number}")
    text = "".join(f"第{number}项：请带户口本和身份证。" for number in range(1, 120))
    await town.officer_says(text, "k4")
    first, second = town.chat()[-2:]
    assert second.endswith(LAST_ONE)
    assert (await town.states())["k4"] == "parked"
    await town.citizens.say(PARENT, "继续")
    whole = first + second.removesuffix(LAST_ONE) + town.chat()[-1].removesuffix("\n\n收到")
    assert whole == text
    assert await town.delivery.step() == 0


async def test_a_long_answer_whose_rest_is_in_doubt_is_not_begun_again(town: World):
    town.platform.faults.extend([Fault(), Fault(drop=True)])
    text = "请带户口本和身份证。" * 130
    await town.officer_says(text, "k1")
    await town.citizens.say(PARENT, "然后呢")
    assert await town.states() == {"k1": "unknown"}
    assert "".join(town.chat()[1:3]) == text[: len("".join(town.chat()[1:3]))]
    assert town.chat()[3] == "收到"


async def test_a_slow_call_holds_up_nobody_else(town: World):
    await town.citizens.say(TEACHER, "请问")
    answered = asyncio.Event()
    send = town.channel.send

    async def slow_for_the_parent(address: Address, outgoing: Outgoing) -> None:
        if address.user == PARENT:
            await answered.wait()
        await send(address, outgoing)
        if address.user == TEACHER and outgoing.text == "丙":
            answered.set()

    town.channel.send = slow_for_the_parent
    await town.officer_says("甲", "k1", step=False)
    await town.officer_says("乙", "k2", TEACHER, step=False)
    await town.officer_says("丙", "k3", TEACHER, step=False)
    assert await town.delivery.step() == 3
    assert (town.chat()[1:], town.chat(TEACHER)[1:]) == (["甲"], ["乙", "丙"])


async def test_choices_are_a_menu_to_tap(town: World):
    choices = (Choice(key="a", label="小学或初中"), Choice(key="b", label="高中"))
    await town.officer_says("哪一种？", "k1", choices=choices)
    assert town.citizen().chat[-1].choices == ("小学或初中", "高中")
    await town.citizens.tap(PARENT, 2)
    assert town.citizen().chat[-2].text == "高中"
    assert town.chat()[-1] == "收到"


async def test_an_account_without_menus_gets_numbers(town: World):
    choices = (Choice(key="a", label="小学或初中"), Choice(key="b", label="高中"))
    town.platform.faults.append(Fault(errcode=40200))
    await town.officer_says("哪一种？", "k1", choices=choices)
    await town.officer_says("哪一种？", "k2", choices=choices)
    assert town.chat()[1:] == ["哪一种？\n1 小学或初中\n2 高中\n（回复数字就行）"] * 2
    assert town.platform.calls["send"] == 3
    assert await town.quota() == 3


@pytest.mark.parametrize("menus", [True, False])
@pytest.mark.parametrize("characters", [0, 1, 330, 400, 560, 563, 590, 600, 1000])
async def test_a_long_text_with_choices_fits_whatever_stands_below_it(town: World, menus: bool, characters: int):
    """Also with the last of the five, and where the choices become a list of their own."""
    choices = tuple(Choice(key=str(at), label="一个比较长的选项名字" * 2) for at in range(6))
    town.outbound._menus = menus
    await town.officer_says("先说一句", "k1")
    await town.officer_says("再说一句", "k2")
    await town.officer_says("请" * characters or "选一个", "k3", choices=choices)
    *first, last = [line for line in town.citizen().chat if line.who == "account"][3:]
    assert (await town.states())["k3"] == "sent"
    assert all(len(line.text.encode()) <= LIMIT for line in (*first, last))
    assert not any(line.choices for line in first)
    assert len(last.choices) == 6 or "6 一个比较长的选项名字" in last.text
    assert sum(line.text.count("请") for line in (*first, last)) == characters
    assert LAST_ONE in last.text or await town.quota()


async def test_emoji_and_control_characters_go_out_raw(town: World):
    await town.officer_says("好😀\x1d的]]>", "k1")
    assert town.chat()[-1] == "好😀的]]>"


async def test_a_call_that_a_stopped_process_left_is_in_doubt(town: World):
    town.platform.faults.append(Fault(seconds=0))
    await town.officer_says("甲", "k1", step=False)
    async with town.database.write() as conn:
        (due,) = await outbox.due(conn, ["wechat"], town.clock(), 10)
        assert await outbox.claim(conn, due, town.clock(), metered=True) is not None
        assert await outbox.claim(conn, due, town.clock(), metered=True) is None
    await town.delivery.step()
    assert await town.states() == {"k1": "sending"}
    town.clock.forward(seconds=(LEASE + timedelta(seconds=1)).total_seconds())
    await town.delivery.step()
    assert await town.states() == {"k1": "unknown"}
    assert town.chat() == ["收到"]


async def test_what_is_left_behind_is_looked_for_now_and_then(town: World):
    """Not at every turn of an idle house."""
    await town.delivery.step()
    await town.officer_says("甲", "k1", step=False)
    async with town.database.write() as conn:
        (due,) = await outbox.due(conn, ["wechat"], town.clock(), 10)
        assert await outbox.claim(conn, due, town.clock() - 2 * LEASE, metered=False) is not None
    for passed, state in ((timedelta(0), "sending"), (LOOK / 2, "sending"), (LOOK / 2, "unknown")):
        town.clock.forward(seconds=passed.total_seconds())
        await town.delivery.step()
        assert await town.states() == {"k1": state}
    await town.officer_says("乙", "k2")
    assert town.chat() == ["收到", "乙"]


async def test_answers_of_many_citizens_all_arrive(town: World):
    people = [f"oCITIZEN{number:03}" for number in range(40)]
    for openid in people:
        await town.citizens.say(openid, "请问")
        await town.officer_says("甲", f"a{openid}", openid, step=False)
        await town.officer_says("乙", f"b{openid}", openid, step=False)
    assert await town.delivery.step() == 80
    assert all(town.chat(openid) == ["收到", "甲", "乙"] for openid in people)


async def test_a_database_that_is_away_when_the_calls_come_back_ends_no_delivery_and_nothing_is_sent_twice(town: World):
    impatient(town.database)
    await town.citizens.say(TEACHER, "请问")
    await town.officer_says("甲", "k1", step=False)
    await town.officer_says("乙", "k2", TEACHER, step=False)
    town.platform.always = Fault(seconds=0.5)
    loop = asyncio.create_task(enduring(town.delivery.run, (0.05,)))
    await until(lambda: town.platform.calls["send"] == 2)
    async with away(town.database):
        await until(lambda: all(flight.done() for flight in town.delivery._flying.values()))
    town.clock.forward(seconds=LEASE.total_seconds() + 1)
    async with asyncio.timeout(10):
        while set((await town.states()).values()) != {"unknown"}:  # noqa: ASYNC110 - the database tells nobody
            await asyncio.sleep(0.05)
    assert town.platform.calls["send"] == 2
    assert not loop.done()
    loop.cancel()
    await asyncio.wait({loop})
