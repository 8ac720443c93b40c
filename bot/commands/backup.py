"""`yiwen backup`: the whole SQLite database in one file, while the server runs (copied with `cp` it may be torn)."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path

from sqlalchemy.engine import make_url

from bot.refusal import CannotDo
from faq.load import reason_of
from handoff.database import known

BUSY_SECONDS = 30.0
POSTGRESQL = "数据库是 PostgreSQL，用它自己的 pg_dump 备份。"


def run_backup(url: str, file: Path) -> str:
    """What to tell; raises CannotDo and leaves nothing behind when it cannot be."""
    if known(url).get_backend_name() != "sqlite":
        raise CannotDo(POSTGRESQL)
    source = Path(make_url(url).database or "")
    if not source.is_file():
        raise CannotDo(f"还没有数据库（{source}），没有什么可备份。")
    try:
        _claim(file)
    except FileExistsError:
        raise CannotDo(f"{file} 已经有了，不覆盖。换一个名字，比如带上日期。") from None
    except OSError as error:
        raise CannotDo(f"{file} 写不了（{reason_of(error)}）。") from error
    _fill(source, file)
    return f"备份好了：{file}（{file.stat().st_size / 1e6:.1f} MB）。图片和文件不在里面，另外复制数据文件夹里的 media。"


def _claim(file: Path) -> None:
    """Empty and for the owner only: SQLite fills it without changing that."""
    os.close(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))


def _fill(source: Path, file: Path) -> None:
    """By way of another name, so that a backup that was broken off is empty and never looks whole."""
    half = file.with_name(f"{file.name}.half")
    try:
        half.unlink(missing_ok=True)
        _claim(half)
        _copy(source, half)
        half.replace(file)
    except (sqlite3.Error, OSError) as error:
        half.unlink(missing_ok=True)
        file.unlink(missing_ok=True)
        raise CannotDo(f"没有备份成：{error}") from error


def _copy(source: Path, file: Path) -> None:
    """All that is committed in this moment; nobody who writes is held up."""
    uri = source.absolute().as_uri() + "?mode=rw"
    with closing(sqlite3.connect(uri, uri=True, timeout=BUSY_SECONDS, isolation_level=None)) as conn:
        conn.execute("VACUUM INTO ?", (str(file),))
    with file.open("rb+") as whole:
        os.fsync(whole.fileno())
