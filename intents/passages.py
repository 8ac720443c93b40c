"""How close the sentences of an answer come to what was asked: by meaning and by words. For quoting them only."""

import math
import sys
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from intents.signals.use import Meaning
from intents.sparse import Floats
from intents.text import normalise
from intents.vectors import remembered
from intents.vocabulary import Vocabularies

KEPT = 20_000  # sentences and lines that are asked next, with vectors and words: all of some two hundred answers
WORDS = 1.0  # weight of the words beside the meaning


_Words = dict[str, float]  # with their weights


class _Told(NamedTuple):
    """What is remembered of a text: its words, each kept once for all texts, and what they weigh together."""

    words: frozenset[str]
    weight: float


@dataclass(frozen=True, slots=True)
class _Answers:
    """The same model, remembered in a small file of its own."""

    meaning: Meaning
    size: int = Meaning.size
    file: str = "answers.npz"

    def vectors(self, texts: Sequence[str], progress: Callable[[float], None]) -> Floats:
        return self.meaning.vectors(texts, progress)


class Passages:
    """`meaning` is None where its package is not installed: words alone then; thread-safe but for lost vectors."""

    def __init__(self, meaning: Meaning | None, vocabularies: Vocabularies) -> None:
        self._meaning, self._vocabularies = meaning, vocabularies
        self._rarest = max((float(one.idf.max(initial=1.0)) for one in vocabularies.kinds), default=1.0)
        self._told = lru_cache(KEPT)(self._told_anew)
        self._known: OrderedDict[str, NDArray[np.float32]] = OrderedDict()

    def read(self, sentences: Sequence[str], folder: Path | None) -> None:
        """Before anybody asks: the vectors of all these, from `folder` where they are remembered."""
        if self._meaning is not None:
            vectors = remembered(_Answers(self._meaning), sentences, folder, lambda share: None)
            self._known.update(zip(sentences[:KEPT], vectors[:KEPT], strict=True))

    def closeness(self, text: str, sentences: Sequence[str]) -> tuple[float, ...]:
        """One number a sentence, from about -0.2 to 2: cosine of the meanings and the share of the line's words."""
        return self._both(text, sentences, _shared)

    def likeness(self, text: str, lines: Sequence[str]) -> tuple[float, ...]:
        """The same of lines like itself, whose own words count as much: 「外省」 is not 「外省回来的高中生呢」."""
        return self._both(text, lines, _shared_by_both)

    def _both(self, text: str, others: Sequence[str], share: Callable[[_Words, _Told], float]) -> tuple[float, ...]:
        asked = normalise(text)
        words = self._words(asked)
        shares = np.array([share(words, self._told(one)) for one in others], np.float32)
        return tuple(float(one) for one in self._alike(asked, others) + np.float32(WORDS) * shares)

    def _told_anew(self, text: str) -> _Told:
        words = self._words(normalise(text))
        return _Told(frozenset(map(sys.intern, words)), math.fsum(words.values()))

    def _alike(self, asked: str, sentences: Sequence[str]) -> Floats:
        if self._meaning is None:
            return np.zeros(len(sentences), np.float32)
        meant = self._meaning.vector(asked)
        return np.array([float(self._vector(one) @ meant) for one in sentences], np.float32)

    def _vector(self, sentence: str) -> NDArray[np.float32]:
        assert self._meaning is not None
        found = self._known.get(sentence)
        if found is None:
            found = self._known[sentence] = self._meaning.vector(sentence)
            while len(self._known) > KEPT:
                self._known.popitem(last=False)
        return found

    def _words(self, normal: str) -> _Words:
        """Pairs of characters and words with their rarity among the phrasings."""
        found: dict[str, float] = {}
        for signal, kind in zip(self._vocabularies.signals, self._vocabularies.kinds, strict=True):
            for token in signal.tokens(normal):
                if len(token) > 1 and "^" not in token and "$" not in token:
                    at = kind.columns.get(token)
                    found[token] = self._rarest if at is None else float(kind.idf[at - kind.first])
        return found


def _shared(words: _Words, others: _Told) -> float:
    """The share of the words' weight that stands in the others."""
    return math.fsum(words[one] for one in words.keys() & others.words) / (math.fsum(words.values()) or 1.0)


def _shared_by_both(words: _Words, others: _Told) -> float:
    common = math.fsum(words[one] for one in words.keys() & others.words)
    return 2 * common / (math.fsum(words.values()) + others.weight or 1.0)
