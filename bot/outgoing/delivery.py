"""The loop that says late answers: in order per citizen, each at most once, nothing retried for ever, nothing lost."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import structlog
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.channel import (
    LAST_ONE,
    Busy,
    Exhausted,
    MayNotSpeak,
    OutcomeUnknown,
    Outgoing,
    Pushing,
    SendError,
    UsedUp,
    WindowClosed,
)
from bot.keeping import quota
from bot.keeping.quota import Taken
from bot.keeping.store import Delivery as State
from bot.observe import DELIVERIES
from bot.outgoing import outbox
from bot.outgoing.alerts import Notice, Tell
from bot.outgoing.outbox import Claim, Due
from handoff import lookup
from handoff.database import Database
from handoff.live import Live, conversation_topic

OUTBOX = "outbox"  # signal this topic to have a new answer sent at once
POLL = 1.0  # seconds
CALL_SECONDS = 20.0  # well within the lease
LOOK = timedelta(seconds=15)  # between looks for what a stopped process or a mute account left behind
AT_ONCE = 16  # citizens served at the same time
STOP_SECONDS = 8.0
BACK_OFF = tuple(timedelta(seconds=seconds) for seconds in (2, 5, 15, 60, 300, 900, 1800, 3600))
NO_CLAIM = Claim()
log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What to do after a call. `counted`: the platform took one from the quota."""

    state: State
    counted: bool = True
    wait: timedelta = timedelta(0)
    alarm: str | None = None  # about the account
    word: str | None = None  # about this answer


def outcome_of(error: SendError | None, attempts: int) -> Outcome:
    """Outcome by class of error; `attempts` counts this one."""
    match error:
        case None:
            return Outcome(state=State.SENT)
        case WindowClosed():
            return Outcome(state=State.PARKED, word="有一条答复要等市民来信才能送到，急事请打电话")
        case MayNotSpeak():
            return Outcome(state=State.PARKED, counted=False, alarm="不能主动发消息了，答复改为等市民来信时送达")
        case OutcomeUnknown():
            return Outcome(state=State.UNKNOWN, word="有一条答复可能没有送达，请看一眼")
        case Busy() if attempts > len(BACK_OFF):
            return Outcome(state=State.PARKED, counted=False, alarm="平台一直繁忙，有答复改为等市民来信时送达")
        case Busy():
            wait = timedelta(seconds=error.retry_after) if error.retry_after else BACK_OFF[attempts - 1]
            spent = "今天的发送额度用完了，零点后继续" if isinstance(error, Exhausted) else None
            return Outcome(state=State.PENDING, counted=False, wait=wait, alarm=spent)
        case _:
            return Outcome(state=State.FAILED, counted=False, word="有一条答复没有送到，请看一眼")


