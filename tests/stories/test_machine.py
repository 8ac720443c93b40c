"""From every state that can be reached a person is one message away, and no message is answered twice or not at all."""

import asyncio
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from bot.app import House, build
from bot.policy.current import Policy
from bot.schema.migrate import migrate
from bot.settings import Settings
from handoff import switch
from handoff.ticket import Ticket
from tests.stories.conftest import BETWEEN, Citizen, Clock

LINES = [
    "教师资格证丢了怎么补办",
    "毕业证丢了",
    "孩子转学",
    "要带什么材料",
    "多久能办好",
    "那普通话证呢",
    "不是这个",
    "没用",
    "有用",
    "1",
    "2",
    "第三个",
    "9",
    "好的",
    "谢谢",
    "你好",
    "哈哈",
    "太阳为什么圆",
    "校服太贵了怎么办",
    "我要投诉城关小学乱收费",
    "查进度",
    "查进度A1023",
    "结束",
    "继续",
    "什么破机器人",
    "大学",
    "四年级",
    "我的电话是13800138000",
    "😀",
    "小高考成绩单丢了",
    "都丢了",
    "1和2",
    "最后一个",
    "是的",
    "不用了",
    "材料，要钱吗",
    "初中的呢",
    "不是，我问的是高中的",
    "我不想活了",
    "投诉",
    "很满意",
    "不满意",
    "还要等多久",
    "",
]
CALLS = ("人工", "转人工", "我要找个人", "打电话给我", "算了还是人工吧", "轉人工")
MOST_REPLIES = 4  # a notice, the answer, a second answer, a word about numbers that are not needed


class Conversation(RuleBasedStateMachine):
    """One citizen, one officer, one clock, over the real reception and desk."""

    policy: Policy

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.folder = tempfile.TemporaryDirectory()
        self.clock = Clock()
        self.shown: str | None = None

    @initialize()
    def open_the_house(self) -> None:
        self.runner.run(self._open())

    async def _open(self) -> None:
        made = Settings(data_dir=Path(self.folder.name), burst_seconds=0)
        self.house: House = build(made, clock=self.clock, policy=self.policy)
        await migrate(self.house.database)
        async with self.house.database.write() as conn:
            await self.house.officers.add(conn, "王老师", "officer", "a-long-password")
        self.citizen = Citizen(self.house, self.clock)

    async def _ticket(self) -> Ticket | None:
        from bot.keeping import store

        async with self.house.database.read() as conn:
            conversation = await store.find_conversation(conn, self.citizen.address)
            return await self.house.desk.open_ticket(conn, conversation) if conversation else None

    def _with_person(self) -> bool:
        ticket = self.runner.run(self._ticket())
        return ticket is not None and not ticket.is_free(self.clock() + BETWEEN)

    @rule(line=st.sampled_from(LINES))
    def say(self, line: str) -> None:
        self._hear(line)

    def _hear(self, line: str, choice: str | None = None) -> None:
        silent = self._with_person()
        self.shown = self.runner.run(self.citizen.say(line, choice=choice))
        decision = self.citizen.decision
        assert decision is not None
        texts = [reply.text for reply in decision.replies]
        assert len(texts) == len(set(texts)) <= MOST_REPLIES
        assert bool(texts) or silent, line
        assert len(texts) <= 1 or not silent, line
        assert not any("{" in text for text in texts)

    @precondition(lambda self: self.citizen.last is not None)
    @rule()
    def the_same_message_again(self) -> None:
        """As a platform does that heard no answer: the same replies, and nothing happens twice."""
        before = self.runner.run(self.citizen.page())
        assert self.runner.run(self.citizen.again()) == [one.text for one in self.citizen.replies]
        assert self.runner.run(self.citizen.page()) == before

    @rule(off=st.booleans(), area=st.sampled_from(("*", "certificates")))
    def turn_the_switch(self, off: bool, area: str) -> None:
        self.runner.run(self._turn(off, area))

    async def _turn(self, off: bool, area: str) -> None:
        async with self.house.database.write() as conn:
            await switch.turn(conn, area, off, 1, "核对答复", self.clock())

    @precondition(lambda self: self.citizen.offered)
    @rule(data=st.data())
    def tap(self, data: st.DataObject) -> None:
        choice = data.draw(st.sampled_from(self.citizen.offered))
        self._hear(choice.label, choice.key)

    @rule(minutes=st.sampled_from((1, 31, 60 * 8)))
    def wait(self, minutes: int) -> None:
        self.clock.pass_by(minutes=minutes)

    @rule(act=st.sampled_from(("claim", "reply", "release", "close")))
    def officer(self, act: str) -> None:
        self.runner.run(self._act(act))

    async def _act(self, act: str) -> None:
        ticket = await self._ticket()
        if ticket is None:
            return
        desk, now, key = self.house.desk, self.clock(), f"{act}{self.clock().timestamp()}"
        async with self.house.database.write() as conn:
            await desk.claim(conn, ticket.id, 1, now=now)
            if act == "reply":
                await desk.reply(conn, ticket.id, 1, "请带户口簿来。", key=key, now=now)
            elif act == "release":
                await desk.release(conn, ticket.id, 1, now=now)
            elif act == "close":
                await desk.close(conn, ticket.id, 1, "已答复", key=key, now=now)

    @rule(call=st.sampled_from(CALLS))
    def a_person_in_one_message(self, call: str) -> None:
        self._hear(call)
        assert self.runner.run(self._ticket()) is not None

    @invariant()
    def what_is_offered_fits_a_screen(self) -> None:
        assert self.shown is None or len(self.citizen.offered) <= 12

    def teardown(self) -> None:
        if hasattr(self, "house"):
            self.runner.run(self.house.close())
        self.runner.close()
        self.folder.cleanup()


def test_conversation(policy: Policy, request: pytest.FixtureRequest) -> None:
    Conversation.policy = policy
    run_state_machine_as_test(
        Conversation,
        settings=settings(max_examples=25, stateful_step_count=25, deadline=None,
                          suppress_health_check=list(HealthCheck)),
    )  # fmt: skip
