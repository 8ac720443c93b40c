"""All tables of the house, gathered in one metadata for Alembic and for tests."""

import bot.channels.wechat_token
import bot.keeping.leaving
import bot.keeping.media
import bot.keeping.quota
import bot.keeping.store
import handoff.schema
from handoff.database import metadata

TABLES = (
    bot.keeping.store.conversations,
    bot.keeping.store.messages,
    bot.keeping.store.parts,
    bot.keeping.quota.grants,
    bot.keeping.media.files,
    bot.keeping.leaving.erasures,
    bot.keeping.leaving.departures,
    bot.channels.wechat_token.access_tokens,
    handoff.schema.tickets,
)
__all__ = ["TABLES", "metadata"]