class Delivery:
    """Serves the channels it is given; answers for others (the web page fetches its own) stay untouched."""

    def __init__(
        self,
        database: Database,
        channels: Mapping[str, Pushing],
        *,
        live: Live,
        tell: Tell,
        clock: Callable[[], datetime],
    ) -> None:
        self._database, self._channels = database, channels
        self._live, self._tell, self._clock = live, tell, clock
        self._flying: dict[int, asyncio.Task[bool]] = {}  # by message
        self._mute = set(channels)  # could not speak first when last heard of; so it is with all at the start
        self._looked: datetime | None = None

    async def run(self) -> None:
        """Until cancelled; calls under way are finished first, since a broken-off one leaves a doubt."""
        try:
            async with self._live.subscribe(OUTBOX) as changes:
                while True:
                    await self.step()
                    await changes.wait(POLL)
        finally:
            if self._flying:
                await asyncio.wait(self._flying.values(), timeout=STOP_SECONDS)

    async def step(self) -> int:
        """Send all that is due now; how many calls were settled. A slow call holds up its own citizen only."""
        await self._look_behind()
        settled = 0
        while True:
            await self._take_off()
            if not self._flying:
                return settled
            landed, _ = await asyncio.wait(self._flying.values(), timeout=POLL, return_when=asyncio.FIRST_COMPLETED)
            self._flying = {id: task for id, task in self._flying.items() if task not in landed}
            if broken := [error for task in landed if isinstance(error := task.exception(), Exception)]:
                raise ExceptionGroup("deliveries", broken)
            settled += sum(task.result() for task in landed)

    async def _look_behind(self) -> None:
        """At the start, and now and then: at every turn it would be most of what an idle house asks the database."""
        now = self._clock()
        if self._looked is None or abs(now - self._looked) >= LOOK:  # a clock may be set back
            await self._recover(now)
            await self._speak_again()
            self._looked = now

    async def _recover(self, now: datetime) -> None:
        async with self._database.read() as conn:
            if not await outbox.has_lapsed(conn, now):
                return
        async with self._database.write() as conn:
            for conversation_id in await outbox.recover(conn, now):
                await self._live.signal(conn, conversation_topic(conversation_id))

    async def _speak_again(self) -> None:
        """What was parked while an account could not speak goes out when it can and the window is still open."""
        for name, channel in self._channels.items():
            if channel.can_push and name in self._mute:
                async with self._database.read() as conn:
                    parked = await outbox.parked_on(conn, name)
                for conversation_id in parked:
                    await self._unblock(conversation_id, channel, self._clock())
        self._mute = {name for name, channel in self._channels.items() if not channel.can_push}

    async def _due(self) -> list[Due]:
        now = self._clock()
        async with self._database.read() as conn:
            blocked = await outbox.behind_parked(conn, list(self._channels), now)
        for conversation_id, channel in blocked:
            await self._unblock(conversation_id, self._channels[channel], now)
        async with self._database.read() as conn:
            return await outbox.due(conn, list(self._channels), now, AT_ONCE)

    async def _unblock(self, conversation_id: int, channel: Pushing, now: datetime) -> None:
        """Order holds: either the parked answer may go out now too, or the newer one waits with it."""
        async with self._database.write() as conn:
            granted = not channel.metered or (await quota.left(conn, conversation_id, now)).left > 0
            if channel.can_push and granted:
                await outbox.unpark(conn, conversation_id, now)
            else:
                await outbox.park(conn, conversation_id)
            await self._live.signal(conn, conversation_topic(conversation_id))

    async def _take_off(self) -> None:
        """Each in a task of its own, so that a stopping loop can let the call come to its end."""
        if len(self._flying) < AT_ONCE:
            for due in await self._due():
                if due.id not in self._flying:
                    self._flying[due.id] = asyncio.create_task(self._deliver(due))

    async def _deliver(self, due: Due) -> bool:
        channel = self._channels[due.address.channel]
        if refusal := await _refusal(channel):
            return await self._settle(due, State.PENDING, refusal)
        outgoing, *more = channel.parts(Outgoing(text=due.rest, choices=due.choices, key=f"out:{due.id}"))
        async with self._database.write() as conn:
            claim = await outbox.claim(conn, due, self._clock(), metered=channel.metered)
            await self._live.signal(conn, conversation_topic(due.conversation_id))
        if claim is None:
            return False
        last = replace(outgoing, text=outgoing.text + LAST_ONE)
        error = await self._call(channel, due, last if claim.left == 0 else outgoing)
        if error is None and more:
            async with self._database.write() as conn:
                await outbox.part_sent(conn, due, outgoing.text, self._clock())
            return True
        return await self._settle(due, State.SENDING, error, claim)

    async def _call(self, channel: Pushing, due: Due, outgoing: Outgoing) -> SendError | None:
        try:
            async with asyncio.timeout(CALL_SECONDS):
                await channel.send(due.address, outgoing)
        except SendError as error:
            return error
        except Exception as error:
            log.exception("delivery_broke", channel=channel.name, message=due.id)
            return OutcomeUnknown(type(error).__name__)
        return None

    async def _settle(self, due: Due, was: State, error: SendError | None, claim: Claim = NO_CLAIM) -> bool:
        if isinstance(error, MayNotSpeak):
            self._mute.add(due.address.channel)
        outcome = outcome_of(error, due.attempts + 1)
        now, detail = self._clock(), str(error) if error else None
        async with self._database.write() as conn:
            if claim.taken:
                await _correct_the_ledger(conn, claim.taken, error, outcome, now)
                if isinstance(error, WindowClosed) and (await quota.left(conn, due.conversation_id, now)).left:
                    outcome = Outcome(state=State.PENDING)  # the citizen wrote meanwhile, or another grant is open
            settled = await outbox.settle(conn, due, was, outcome.state, now=now, error=detail, wait=outcome.wait)
            await self._live.signal(conn, conversation_topic(due.conversation_id))
            notices = await _notices(conn, due, error, outcome) if settled else []
        channel = due.address.channel
        DELIVERIES.labels(channel=channel, outcome=outcome.state.value).inc()
        log.info("delivery", channel=channel, message=due.id, outcome=outcome.state.value, error=detail)
        for notice in notices:
            self._tell(notice)
        return settled


async def _correct_the_ledger(
    conn: AsyncConnection, taken: Taken, error: SendError | None, outcome: Outcome, now: datetime
) -> None:
    """The platform knows better what it has granted."""
    if isinstance(error, UsedUp):
        await quota.use_up(conn, taken)
    elif isinstance(error, WindowClosed):
        await quota.end(conn, taken, now)
    elif not outcome.counted:
        await quota.give_back(conn, taken)


async def _notices(conn: AsyncConnection, due: Due, error: SendError | None, outcome: Outcome) -> list[Notice]:
    """What duty staff should hear: the account's trouble, and an officer's words that did not arrive."""
    channel = due.address.channel
    key = f"delivery:{channel}:{type(error).__name__}"
    found = [Notice(key=key, text=f"{channel}：{outcome.alarm}（{error}）")] if outcome.alarm else []
    if due.author == "officer" and outcome.word:
        tickets = await lookup.of_conversation(conn, due.conversation_id)
        found += [Notice(key=f"answer:{due.id}", text=f"事项 {one.number} {outcome.word}") for one in tickets[:1]]
    return found


async def _refusal(channel: Pushing) -> SendError | None:
    """Why nothing can be sent just now; found out before the answer is claimed."""
    if not channel.can_push:
        return MayNotSpeak()
    try:
        async with asyncio.timeout(CALL_SECONDS):
            await channel.ready()
    except SendError as error:
        return error
    except Exception as error:  # one account's platform must not end the answers of all others
        # Without its text, which may quote what was asked: the secret, the token.
        log.error("channel_not_ready", channel=channel.name, error=type(error).__name__)
        return Busy(type(error).__name__)
    return None
