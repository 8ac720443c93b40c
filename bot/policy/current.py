"""The policy now in use: book and engine together, read anew on request while the last good one keeps serving."""

import asyncio
from collections.abc import Callable
from pathlib import Path

import structlog

from bot.policy.book import Book
from bot.policy.understanding import load_engine
from faq.catalog import HOME, load_catalog
from faq.follow_ups import follow_ups
from faq.load import LoadError
from faq.local import load_local
from faq.sentences import sentences
from faq.shelf import load_common
from intents.engine import Engine

log = structlog.get_logger(__name__)


class Policy:
    """Swapped as a whole, so that an answer never mixes two readings of the files."""

    def __init__(self, home: Path, cache: Path | None, progress: Callable[[str, float], None] | None = None) -> None:
        """Raises LoadError when the files cannot be used."""
        self._home, self._cache = home, cache
        self.book, self.engine = self._read(progress)
        self.complaint: str | None = None  # why the last reload was refused, for the desk
        self._reloading = asyncio.Lock()

    @property
    def notice(self) -> str | None:
        """What the desk has to know about the policy files, or None."""
        if self.complaint is None:
            return None
        return f"政策文件没有换上新的，市民看到的还是上一版。{self.complaint}（改好以后执行 yiwen reload）"

    async def reload(self) -> bool:
        """Read the files again, one reload after another; False, and the old ones stay, when they cannot be used."""
        async with self._reloading:
            try:
                self.book, self.engine = await asyncio.to_thread(self._read, None)
            except LoadError as error:
                self._refuse(str(error.complaints[0]), more=len(error.complaints) - 1)
                return False
            except Exception as error:  # whatever it is, the last good policy keeps answering
                log.exception("policy_reload_failed")
                self._refuse(f"意外的错误：{error!r}")
                return False
            self.complaint = None
            log.info("policy_reloaded", entries=len(self.book.catalog.entries))
            return True

    def _refuse(self, complaint: str, more: int = 0) -> None:
        self.complaint = complaint + (f"（另有 {more} 处）" if more else "")
        log.error("policy_reload_refused", complaint=complaint, more=more)

    def _read(self, progress: Callable[[str, float], None] | None) -> tuple[Book, Engine]:
        book = read_book(self._home)
        engine = load_engine(book.catalog, self._cache, progress)
        answers = book.answers.values()
        told = dict.fromkeys(one for answer in answers for one in (*sentences(answer), *follow_ups(answer).asks))
        engine.read_answers(list(told), self._cache)
        return book, engine


def read_book(home: Path = HOME) -> Book:
    """Catalogue, local parameters and the greeting's common questions."""
    catalog = load_catalog(home)
    common = load_common(home)
    offered = tuple(one for one in common.value if one in catalog.entries) if common else ()
    return Book(catalog, load_local(home / "local.yaml"), offered)
