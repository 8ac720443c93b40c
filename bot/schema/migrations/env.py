"""Alembic's entry: always inside the caller's connection and transaction."""

from alembic import context

from bot.schema.tables import metadata

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=metadata,
    render_as_batch=connection.dialect.name == "sqlite",
    compare_type=True,
    user_module_prefix="database.",
)
context.run_migrations()
