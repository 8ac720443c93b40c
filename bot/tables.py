"""All tables of the house, gathered in one metadata for Alembic and for tests."""

import bot.store
import handoff.schema
from handoff.database import metadata

__all__ = ["metadata"]
_ALL = (bot.store.messages, handoff.schema.tickets)
