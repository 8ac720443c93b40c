"""Text that any database and any page can take: no NUL, no control characters, no half surrogates."""

import unicodedata

KEPT = frozenset("\n\t")


def plain(text: str, limit: int = 4000) -> str:
    """`text` without what cannot be stored or shown, trimmed, at most `limit` characters."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(c for c in text if c in KEPT or unicodedata.category(c) not in {"Cc", "Cs"}).strip()[:limit]
