"""Text that any database and any page can take: no NUL, no control characters, no half surrogates."""

import unicodedata

KEPT = frozenset("\n\t")
TURNING = dict.fromkeys((*range(0x202A, 0x202F), *range(0x2066, 0x206A)))  # they show a number or an address backwards


def plain(text: str, limit: int = 4000) -> str:
    """`text` without what cannot be stored or shown, trimmed, at most `limit` characters."""
    text = unturned(text).replace("\r\n", "\n").replace("\r", "\n")
    return "".join(c for c in text if c in KEPT or unicodedata.category(c) not in {"Cc", "Cs"}).strip()[:limit]


def unturned(text: str) -> str:
    """`text` without the marks that turn the direction of reading around: everybody reads what was written."""
    return text.translate(TURNING)
