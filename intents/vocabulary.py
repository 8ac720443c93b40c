"""Tokens of several kinds as one sparse row a text, each kind tf-idf weighted and of fixed length."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from intents.rows import Rows

Tokens = Callable[[str], Iterable[str]]


@dataclass(slots=True)
class Vocabulary:
    """Columns of one kind of token; tokens never seen while fitting have none."""

    first: int = 0
    columns: dict[str, int] = field(default_factory=dict)
    idf: np.ndarray[tuple[int], np.dtype[np.float32]] = field(default_factory=lambda: np.zeros(0, np.float32))

    @classmethod
    def learn(cls, lists: Sequence[Iterable[str]], first: int, fewest: int) -> "Vocabulary":
        """Columns for tokens that are in at least `fewest` texts."""
        seen = Counter(token for tokens in lists for token in set(tokens))
        kept = sorted(token for token, count in seen.items() if count >= fewest)
        idf = np.array([1 + np.log((1 + len(lists)) / (1 + seen[token])) for token in kept], dtype=np.float32)
        return cls(first, {token: first + at for at, token in enumerate(kept)}, idf)

    def row(self, tokens: Iterable[str], length: float) -> tuple[list[int], list[float]]:
        """Sublinear tf-idf, scaled to `length`."""
        counts = Counter(at for token in tokens if (at := self.columns.get(token)) is not None)
        if not counts:
            return [], []
        columns = list(counts)
        values = np.fromiter((1 + np.log(n) for n in counts.values()), np.float32, len(counts))
        values *= self.idf[np.array(columns) - self.first]
        values *= length / np.linalg.norm(values)
        return columns, values.tolist()


@dataclass(slots=True)
class Vocabularies:
    """All kinds of tokens side by side."""

    kinds: Mapping[str, Vocabulary]

    @property
    def width(self) -> int:
        return sum(len(one.columns) for one in self.kinds.values())

    @classmethod
    def learn(cls, kinds: Mapping[str, Tokens], texts: Sequence[str], fewest: int) -> "Vocabularies":
        result: dict[str, Vocabulary] = {}
        first = 0
        for name, tokens in kinds.items():
            result[name] = Vocabulary.learn([list(tokens(text)) for text in texts], first, fewest)
            first += len(result[name].columns)
        return cls(result)

    def rows(self, kinds: Mapping[str, Tokens], lengths: Mapping[str, float], texts: Sequence[str]) -> Rows:
        """One sparse row a text."""
        rows = []
        for text in texts:
            columns: list[int] = []
            values: list[float] = []
            for name, vocabulary in self.kinds.items():
                more, numbers = vocabulary.row(kinds[name](text), lengths[name])
                columns += more
                values += numbers
            rows.append((np.array(columns, np.int32), np.array(values, np.float32)))
        return Rows.of(rows, self.width)
