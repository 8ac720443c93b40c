"""What a question names, against what an answer is only about: 小学 and an answer that speaks of 高中 alone.

Learning rewards the words that fit; hardly anything in it objects to one that does not. So the phrasings of an answer
are counted: which levels, exams and grades do they name, and how often. What none of many names is objected to.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from intents.about import Reader, about
from intents.arrays import Arrays
from intents.lexicon import read
from intents.sparse import Floats

FACETS = ("level", "exam", "grade")
SELDOM = 0.15  # share of the phrasings that name any such thing, from which down it is objected to
FORCE = 2.0  # how much: the share below SELDOM to this power
SILENT = 0.03  # a phrasing that names nothing counts as so much of one that would


@dataclass(frozen=True, slots=True)
class Exclusion:
    """`left` is facts × classes: what is left of a class's probability when a question names this fact alone."""

    facts: tuple[str, ...]
    left: Floats

    @classmethod
    def fit(cls, texts: Sequence[str], gold: NDArray[np.int64], classes: int) -> "Exclusion":
        """Count normalised texts; the first of a class is its title, and what a title names is never objected to."""
        members: list[list[tuple[str, ...]]] = [[] for _ in range(classes)]
        for text, name in zip(texts, gold, strict=True):
            members[name].append(tuple(named(text)))
        facts = tuple(sorted({fact for one in members for facts in one for fact in facts}))
        left = np.array([_left(facts, one) for one in members], np.float32).reshape(classes, len(facts)).T
        return cls(facts, np.ascontiguousarray(left))

    def of(self, text: str) -> Floats | None:
        """What is left of each class's probability, or None when nothing is objected to."""
        places = {fact: at for at, fact in enumerate(self.facts)}
        said = list(named(text))
        result: Floats | None = None
        for facet in FACETS:
            rows = [places.get(fact) for fact in said if fact.startswith(f"{facet}:")]
            known = [row for row in rows if row is not None]
            if known and len(known) == len(rows):  # of two that are named, one may be what is meant
                left: Floats = self.left[known].max(axis=0)
                result = left if result is None else result * left
        return None if result is None or (result == 1).all() else result

    def arrays(self) -> Arrays:
        return {"excluding_facts": np.frombuffer("\n".join(self.facts).encode(), np.uint8), "excluding_left": self.left}

    @classmethod
    def kept(cls, arrays: Arrays) -> "Exclusion":
        facts = arrays["excluding_facts"].tobytes().decode()
        return cls(tuple(facts.split("\n")) if facts else (), arrays["excluding_left"].astype(np.float32))


def named(text: str) -> Iterator[str]:
    """The facts that a normalised text names: "level:小学", "exam:中考", "grade:六年级"."""
    yield from (one for one in about(text).objects if one.partition(":")[0] in FACETS)
    yield from _grades().read(text)


@lru_cache(maxsize=1)
def _grades() -> Reader:
    return Reader.of({f"grade:{name}": words for name, words in read("grades").items()})


def _left(facts: Sequence[str], phrasings: Sequence[Iterable[str]]) -> list[float]:
    counts = Counter(fact for one in phrasings for fact in set(one))
    naming = Counter(facet for one in phrasings for facet in {fact.partition(":")[0] for fact in one})
    values = Counter(fact.partition(":")[0] for fact in counts)
    title = set(phrasings[0]) if phrasings else set()
    return [
        1.0 if fact in title else _objected(counts[fact], naming[facet], len(phrasings) - naming[facet], values[facet])
        for fact in facts if (facet := fact.partition(":")[0])
    ]  # fmt: skip


def _objected(fits: int, naming: int, silent: int, values: int) -> float:
    """Of `values` different things named so far, the next may be new as often: who names many may name another."""
    unseen = max(values, 1) + SILENT * silent
    return float(min(1.0, (fits + unseen) / (naming + unseen) / SELDOM) ** FORCE)
