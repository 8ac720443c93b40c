"""Answers that ride on the citizen's own request, and what becomes of them when nobody waits for it any longer."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from sqlalchemy import delete, select, update

from bot.keeping.store import Delivery, messages
from bot.message import Receipt
from bot.outgoing.delivery import OUTBOX
from bot.outgoing.rest import rest_key
from handoff.database import Database
from handoff.live import Live


class Carrying:
    """Both moves are conditional updates, so that the outbox and a request never both say the same."""

    def __init__(self, database: Database, *, live: Live, clock: Callable[[], datetime]) -> None:
        self._database, self._live, self._clock = database, live, clock

    async def hand_over(self, receipt: Receipt, state: Delivery) -> None:
        """Nobody heard them: they are sent first (PENDING), or wait for the citizen to write (PARKED), whole."""
        now = self._clock()
        waits = {"delivery": state, "next_attempt_at": now, "delivered_at": None}
        carried = messages.c.id.in_(receipt.reply_ids) & (messages.c.delivery == Delivery.DONE)
        async with self._database.write() as conn:
            await conn.execute(update(messages).where(carried).values(waits))
            await conn.execute(delete(messages).where(messages.c.key == rest_key(receipt)))
            await self._live.signal(conn, OUTBOX)

    async def again(self, receipt: Receipt) -> Receipt:
        """Of a repeated message: what this request may carry, which is all that has not gone another way meanwhile."""
        these = messages.c.id.in_(receipt.reply_ids)
        waits = these & messages.c.delivery.in_([Delivery.PENDING, Delivery.PARKED])
        done = {"delivery": Delivery.DONE, "delivered_at": self._clock()}
        async with self._database.write() as conn:
            await conn.execute(update(messages).where(waits).values(done))
            carried = set(await conn.scalars(select(messages.c.id).where(these, messages.c.delivery == Delivery.DONE)))
        kept = [pair for pair in zip(receipt.reply_ids, receipt.replies, strict=True) if pair[0] in carried]
        return replace(receipt, reply_ids=tuple(id for id, _ in kept), replies=tuple(reply for _, reply in kept))
