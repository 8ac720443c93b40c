"""Words of danger, whatever the learned model says: lexicon/urgent.yaml."""

import re
from dataclasses import dataclass
from functools import lru_cache

from intents.lexicon import read

ANY = "any"  # in the lexicon: words that name no kind


@dataclass(frozen=True, slots=True)
class Reading:
    """What words of danger stand in a text, and what is left of it beside the figures of speech (累死了, 死记硬背)."""

    dangerous: bool
    kinds: frozenset[str]  # ids of the urgent intents that the words may mean; none where they name no kind
    rest: str


@lru_cache(maxsize=1)
def _patterns() -> tuple[tuple[tuple[frozenset[str], re.Pattern[str]], ...], re.Pattern[str]]:
    words = read("urgent")
    groups = tuple(
        (frozenset(kinds.split()) - {ANY}, re.compile("|".join(f"(?:{pattern})" for pattern in patterns)))
        for kinds, patterns in words["danger"].items()
    )
    return groups, re.compile("|".join(f"(?:{pattern})" for pattern in words["harmless"]))


@lru_cache(maxsize=4096)
def read_danger(text: str) -> Reading:
    """Of a normalised text. Words that fit several kinds (打我) are narrowed by those that fit one (老师打了)."""
    groups, harmless = _patterns()
    rest = harmless.sub("", text)
    found = [kinds for kinds, pattern in groups if pattern.search(rest)]
    named = [kinds for kinds in found if kinds]
    common = frozenset.intersection(*named) if named else frozenset()
    return Reading(bool(found), common or frozenset().union(*named), rest)
