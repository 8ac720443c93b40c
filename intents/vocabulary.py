"""Tokens of several kinds as one sparse row a text, each kind tf-idf weighted and of its own length."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from intents.signals import TokenSignal
from intents.sparse import Floats, Row, Rows


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Columns of one kind of token; tokens never seen while learning have none."""

    first: int
    columns: Mapping[str, int]
    idf: Floats

    @classmethod
    def learn(cls, lists: Sequence[Iterable[str]], first: int, fewest: int) -> "Vocabulary":
        """Columns for tokens that are in at least `fewest` texts."""
        seen = Counter(token for tokens in lists for token in set(tokens))
        kept = sorted(token for token, count in seen.items() if count >= fewest)
        idf = np.array([1 + np.log((1 + len(lists)) / (1 + seen[token])) for token in kept], dtype=np.float32)
        return cls.of(kept, idf, first)

    @classmethod
    def of(cls, tokens: Sequence[str], idf: Floats, first: int) -> "Vocabulary":
        return cls(first, {token: first + at for at, token in enumerate(tokens)}, idf)

    def row(self, tokens: Iterable[str], length: float) -> Row:
        """Sublinear tf-idf, scaled to `length`."""
        counts = Counter(at for token in tokens if (at := self.columns.get(token)) is not None)
        columns = np.fromiter(counts, np.int32, len(counts))
        values = 1 + np.log(np.fromiter(counts.values(), np.float32, len(counts)))
        values *= self.idf[columns - self.first]
        return Row(columns, values * np.float32(length / (np.linalg.norm(values) or 1.0)))


@dataclass(frozen=True, slots=True)
class Vocabularies:
    """All kinds of tokens side by side, in the order of their signals."""

    signals: tuple[TokenSignal, ...]
    kinds: tuple[Vocabulary, ...]

    @property
    def width(self) -> int:
        return sum(len(one.columns) for one in self.kinds)

    @classmethod
    def learn(cls, signals: tuple[TokenSignal, ...], texts: Sequence[str], most: int) -> tuple["Vocabularies", Rows]:
        """At most `most` columns: the rarest tokens go first. The rows of `texts` come with it."""
        tokens = [[list(signal.tokens(text)) for text in texts] for signal in signals]
        for fewest in range(2, len(texts) + 3):
            kinds: list[Vocabulary] = []
            for lists in tokens:
                kinds.append(Vocabulary.learn(lists, sum(len(one.columns) for one in kinds), fewest))
            result = cls(signals, tuple(kinds))
            if result.width <= most:
                break
        parts = list(zip(kinds, signals, tokens, strict=True))
        rows = [_joined([kind.row(lists[at], one.length) for kind, one, lists in parts]) for at in range(len(texts))]
        return result, Rows.of(rows)

    def parts(self, text: str) -> list[Row]:
        """One sparse row a signal."""
        return [kind.row(one.tokens(text), one.length) for kind, one in zip(self.kinds, self.signals, strict=True)]


def _joined(rows: Sequence[Row]) -> Row:
    return Row(np.concatenate([row.columns for row in rows]), np.concatenate([row.values for row in rows]))
