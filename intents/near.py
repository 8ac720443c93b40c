"""The phrasings that are spelt most like a question: for explaining, never for deciding."""

from collections.abc import Sequence

from rapidfuzz import fuzz, process

from intents.match import Intent, Near

MOST = 5


def nearest(normal: str, phrasings: Sequence[str], owners: Sequence[Intent], raw: Sequence[str]) -> tuple[Near, ...]:
    """Best first; `phrasings` are normalised, `raw` as they were written."""
    found = process.extract(normal, phrasings, scorer=fuzz.ratio, limit=MOST)
    return tuple(Near(id=owners[at].id, phrasing=raw[at], similarity=share / 100) for _, share, at in found)
