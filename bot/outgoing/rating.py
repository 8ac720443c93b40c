"""好差评: when an officer closes a ticket the citizen is asked once, voluntarily, how it went."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.dialogue.turn import Awaiting, Context
from bot.keeping import store
from bot.keeping.store import Delivery
from bot.message import Address, Choice, Reply
from bot.outgoing.delivery import OUTBOX
from bot.wording import Wording
from handoff.live import Live, conversation_topic
from handoff.ticket import Ticket

STARS = (5, 4, 3, 2, 1)


class Rating:
    """Gives the desk its seam for a closed ticket."""

    def __init__(
        self, *, live: Live, wording: Wording, clock: Callable[[], datetime], first_state: Callable[[Address], Delivery]
    ) -> None:
        self._live, self._wording, self._clock, self._first_state = live, wording, clock, first_state

    async def invite(self, conn: AsyncConnection, ticket: Ticket) -> None:
        """Ask, in the transaction that closes the ticket; never after something urgent. What was said is over."""
        now, conversation_id = self._clock(), ticket.conversation_id
        before = Context.from_json(await store.memory_of(conn, conversation_id))
        if ticket.urgent:
            await store.save_context(conn, conversation_id, Context(notices=before.notices).to_json(), now)
            return
        address = await store.address_of(conn, conversation_id)
        choices = tuple(Choice(key=f"star:{stars}", label=self._wording.say(f"rate_{stars}")) for stars in STARS)
        reply = Reply(text=self._wording.say("rate", number=ticket.number), choices=choices)
        state = self._first_state(address)
        if await store.keep_reply(conn, conversation_id, address.channel, reply, now, key=f"rate:{ticket.id}",
                                  delivery=state) is None:  # fmt: skip
            return  # closed a second time: asked before
        context = Context(awaiting=Awaiting.RATING, ticket=ticket.id, offered=choices, notices=before.notices,
                          at=now.isoformat())  # fmt: skip
        await store.save_context(conn, conversation_id, context.to_json(), now)
        await self._live.signal(conn, conversation_topic(conversation_id))
        await self._live.signal(conn, OUTBOX)
