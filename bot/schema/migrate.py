"""Bring the database to the present schema with Alembic, on either engine."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection

import bot.schema.tables  # noqa: F401 - every table is known before Alembic looks
from handoff.database import Database

HERE = Path(__file__).parent / "migrations"


def config(connection: Connection | None = None) -> Config:
    made = Config()
    made.set_main_option("script_location", str(HERE))
    made.attributes["connection"] = connection
    return made


async def migrate(database: Database) -> None:
    """To the newest revision; safe to call at every start, and by several processes at once."""
    async with database.write() as conn:
        await conn.run_sync(_upgrade)


def _upgrade(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("SELECT pg_advisory_xact_lock(7241001)")
    command.upgrade(config(connection), "head")
