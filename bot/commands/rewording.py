"""What a change of the policy files does to the answers themselves: which sentence goes, which one comes."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from bot.policy.book import Book


@dataclass(frozen=True, slots=True, kw_only=True)
class Reworded:
    """One entry: what citizens no longer read and what they read instead, each with the name of its section.

    `instead_of`: the entry whose place a new one takes; the two are compared, for all else would look new.
    """

    entry_id: str
    title: str
    instead_of: str | None = None
    gone: tuple[tuple[str, str], ...]
    come: tuple[tuple[str, str], ...]


def reworded(old: Book, new: Book) -> Iterator[Reworded]:
    """Every entry whose answer, state or dates differ, in the order of the files; asked about or not."""
    for entry_id in dict.fromkeys((*new.catalog.entries, *old.catalog.entries)):
        replaced = _replaced(old, new, entry_id)
        before, after = _said(old, replaced or entry_id), _said(new, entry_id)
        if before == after:
            continue
        gone, come = _without(before, after), _without(after, before)
        if not gone and not come:
            come = [("顺序", "话没有变，先后变了")]
        book = new if new.knows(entry_id) else old
        title = book.entry(entry_id).title
        yield Reworded(entry_id=entry_id, title=title, instead_of=replaced, gone=tuple(gone), come=tuple(come))


def _replaced(old: Book, new: Book, entry_id: str) -> str | None:
    """The entry that a new one takes over from, as citizens read it before the change."""
    before = new.entry(entry_id).supersedes if new.knows(entry_id) and not old.knows(entry_id) else None
    return before if old.knows(before) else None


def _without(some: list[tuple[str, str]], others: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """In their order; what stands twice here and once there is left once."""
    return list((Counter(some) - Counter(others)).elements())


def _said(book: Book, entry_id: str) -> list[tuple[str, str]]:
    """The whole answer, filled as the citizen reads it, and from when to when it holds."""
    if not book.knows(entry_id):
        return []
    entry, answer = book.entry(entry_id), book.answers[entry_id]
    lines = [("标题", entry.title), ("菜单名", entry.short)]
    lines += [(part.title, line) for part in answer.parts for line in part.lines]
    lines += [("工作人员定", answer.office_decides)] if answer.office_decides else []
    until = entry.effective.until
    dates = f"{entry.effective.from_} 起" + (f"，到 {until} 为止" if until else "")
    return [*lines, ("状态", entry.state.label), ("适用", dates), ("下次复核", str(entry.review_by))]
