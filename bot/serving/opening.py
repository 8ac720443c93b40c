"""The data folder and the database made ready, by whoever comes first: the server or a command."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path

from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError

from bot.refusal import CannotServe
from bot.schema.migrate import migrate
from bot.settings import Settings
from handoff.database import Database


def prepare(folder: Path) -> None:
    """The data folder, for the owner only; raises CannotServe when it cannot be written."""
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise CannotServe(
            f"数据文件夹 {folder} 建不了（{error.strerror}）。用 YIWEN_DATA_DIR 换一个能写的地方。"
        ) from error
    if not os.access(folder, os.W_OK | os.X_OK):
        raise CannotServe(f"数据文件夹 {folder} 不能写。请改权限，或用 YIWEN_DATA_DIR 换一个地方。")


async def migrated(settings: Settings) -> None:
    prepare(settings.data_dir)
    database = Database(settings.database)
    try:
        await _migrated(database)
    finally:
        await database.close()


async def _migrated(database: Database) -> None:
    try:
        _try(database)
        await migrate(database)
    except (SQLAlchemyError, sqlite3.Error, OSError) as error:
        reason = str(getattr(error, "orig", error)).splitlines()[0]
        raise CannotServe(f"数据库用不了：{reason}。请检查 YIWEN_DATABASE_URL 和文件夹权限。") from error


def _try(database: Database) -> None:
    """Open an SQLite file plainly first: the driver's thread would still complain after our one sentence."""
    if database.is_sqlite:
        with closing(sqlite3.connect(make_url(database.url).database or "")) as trial:
            trial.execute("PRAGMA schema_version")
