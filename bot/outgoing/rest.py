"""What did not fit into one answer: it waits, and 「继续」 fetches it."""

from collections.abc import Callable
from datetime import datetime

from bot.keeping import store
from bot.keeping.store import Delivery
from bot.message import Receipt, Reply
from bot.outgoing.outbox import REST
from handoff.database import Database


def rest_key(receipt: Receipt) -> str:
    """One rest for each answered message."""
    return f"rest:{receipt.message_id}"


class Rests:
    """Keeps the rest of an answer as a parked message, which rides on the citizen's next message."""

    def __init__(self, database: Database, *, clock: Callable[[], datetime]) -> None:
        self._database, self._clock = database, clock

    async def keep(self, receipt: Receipt, rest: str) -> None:
        """Once per answered message, however often the platform delivers it."""
        async with self._database.write() as conn:
            address = await store.address_of(conn, receipt.conversation_id)
            await store.keep_reply(
                conn, receipt.conversation_id, address.channel, Reply(text=rest), self._clock(), author=REST,
                key=rest_key(receipt), delivery=Delivery.PARKED,
            )  # fmt: skip
