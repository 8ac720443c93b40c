"""For channels whose answers cannot ride on the citizen's own request: they go through the outbox like late ones."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import update

from bot.keeping.store import Delivery, messages
from bot.message import Receipt
from bot.outgoing.delivery import OUTBOX
from handoff.database import Database
from handoff.live import Live


class Queue:
    """Puts replies into the outbox."""

    def __init__(self, database: Database, *, live: Live, clock: Callable[[], datetime]) -> None:
        self._database, self._live, self._clock = database, live, clock

    async def put(self, receipt: Receipt) -> None:
        """Each reply once: what is on its way or was sent stays so, however often the platform posts the message."""
        waits = {"delivery": Delivery.PENDING, "next_attempt_at": self._clock(), "delivered_at": None}
        kept = messages.c.id.in_(receipt.reply_ids) & (messages.c.delivery == Delivery.DONE)
        async with self._database.write() as conn:
            if (await conn.execute(update(messages).where(kept).values(waits))).rowcount:
                await self._live.signal(conn, OUTBOX)
