"""All tables of the house, gathered in one metadata for Alembic and for tests."""

# ruff: noqa: F401 - whoever is imported here adds its tables

import bot.channels.wechat_token
import bot.keeping.leaving
import bot.keeping.media
import bot.keeping.quota
import bot.keeping.store
import handoff.schema
from handoff.database import metadata

__all__ = ["metadata"]
