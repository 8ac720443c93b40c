"""All sentences of an entry with their places, so that every check reads the same."""

from collections.abc import Iterator

from faq.entry import FaqEntry

Path = tuple[object, ...]
_SINGLE = ("title", "summary", "validity", "fee", "where", "online", "phone", "remedy", "office_decides")
_LISTS = ("conditions", "steps", "time_limit")


def texts(entry: FaqEntry) -> Iterator[tuple[Path, str]]:
    """Where and what, for everything a citizen may read except the sources."""
    for name in _SINGLE:
        if text := getattr(entry, name):
            yield (name,), text
    for name in _LISTS:
        for at, text in enumerate(getattr(entry, name)):
            yield (name, at), text
    for at, material in enumerate(entry.materials):
        for name in ("name", "form", "note"):
            if text := getattr(material, name):
                yield ("materials", at, name), text
