"""What the citizen chooses from: clarifying questions, menu labels, the greeting."""

from collections import Counter
from collections.abc import Iterator

from faq.checks.phrasings import plain
from faq.entry import State
from faq.load import Complaint
from faq.shelf import Shelf
from faq.wrong import meant

MOST_CHOICES = 7


def clarifying(shelf: Shelf) -> Iterator[Complaint]:
    """Choices that look alike, or lead nowhere, or are more than anybody reads."""
    for question in shelf.catalog.clarify:
        if len(question.choices) > MOST_CHOICES:
            what = f"有 {len(question.choices)} 项，最多 {MOST_CHOICES} 项；并掉几项，或分成两个反问"
            yield shelf.at(question.id, ("choices",), what)
        labels = Counter(plain(choice.label) for choice in question.choices)
        for at, choice in enumerate(question.choices):
            path = ("choices", at)
            entry = shelf.catalog.entries.get(choice.entry)
            if labels[plain(choice.label)] > 1:
                yield shelf.at(question.id, path, f"“{choice.label}”有两个，市民分不清；改得不一样")
            if entry is None:
                near = meant(choice.entry, shelf.catalog.entries)
                yield shelf.at(question.id, path, f"没有 {choice.entry} 这个条目{near}；改对 id，或去掉这一项")
            elif entry.state is not State.PUBLIC:
                yield shelf.at(question.id, path, f"{choice.entry} 还没有公开；公开它，或先去掉这一项")


def same_short(shelf: Shelf) -> Iterator[Complaint]:
    """Two entries that look the same in a menu."""
    seen: dict[str, str] = {}
    for entry in shelf.entries:
        key = plain(entry.short)
        if entry.supersedes:
            continue
        if key in seen:
            yield shelf.at(entry.id, ("short",), f"和 {seen[key]} 的菜单名一样；改得让人分得清")
        seen.setdefault(key, entry.id)


def common(shelf: Shelf) -> Iterator[Complaint]:
    """Questions of the greeting that nobody answers."""
    if shelf.common is None:
        return
    for at, name in enumerate(shelf.common.value):
        entry = shelf.catalog.entries.get(name)
        if entry is None or entry.state is not State.PUBLIC:
            near = meant(name, shelf.catalog.entries) if entry is None else ""
            what = f"没有 {name} 这个公开的条目{near}；换一个"
            yield Complaint(shelf.common.file, shelf.common.line((at,)), "常见问题", what)
