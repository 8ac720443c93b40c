"""From a citizen's words to the duty group's robot: what is urgent, what nobody takes, an account that falls silent."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from pydantic import SecretStr

from bot.demo.serving import serving
from bot.policy.current import Policy
from bot.settings import AlertSettings
from tests.bot import posts
from tests.bot.posts import KEY
from tests.channels.front import small_policy
from tests.channels.front_wechat import Wechat
from tests.channels.fronts import front_of
from tests.channels.world import PARENT
from tests.stories.conftest import Clock


@pytest.fixture(scope="module")
def policy(tmp_path_factory: pytest.TempPathFactory) -> Policy:
    return small_policy(tmp_path_factory.mktemp("policy"))


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def robot(clock: Clock) -> posts.Robot:
    return posts.Robot(clock)


@pytest.fixture
async def front(tmp_path: Path, clock: Clock, policy: Policy, robot: posts.Robot) -> AsyncIterator[Wechat]:
    async with serving(robot.app()) as url:
        alerts = AlertSettings(wecom_robot=SecretStr(f"{url}/cgi-bin/webhook/send?key={KEY}"))
        async with front_of("wechat", tmp_path, clock, policy, alerts) as made:
            assert isinstance(made, Wechat)
            yield made


async def look(front: Wechat) -> None:
    await front.house.rounds.watch.step()
    await front.house.rounds.alerts.step()


async def test_danger_reaches_the_group_at_once_and_names_nobody(front: Wechat, robot: posts.Robot) -> None:
    await front.say("我是张三，13800138000，孩子要跳楼")
    await look(front)
    (told,) = robot.taken
    assert told["content"] == "【紧急】紧急事项 A1001 没有人接，等了 0 分钟 https://ask.cn/desk/t/A1001"
    assert told["mentioned_list"] == ["@all"]


async def test_nobody_taking_it_reaches_the_group(front: Wechat, robot: posts.Robot, clock: Clock) -> None:
    await front.say("人工")
    await look(front)
    assert robot.texts == []
    clock.pass_by(minutes=11)
    await look(front)
    assert robot.texts == ["· 咨询 A1001 没有人接，等了 11 分钟 https://ask.cn/desk/t/A1001"]


async def test_an_account_that_falls_silent_reaches_the_group_once(front: Wechat, robot: posts.Robot) -> None:
    await front.say("人工")
    front.fail("forbidden")
    await front.officer_says("甲", "乙")
    await front.settle()
    await look(front)
    (text,) = robot.texts
    assert "wechat：不能主动发消息了" in text
    assert "48001" in text
    assert PARENT not in text
    await front.officer_says("丙")
    await front.settle()
    await look(front)
    assert len(robot.texts) == 1
    assert await front.states() == ["parked"] * 3
