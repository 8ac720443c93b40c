"""Forgetting what a citizen said: the words go, the frame (numbers, times, states, stars) stays for the reports."""

from collections.abc import Sequence

from sqlalchemy import case, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from handoff.schema import ticket_events, tickets

ERASED = "（已按要求删除）"


async def mask(conn: AsyncConnection, conversation_id: int) -> Sequence[int]:
    """The ids of the conversation's tickets, whose words and whose history's words are gone now."""
    mine = tickets.c.conversation_id == conversation_id
    ids = select(tickets.c.id).where(mine)
    gone = case((ticket_events.c.text.is_not(None), ERASED))
    await conn.execute(update(ticket_events).where(ticket_events.c.ticket_id.in_(ids)).values(text=gone))
    outcome = case((tickets.c.outcome.is_not(None), ERASED))
    masked = {"subject": ERASED, "contact": None, "rating_word": None}
    await conn.execute(update(tickets).where(mine).values(outcome=outcome, **masked))
    return (await conn.scalars(ids)).all()
