"""The engine over the real policy files, and a small one over a handful of phrasings that fits in a blink."""

import pytest

from bot.policy.current import read_book
from bot.policy.understanding import to_intents
from intents.engine import Ask, Engine, Intent, Role
from tests.learned import CACHE

SMALL = (
    Intent(id="pth_lost", role=Role.ANSWER, group="b", phrasings=(
        "普通话证书丢了怎么补", "普通话证丢了", "普通话等级证书遗失补办", "补办普通话证")),
    Intent(id="tq_lost", role=Role.ANSWER, group="b", phrasings=(
        "教师资格证丢了怎么补", "教资证丢了", "教师资格证书遗失补办", "补办教师资格证")),
    Intent(id="move_in", role=Role.ANSWER, group="a", phrasings=(
        "省内转学怎么办", "孩子转学要什么手续", "本省转学流程", "转到市里的小学")),
    Intent(id="weather", role=Role.NOT_OURS, group="everyday", phrasings=(
        "今天天气怎么样", "明天下雨吗", "外面冷不冷", "放首歌听听")),
    Intent(id="hello", role=Role.CHAT, group="chat", phrasings=("你好", "在吗", "谢谢你", "哈哈")),
    Intent(id="person", role=Role.HUMAN, group="human", phrasings=("转人工", "找个人", "人工客服", "我要跟人说")),
    Intent(id="harm", role=Role.URGENT, group="urgent", phrasings=(
        "我不想活了", "孩子被同学打了", "有人欺负我", "活着没意思")),
)  # fmt: skip


@pytest.fixture(scope="session")
def engine() -> Engine:
    intents, asks = to_intents(read_book().catalog)
    return Engine.fit(intents, asks, cache=CACHE)


@pytest.fixture(scope="session")
def small() -> Engine:
    return Engine.fit(SMALL, (Ask(id="which_paper", options=("pth_lost", "tq_lost"), phrasings=("证丢了",)),))
