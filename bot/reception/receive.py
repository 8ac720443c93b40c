"""receive(): one message in, its replies out; kept, decided, handed over and answered in one transaction."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import structlog
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.dialogue import Context, Decision, Handoff, Turn, decide
from bot.dialogue.aftercare import TICKET_NUMBER
from bot.dialogue.duty import date_of
from bot.dialogue.person import NUMBER
from bot.dialogue.smalltalk import greeting
from bot.keeping import media, quota, store
from bot.keeping.leaving import Departures, Gone
from bot.keeping.privacy import Guarded, guard
from bot.keeping.store import Stored
from bot.message import Message, Receipt, Reply
from bot.observe import MESSAGES
from bot.policy.current import Policy
from bot.reception.bursts import Bursts, stands_alone
from bot.reception.hearing import Hearing, NotYetHeard
from bot.reception.situation import Situation, look
from bot.wording import Wording
from handoff.database import Database
from handoff.desk import Desk
from handoff.live import Live, conversation_topic
from handoff.ticket import Ticket
from intents.match import Match

_CUT_NUMBER = re.compile(r"[\d\s+.·•．＋XxＸｘGLJgljＧＬＪｇｌｊ‐‑‒–—―−－-]{1,40}$")
LONGEST = 2000  # characters that are read and kept of one message
log = structlog.get_logger(__name__)
_UNREADABLE = dict.fromkeys(
    [*range(0x00, 0x09), 0x0B, 0x0C, *range(0x0E, 0x20), *range(0xD800, 0xE000), 0xFFFE, 0xFFFF]
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """What a turn came to, for the terminal and the tests; channels need only the receipt."""

    receipt: Receipt
    decision: Decision | None


class Reception:
    """The front desk of all channels."""

    def __init__(
        self,
        *,
        database: Database,
        policy: Policy,
        desk: Desk,
        live: Live,
        wording: Wording,
        clock: Callable[[], datetime],
        departures: Departures,
        burst_seconds: float = 0,
    ) -> None:
        self._database, self._policy, self._desk, self._live = database, policy, desk, live
        self._wording, self._clock, self._bursts = wording, clock, Bursts(burst_seconds)
        self._hearing, self._departures = Hearing(policy), departures

    def greeting(self) -> tuple[Reply, ...]:
        """What a citizen sees first."""
        return greeting(self._policy.book, self._wording)

    async def receive(self, message: Message) -> Receipt:
        """The replies to show now. The same message again gets the same replies and changes nothing."""
        return (await self.answer(message)).receipt

    async def answer(self, message: Message) -> Answered:
        """As `receive`, with the decision behind it (None for a repeated message)."""
        guarded = guard(clean(message.text))
        message = replace(message, text=guarded.text, extra={**message.extra, "cut": len(message.text) > LONGEST})
        if self._bursts.waits(message.address) and await self._came_before(message):
            return await self._kept(message, guarded, None)
        held = self._bursts.join(message)
        try:
            match = await self._hearing.match(guarded.text)
            await self._bursts.gather(held)
            if len(held.lines) > 1 and not stands_alone(guarded.text, match):
                guarded = replace(guarded, text=held.text)
                match = await self._hearing.match(held.text)
            followed = await self._bursts.followed(message, held, match)
            await self._bursts.in_order(held)
            with self._hearing.at_work():
                answered = await self._kept(message, guarded, None if followed else match)
        finally:
            self._bursts.leave(message, held)
        MESSAGES.labels(channel=message.address.channel, kind="burst" if followed else match.kind.value).inc()
        return answered

    async def _kept(self, message: Message, guarded: Guarded, match: Match | None) -> Answered:
        """Nothing is kept, and nothing said, of what somebody sent who left since."""
        while True:
            try:
                async with self._database.write(brief=True) as conn:
                    return await self._in_one_transaction(conn, message, guarded, match)
            except NotYetHeard as asked:
                await self._hearing.find(asked)  # and all over again: nobody waits for a transaction that waits
            except Gone:
                log.info("sender_left", channel=message.address.channel)
                return Answered(receipt=_receipt(0, 0, [], repeated=False), decision=None)

    async def _came_before(self, message: Message) -> bool:
        """The platform repeats a message: it is no next line of what waits."""
        async with self._database.read() as conn:
            return await store.is_kept(conn, message)

    async def _in_one_transaction(
        self, conn: AsyncConnection, message: Message, guarded: Guarded, match: Match | None
    ) -> Answered:
        """Keep, decide, hand over, answer. Without a match the line is only kept: the next one is answered for both."""
        now = self._clock()
        conversation_id, memory = await store.conversation_for(conn, message.address, now, message.sent_at)
        understood = _understood(match) if match else None
        message_id = await store.keep_incoming(conn, conversation_id, message, message.text, understood)
        who, named = self._departures.known_as(message.address), _named(guarded.text)
        around = await look(conn, self._desk, conversation_id, who=who, named=named, now=now)
        await self._departures.meet(conn, conversation_id, message, around.left_at)
        if message_id is None:
            return await self._again(conn, conversation_id, message)
        await quota.grant(conn, conversation_id, message)
        await media.note(conn, conversation_id, message_id, message, now)
        await self._live.signal(conn, conversation_topic(conversation_id))
        if match is None:
            return Answered(receipt=_receipt(conversation_id, message_id, [], repeated=False), decision=None)
        turn = self._turn(message, guarded, match, memory, around, now)
        decision = await self._carry_out(conn, conversation_id, turn, decide(turn))
        if decision.verdict:
            verdict = dict(zip(("verdict", "about"), decision.verdict, strict=True))
            await store.note_understood(conn, message_id, {**_understood(match), **verdict})
        await store.take(conn, around.parked, message_id, now)
        kept = await self._keep_replies(conn, conversation_id, message, message_id, decision, now)
        await store.save_context(conn, conversation_id, decision.context.to_json(), now)
        replies = (*(one.reply for one in around.parked), *decision.replies)
        receipt = Receipt(conversation_id=conversation_id, message_id=message_id, replies=replies,
                          reply_ids=(*(one.id for one in around.parked), *kept))  # fmt: skip
        log.info("message", channel=message.address.channel, message=message_id, rule=decision.rule, ids=decision.ids)
        return Answered(receipt=receipt, decision=decision)

    async def _again(self, conn: AsyncConnection, conversation_id: int, message: Message) -> Answered:
        message_id, kept = await store.replies_to(conn, conversation_id, message)
        receipt = _receipt(conversation_id, message_id, kept, repeated=True)
        return Answered(receipt=receipt, decision=None)

    def _turn(
        self, message: Message, guarded: Guarded, match: Match, memory: dict[str, Any], around: Situation, now: datetime
    ) -> Turn:
        return Turn(
            message=message,
            text=guarded.text,
            match=match,
            context=Context.from_json(memory),
            now=now,
            desk=around.desk,
            book=self._policy.book,
            wording=self._wording,
            ticket=around.ticket,
            ahead=around.ahead,
            progress=around.progress,
            carry=self._hearing.carry,
            understand=self._hearing.understand,
            closeness=self._hearing.closeness,
            likeness=self._hearing.likeness,
            parked=len(around.parked),
            notices=around.notices,
            off=around.off,
            secrets=guarded.kinds,
            phone=guarded.phone,
            cut=bool(message.extra.get("cut")),
        )

    async def _carry_out(self, conn: AsyncConnection, conversation_id: int, turn: Turn, decision: Decision) -> Decision:
        """Ticket, forwarding, rating: everything about people."""
        now, ticket = turn.now, turn.ticket
        if decision.handoff is not None:
            was_open = ticket is not None
            ticket = await self._open(conn, conversation_id, turn, decision.handoff)
            decision = _fill_in(decision, turn, ticket)
            if was_open:
                await self._desk.add_from_citizen(conn, ticket.id, now=now)
        elif ticket is not None and decision.withdraw:
            await self._desk.withdraw(conn, ticket.id, now=now)
        elif ticket is not None and decision.forward:
            await self._desk.add_from_citizen(conn, ticket.id, now=now)
        if ticket is not None and (decision.subject or decision.contact):
            await self._desk.describe(conn, ticket.id, subject=decision.subject, contact=decision.contact)
        if decision.rating is not None:
            ticket_id, stars = decision.rating
            await self._desk.rate(conn, ticket_id, stars=stars, now=now)
        if decision.rating_word is not None:
            ticket_id, word = decision.rating_word
            await self._desk.comment(conn, ticket_id, word, now=now)
        return decision

    async def _open(self, conn: AsyncConnection, conversation_id: int, turn: Turn, handoff: Handoff) -> Ticket:
        department = self._policy.book.department(handoff.department) if handoff.department else None
        return await self._desk.open(
            conn,
            conversation_id=conversation_id,
            kind=handoff.kind,
            reason=handoff.reason,
            subject=handoff.subject,
            department=handoff.department,
            department_name=department.name if department else None,
            urgent=handoff.urgent,
            contact=turn.phone,
            now=turn.now,
        )

    async def _keep_replies(
        self, conn: AsyncConnection, conversation_id: int, message: Message, message_id: int, decision: Decision,
        now: datetime,
    ) -> tuple[int, ...]:  # fmt: skip
        kept: list[int] = []
        for reply in decision.replies:
            row = await store.keep_reply(
                conn, conversation_id, message.address.channel, reply, now, reply_to=message_id
            )
            assert row is not None  # only keyed replies can be there already
            kept.append(row)
        return tuple(kept)


def clean(text: str) -> str:
    """Without NUL, control characters and lone surrogates, and no longer than is read.

    A number that the limit would cut through is left out: half an identity number is none that `guard` knows.
    """
    text = text.translate(_UNREADABLE)
    return (text if len(text) <= LONGEST else _CUT_NUMBER.sub("", text[:LONGEST])).strip()


def _named(text: str) -> str | None:
    """The number of a ticket that the citizen mentions."""
    found = TICKET_NUMBER.search(text)
    return "".join(found[1].split()) if found else None


def _fill_in(decision: Decision, turn: Turn, ticket: Ticket) -> Decision:
    """The ticket's number and promise are known only now."""
    promise = turn.say("promise", due=date_of(ticket.due_at))

    def fill(reply: Reply) -> Reply:
        return replace(reply, text=reply.text.replace(NUMBER, ticket.number).replace("{promise}", promise))

    return replace(decision, replies=tuple(map(fill, decision.replies)))


def _understood(match: Match) -> dict[str, Any]:
    """For the desk, the curator and `yiwen diff`: what the engine made of it."""
    return {
        "kind": match.kind.value,
        "ids": list(match.ids),
        "topic": match.topic,
        "candidates": [[one.id, round(one.score, 3)] for one in match.candidates],
    }


def _receipt(conversation_id: int, message_id: int, kept: list[Stored], *, repeated: bool) -> Receipt:
    return Receipt(
        conversation_id=conversation_id,
        message_id=message_id,
        replies=tuple(one.reply for one in kept),
        reply_ids=tuple(one.id for one in kept),
        repeated=repeated,
    )
