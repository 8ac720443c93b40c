"""All tables of the house, gathered in one metadata for Alembic and for tests."""

import bot.channels.wechat_token
import bot.leaving
import bot.media
import bot.quota
import bot.store
import handoff.schema
from handoff.database import metadata

TABLES = (
    bot.store.conversations,
    bot.store.messages,
    bot.store.parts,
    bot.quota.grants,
    bot.media.files,
    bot.leaving.erasures,
    bot.leaving.departures,
    bot.channels.wechat_token.access_tokens,
    handoff.schema.tickets,
)
__all__ = ["TABLES", "metadata"]
