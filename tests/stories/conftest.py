"""A whole house over the real policy files, a clock that can be moved, and citizens who talk to it."""

import uuid
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import pytest_asyncio

from bot.app import House, build
from bot.dialogue import Decision
from bot.message import Address, Choice, Kind, Message, Reply
from bot.policy.current import Policy
from bot.schema.migrate import migrate
from bot.settings import Settings
from tests.learned import real_policy

if TYPE_CHECKING:
    from tests.channels.front import Front

TUESDAY = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)  # 10:00 in Shanghai, somebody is on duty
BETWEEN = timedelta(seconds=20)  # two lines of one citizen


@dataclass
class Clock:
    now: datetime = TUESDAY

    def __call__(self) -> datetime:
        return self.now

    def pass_by(self, **duration: float) -> None:
        self.now += timedelta(**duration)


@dataclass
class Citizen:
    """Somebody with a phone; `decision` is what was made of the last line."""

    house: House
    clock: Clock
    address: Address = field(default_factory=lambda: Address(channel="web", user=uuid.uuid4().hex))
    offered: tuple[Choice, ...] = ()
    decision: Decision | None = None
    last: Message | None = None
    replies: tuple[Reply, ...] = ()

    async def say(self, text: str, *, kind: Kind = Kind.TEXT, choice: str | None = None) -> str:
        """Everything that is shown in return, choices by number."""
        self.clock.now += BETWEEN
        message = Message(address=self.address, external_id=uuid.uuid4().hex, text=text, kind=kind, choice=choice,
                          received_at=self.clock())  # fmt: skip
        answered = await self.house.reception.answer(message)
        self.decision, self.last, self.replies = answered.decision, message, answered.receipt.replies
        choices = [choice for reply in answered.receipt.replies for choice in reply.choices]
        self.offered = tuple(choices)
        listed = [f"{number} {one.label}" for number, one in enumerate(choices, 1)]
        return "\n".join([*(reply.text for reply in answered.receipt.replies), *listed])

    async def again(self) -> list[str]:
        """The last message once more, under the same id."""
        assert self.last
        return [reply.text for reply in (await self.house.reception.receive(self.last)).replies]

    @property
    def ids(self) -> tuple[str, ...]:
        """What was answered or offered to the last line."""
        assert self.decision
        return self.decision.ids

    @property
    def kind(self) -> str:
        assert self.decision
        return self.decision.kind

    async def tap(self, label: str) -> str:
        """Tap the offered choice with this label."""
        choice = next(one for one in self.offered if label in one.label)
        return await self.say(choice.label, choice=choice.key)

    async def page(self) -> list[str]:
        """What stands in the conversation now, oldest first."""
        from bot.keeping import store

        async with self.house.database.read() as conn:
            conversation = await store.find_conversation(conn, self.address)
            return [one.reply.text for one in await store.thread(conn, conversation or 0)]


@pytest.fixture(scope="session")
def policy() -> Policy:
    return real_policy()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest_asyncio.fixture
async def house(policy: Policy, clock: Clock, tmp_path: Path) -> AsyncIterator[House]:
    settings = Settings(data_dir=tmp_path, burst_seconds=0)
    made = build(settings, clock=clock, policy=policy)
    await migrate(made.database)
    yield made
    await made.close()


@pytest.fixture
def citizen(house: House, clock: Clock) -> Citizen:
    return Citizen(house, clock)


@pytest_asyncio.fixture(params=["web", "wechat"])
async def front(
    request: pytest.FixtureRequest, policy: Policy, clock: Clock, tmp_path: Path
) -> AsyncIterator["Front"]:  # fmt: skip
    """A whole house through its front door: the page over HTTP, or WeChat with really sealed payloads."""
    from tests.channels.fronts import front_of

    async with front_of(request.param, tmp_path, clock, policy) as made:
        await made.http.get("/")  # the page is open
        yield made


@pytest.fixture(autouse=True)
def _no_settings_from_outside(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A developer's own .env changes no test."""
    monkeypatch.chdir(tmp_path)
