"""Ids that point somewhere."""

from collections.abc import Iterator

from faq.load import Complaint
from faq.shelf import Shelf
from faq.wrong import meant


def related(shelf: Shelf) -> Iterator[Complaint]:
    """A related entry that is not there, is the entry itself, or is named twice."""
    for entry in shelf.entries:
        for at, other in enumerate(entry.related):
            path = ("related", at)
            if other not in shelf.catalog.entries:
                yield shelf.at(
                    entry.id, path, f"没有 {other} 这个条目{meant(other, shelf.catalog.entries)}；改对 id，或去掉"
                )
            elif other == entry.id:
                yield shelf.at(entry.id, path, "指向自己；去掉")
            elif other in entry.related[:at]:
                yield shelf.at(entry.id, path, f"{other} 写了两次；留一个")


def succession(shelf: Shelf) -> Iterator[Complaint]:
    """Who takes over from whom: the old one is there, only one follows it, and no day is left without an answer."""
    taken: dict[str, str] = {}
    for entry in shelf.entries:
        old = shelf.catalog.entries.get(entry.supersedes or "")
        if entry.supersedes is None:
            continue
        if old is None or old.id == entry.id:
            gone = f"{entry.supersedes} 这个旧条目{meant(entry.supersedes, shelf.catalog.entries)}"
            yield shelf.at(entry.id, ("supersedes",), f"没有 {gone}；改对 id，旧的已删就把这一行去掉")
            continue
        if old.id in taken:
            yield shelf.at(entry.id, ("supersedes",), f"{taken[old.id]} 也接替 {old.id}；只能有一条")
        taken[old.id] = entry.id
        until = old.effective.until
        if until and (entry.effective.from_ - until).days > 1:
            what = f"{old.id} 到 {until} 为止，这一条 {entry.effective.from_} 才开始，中间没有答复；让日期接上"
            yield shelf.at(entry.id, ("effective", "from"), what)
