"""A loop outlives what passes: a locked or restarted database is waited for; any other error still ends the process."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence

import structlog
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnectionFree

PAUSES = (1.0, 2.0, 5.0, 10.0, 30.0)  # seconds
CALM = 60.0  # a loop that ran so long had recovered
log = structlog.get_logger(__name__)

Loop = Callable[[], Awaitable[None]]


async def enduring(loop: Loop, pauses: Sequence[float] = PAUSES) -> None:
    """Run the loop, and again after what passes, each time later; what it holds back it takes up again by itself."""
    clock, times = asyncio.get_running_loop().time, 0
    while True:
        started = clock()
        try:
            return await loop()
        except Exception as error:
            if not passes(error):
                raise
            times = 0 if clock() - started >= CALM else times
            pause = pauses[min(times, len(pauses) - 1)]
            name = getattr(loop, "__qualname__", repr(loop))
            log.warning("database_away", loop=name, error=reason(error), again_in=pause)
        times += 1
        await asyncio.sleep(pause)


def passes(error: Exception) -> bool:
    """Whether it is the database's moment, not ours: locked, out of reach, restarting, or too slow."""
    if isinstance(error, ExceptionGroup):
        return all(map(passes, error.exceptions))
    lost = isinstance(error, DBAPIError) and error.connection_invalidated
    return lost or isinstance(error, OperationalError | NoConnectionFree | TimeoutError)


def reason(error: Exception) -> str:
    """The driver's own word: SQLAlchemy's holds the statement's parameters, and with them what citizens said."""
    cause = error.exceptions[0] if isinstance(error, ExceptionGroup) else error
    if isinstance(cause, DBAPIError):
        lines = str(cause.orig).splitlines()
        return f"{type(cause.orig).__name__}: {lines[0] if lines else ''}"
    return type(cause).__name__
