"""What the desk is given from outside: its turn in a conversation, how to say something, what was said, a last act."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy.ext.asyncio import AsyncConnection

from handoff.ticket import Ticket

Who = Literal["citizen", "bot", "officer", "system"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One message of the conversation as the desk shows it.

    `key`: the one under which the desk delivered it. `delivery` is a short word for officers, or None; `trouble` when
    the citizen has not or perhaps not got it.
    """

    id: int
    at: datetime
    who: Who
    text: str
    key: str | None = None
    choices: tuple[str, ...] = ()
    delivery: str | None = None
    trouble: bool = False
    link: str | None = None  # to a file that came with it


# (conn, conversation_id): from here to the end of the transaction nothing else happens in this conversation. Whoever
# touches both a conversation and its ticket takes the conversation first, or a citizen and an officer who act in the
# same moment would wait for each other for ever.
Lock = Callable[[AsyncConnection, int], Awaitable[None]]

# (conn, conversation_id, text, key): queue a text for the citizen, once per key; the conversation is locked already.
Deliver = Callable[[AsyncConnection, int, str, str], Awaitable[None]]

# (conn, conversation_id, limit): what was said, oldest first; of more than `limit` lines the newest.
Thread = Callable[[AsyncConnection, int, int], Awaitable[Sequence[Line]]]

# (conn, ticket): an officer has just closed it, in the same transaction; called once more if it is closed once more.
Closed = Callable[[AsyncConnection, Ticket], Awaitable[None]]
