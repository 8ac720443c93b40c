"""The policy now in use: book and engine together, read anew on request while the last good one keeps serving."""

import asyncio
from collections.abc import Callable
from pathlib import Path

import structlog

from bot.book import Book
from bot.understanding import load_engine
from faq.catalog import HOME, load_catalog
from faq.load import LoadError, read_yaml
from faq.local import load_local
from intents.about import about
from intents.engine import Engine

log = structlog.get_logger(__name__)


class Policy:
    """Swapped as a whole, so that an answer never mixes two readings of the files."""

    def __init__(self, home: Path, cache: Path | None, progress: Callable[[str, float], None] | None = None) -> None:
        """Raises LoadError when the files cannot be used."""
        self._home, self._cache = home, cache
        self.book, self.engine = self._read(progress)
        self.complaint: str | None = None  # why the last reload was refused, for the desk
        self.off = False

    def objects(self, text: str) -> tuple[str, ...]:
        """The papers and exams that a question names."""
        read = about(text)
        return read.of("paper") + read.of("exam")

    async def reload(self) -> bool:
        """Read the files again; False, and the old ones stay, when they cannot be used."""
        try:
            self.book, self.engine = await asyncio.to_thread(self._read, None)
        except LoadError as error:
            self.complaint = str(error.complaints[0])
            log.error("policy_reload_refused", complaint=self.complaint, more=len(error.complaints) - 1)
            return False
        self.complaint = None
        log.info("policy_reloaded", entries=len(self.book.catalog.entries))
        return True

    def _read(self, progress: Callable[[str, float], None] | None) -> tuple[Book, Engine]:
        book = read_book(self._home)
        return book, load_engine(book.catalog, self._cache, progress)


def read_book(home: Path = HOME) -> Book:
    """Catalogue, local parameters and the greeting's common questions."""
    catalog = load_catalog(home)
    common = read_yaml(home / "common.yaml", "faq/common.yaml").value
    return Book(catalog, load_local(home / "local.yaml"), tuple(one for one in common if one in catalog.entries))
