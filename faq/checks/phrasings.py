"""How people ask: the same words must not lead to two places."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator

from faq.load import Block, Complaint
from faq.shelf import Shelf

LONGEST = 500
_NO_LETTER = re.compile(r"[\W_]+")


def plain(text: str) -> str:
    """What is left when width, case, blanks and punctuation do not count; marks alone (？？, a smile) stay."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return _NO_LETTER.sub("", folded) or folded.strip()


def asked_twice(shelf: Shelf) -> Iterator[Complaint]:
    """The same phrasing in two entries, or twice in one; titles count, for the engine learns them too."""
    seen: dict[str, list[tuple[str, Block]]] = defaultdict(list)
    for name, block in _asked(shelf):
        seen[plain(block.value)].append((name, block))
    for same in seen.values():
        first, block = same[0]
        for name, other in same[1:]:
            here = f"{block.file}:{block.line()}"
            what = (
                f"“{other.value}”在 {here}（{first}）已经有了；留一处" if name != first else f"和 {here} 重复；删掉一条"
            )
            yield Complaint(other.file, other.line(), f"{name}.phrasings", what)


def not_a_question(shelf: Shelf) -> Iterator[Complaint]:
    """No words at all in an entry, or a whole letter."""
    for name in _names(shelf):
        for block in shelf.catalog.asked.get(name, ()):
            if name in shelf.catalog.entries and not any(map(str.isalnum, block.value)):
                yield Complaint(block.file, block.line(), f"{name}.phrasings", "没有文字；删掉")
            if len(block.value) > LONGEST:
                yield Complaint(block.file, block.line(), f"{name}.phrasings", f"超过 {LONGEST} 字；只留问的那几句")


def _asked(shelf: Shelf) -> Iterator[tuple[str, Block]]:
    for name in _names(shelf):
        titles: set[str] = set()
        if name in shelf.catalog.entries:
            place = shelf.catalog.places[name]
            title = dict(place.pairs())["title"]
            titles = {plain(title.value)}
            yield name, title
        for block in shelf.catalog.asked.get(name, ()):
            if plain(block.value) not in titles:  # one's own title once more does no harm
                yield name, block


def asked_back_and_answered(shelf: Shelf) -> Iterator[Complaint]:
    """A phrasing that is to be asked back on, but is an entry's too, or stands twice: learned as sure, never asked."""
    seen = {plain(block.value): (name, block) for name, block in _asked(shelf)}
    for question in shelf.catalog.clarify:
        place = dict(shelf.catalog.places[question.id].pairs()).get("phrasings")
        for block in place.items() if place else ():
            other = seen.setdefault(plain(block.value), (question.id, block))
            if other[1] is not block:
                here = f"{other[1].file}:{other[1].line()}"
                what = f"“{block.value}”在 {here}（{other[0]}）已经有了；一听就知道答哪条的留在那条，要反问的留在这里"
                yield Complaint(block.file, block.line(), f"{question.id}.phrasings", what)


def _names(shelf: Shelf) -> list[str]:
    return [*(one.id for one in shelf.entries if not one.supersedes), *shelf.catalog.not_ours]
