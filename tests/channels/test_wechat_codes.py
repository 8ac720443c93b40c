"""What an error code of custom/send means: about the account, about this citizen, or about this text."""

from pathlib import Path

import pytest

from bot.channels.wechat_api import PAUSE
from bot.channels.wechat_errors import CLASSES, problem_of
from bot.demo.platform import Fault
from tests.channels.world import PARENT, World

DOCS = Path(__file__).parents[2] / "docs" / "wechat.md"
OF_THE_ACCOUNT = [48001, 48004, 50001, 50002, 50004, 50007, 61007, 61024, 40164, 45035, 61004, 40013, 40125, 40243]


@pytest.mark.parametrize("code", OF_THE_ACCOUNT)
async def test_whatever_is_wrong_with_the_account_costs_no_answer(town: World, code: int):
    """A ban, a list of addresses, a right not given: nothing that another citizen or another text would mend."""
    town.platform.always = Fault(errcode=code)
    await town.officer_says("请周一来", "k1")
    assert (await town.states(), town.channel.can_push, await town.quota()) == ({"k1": "parked"}, False, 5)
    assert [str(code) in notice.text for notice in town.notices] == [True]
    town.platform.always = Fault()
    town.clock.now += PAUSE
    await town.delivery.step()
    assert town.chat() == ["收到", "请周一来"]


@pytest.mark.parametrize("code", [45015, 50005])
async def test_to_whoever_left_the_words_wait_and_others_are_served(town: World, code: int):
    town.platform.faults.append(Fault(errcode=code))
    await town.officer_says("请周一来", "k1")
    assert (await town.states(), town.channel.can_push, await town.quota()) == ({"k1": "parked"}, True, 0)
    await town.citizens.say(PARENT, "我回来了")
    assert town.chat() == ["收到", "请周一来\n\n收到"]


@pytest.mark.parametrize(
    ("code", "said"),
    [
        (40164, "invalid ip 203.0.113.7 ipv6 ::ffff:203.0.113.7, not in whitelist rid: 6472bcf5-1"),
        (61004, "access clientip is not registered requestIP: 203.0.113.7 rid: 62a7e902-4"),
    ],
)
def test_an_address_that_is_not_listed_is_named(code: int, said: str):
    problem = problem_of({"errcode": code, "errmsg": said})
    assert str(problem) == f"{code} 服务器的出口 IP 不在公众平台的 IP 白名单里：203.0.113.7"


def test_every_code_that_is_known_is_in_the_manual():
    text = DOCS.read_text(encoding="utf-8")
    assert [code for code in CLASSES if str(code) not in text] == [41001, 41002]  # which only a bug of ours can cause
