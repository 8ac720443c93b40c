"""The learned part: texts in, a probability for every intent out, and how much each signal had to do with it."""

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray

from intents.arrays import Arrays
from intents.excluding import Exclusion
from intents.learning import learn
from intents.rivals import MANY, learn_among_rivals
from intents.second import SecondOpinion
from intents.signals import TOKENS, TokenSignal
from intents.signals.e5 import CloseReading
from intents.signals.use import Meaning
from intents.sparse import Floats, Row
from intents.vectors import remembered
from intents.vocabulary import Vocabularies, Vocabulary

Progress = Callable[[str, float], None]
MOST_CELLS = 20_000_000  # numbers in the table of weights; beyond that the rarest tokens are left out …
LEAST_WIDTH = 24_000  # … down to so many tokens, however many classes there are


@dataclass(frozen=True, slots=True)
class Model:
    """Weights are kept in half precision; `meaning` and `second` are None where their packages are not installed."""

    vocabularies: Vocabularies
    sparse: NDArray[np.float16]
    dense: Floats | None
    meaning: Meaning | None
    second: SecondOpinion | None
    exclusion: Exclusion

    @classmethod
    def fit(
        cls, texts: Sequence[str], gold: NDArray[np.int64], classes: int, progress: Progress,
        folder: Path | None = None, signals: tuple[TokenSignal, ...] = TOKENS,
    ) -> Self:  # fmt: skip
        """Learn from normalised texts; `gold` is the class of each; `folder` remembers sentence vectors."""
        meaning = Meaning() if Meaning.available else None
        progress("读问法", 0.0)
        with ThreadPoolExecutor(1) as aside:  # the slowest reading takes one core all the while
            close = (
                classes <= MANY
                and CloseReading.available
                and aside.submit(SecondOpinion.fit, texts, gold, classes, folder, lambda share: None)
            )
            vocabularies, rows = Vocabularies.learn(signals, texts, max(MOST_CELLS // classes, LEAST_WIDTH))
            vectors = _vectors(meaning, texts, folder, progress)
            sparse, dense = (learn if classes <= MANY else learn_among_rivals)(
                rows, vectors, vocabularies.width, gold, classes, lambda share: progress("学习", 0.5 + 0.4 * share)
            )
            second = close.result() if close else None
        progress("学习", 1.0)
        exclusion = Exclusion.fit(texts, gold, classes)
        return cls(vocabularies, sparse.astype(np.float16), dense, meaning, second, exclusion)

    def scores(self, text: str) -> Floats:
        """One number a class; softmax makes them probabilities."""
        total = np.zeros(self.sparse.shape[1], dtype=np.float32)
        for part in self._parts(text).values():
            total += part
        return total

    def parts(self, text: str) -> Mapping[str, Floats]:
        """The same by signal, under the signals' Chinese titles."""
        return self._parts(text)

    def _parts(self, text: str) -> dict[str, Floats]:
        rows = zip(self.vocabularies.signals, self.vocabularies.parts(text), strict=True)
        found = {signal.title: self._of(row) for signal, row in rows}
        if self.meaning is not None and self.dense is not None:
            found[self.meaning.title] = self.meaning.vector(text) @ self.dense
        return found

    def _of(self, row: Row) -> Floats:
        result: Floats = row.values @ self.sparse[row.columns].astype(np.float32)
        return result

    def arrays(self) -> Arrays:
        """All that has to be kept, as plain arrays."""
        kept: dict[str, NDArray[np.generic]] = {"sparse": self.sparse}
        for signal, kind in zip(self.vocabularies.signals, self.vocabularies.kinds, strict=True):
            kept[f"{signal.name}_tokens"] = np.frombuffer("\n".join(kind.columns).encode(), dtype=np.uint8)
            kept[f"{signal.name}_idf"] = kind.idf
        if self.dense is not None:
            kept["dense"] = self.dense
        return {**kept, **self.exclusion.arrays(), **(self.second.arrays() if self.second else {})}

    @classmethod
    def of(cls, kept: Arrays) -> Self:
        """From `arrays`; KeyError when they are another version's."""
        kinds: list[Vocabulary] = []
        for signal in TOKENS:
            tokens = kept[f"{signal.name}_tokens"].tobytes().decode()
            first = sum(len(one.columns) for one in kinds)
            kinds.append(
                Vocabulary.of(
                    tokens.split("\n") if tokens else [], kept[f"{signal.name}_idf"].astype(np.float32), first
                )
            )
        meaning = Meaning() if "dense" in kept else None
        dense = kept["dense"].astype(np.float32) if "dense" in kept else None
        sparse = kept["sparse"].astype(np.float16, copy=False)
        second, exclusion = SecondOpinion.of(kept), Exclusion.kept(kept)
        return cls(Vocabularies(TOKENS, tuple(kinds)), sparse, dense, meaning, second, exclusion)


def _vectors(meaning: Meaning | None, texts: Sequence[str], folder: Path | None, progress: Progress) -> Floats | None:
    if meaning is None:
        return None
    return remembered(meaning, texts, folder, lambda share: progress("读句意", 0.1 + 0.4 * share))
