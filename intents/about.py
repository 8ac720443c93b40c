"""Which thing, and what to do with it: an explainable reading of a question by the lexicon."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from intents.lexicon import read
from intents.text import normalise

FACETS = ("paper", "exam", "level", "place", "who", "home", "matter")


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """`objects` by facet ("paper:毕业证", "level:初中", …) and `actions`; no entry serves a `strange` action."""

    objects: tuple[str, ...] = ()
    actions: tuple[str, ...] = ()
    strange: tuple[str, ...] = ()

    def of(self, facet: str) -> tuple[str, ...]:
        """The objects of one facet, without its name."""
        return tuple(name.partition(":")[2] for name in self.objects if name.startswith(f"{facet}:"))


@dataclass(frozen=True, slots=True)
class Reader:
    """Finds names by their spellings, longest first, without overlaps."""

    pattern: re.Pattern[str]
    names: Mapping[str, tuple[str, ...]]

    @classmethod
    def of(cls, spellings: Mapping[str, Iterable[str]]) -> "Reader":
        names: dict[str, tuple[str, ...]] = {}
        for name, words in spellings.items():
            for word in words:
                names[word] = (*names.get(word, ()), name)
        return cls(re.compile("|".join(map(re.escape, sorted(names, key=len, reverse=True)))), names)

    def read(self, text: str) -> tuple[str, ...]:
        found = (name for hit in self.pattern.finditer(text) for name in self.names[hit[0]])
        return tuple(dict.fromkeys(found))


@lru_cache(maxsize=1)
def _readers() -> tuple[tuple[Reader, ...], Reader, Reader]:
    objects, actions = read("objects"), read("actions")
    facets = tuple(Reader.of({f"{facet}:{name}": words for name, words in objects[facet].items()}) for facet in FACETS)
    return facets, Reader.of(actions["asked"]), Reader.of(actions["other"])


def readings(normal: str) -> list[tuple[str, str]]:
    """Facets and the spellings that stand in a normalised text, in the order of FACETS."""
    return [(facet, hit[0]) for facet, reader in zip(FACETS, _readers()[0], strict=True)
            for hit in reader.pattern.finditer(normal)]  # fmt: skip


@lru_cache(maxsize=8192)
def about(text: str) -> About:
    """Read objects and actions; every facet is read on its own, so 毕业证 and 初中 are both found in 初中毕业证."""
    normal = normalise(text)
    facets, asked, other = _readers()
    objects = tuple(name for reader in facets for name in reader.read(normal))
    return About(objects=objects, actions=asked.read(normal), strange=other.read(normal))
