"""The database as a command looks into it: once, and only if it is there."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.refusal import CannotDo
from handoff.database import Database


@asynccontextmanager
async def reading(url: str, instead: str) -> AsyncIterator[AsyncConnection]:
    """One consistent look; CannotDo, with what to do instead, where there is nothing to read."""
    if missing := _missing_file(url):
        raise CannotDo(f"没有 {missing} 这个数据库。{instead}")  # SQLite would make an empty one
    database = Database(url)
    try:
        async with database.read() as conn:
            yield conn
    except (SQLAlchemyError, OSError) as error:
        reason = str(getattr(error, "orig", error)).splitlines()[0]
        raise CannotDo(f"数据库读不了：{reason}。{instead}") from error
    finally:
        await database.close()


def _missing_file(url: str) -> str | None:
    place = make_url(url)
    of_a_file = place.get_backend_name() == "sqlite" and place.database
    return place.database if of_a_file and not Path(place.database or "").exists() else None
