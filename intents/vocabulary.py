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
    def learn(cls, seen: Mapping[str, int], texts: int, first: int, fewest: int) -> "Vocabulary":
        """Columns for tokens that were seen in at least `fewest` of the texts."""
        kept = sorted(token for token, count in seen.items() if count >= fewest)
        counts = np.array([seen[token] for token in kept], dtype=np.float64)
        return cls.of(kept, (1 + np.log((1 + texts) / (1 + counts))).astype(np.float32), first)

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
        seen = [Counter(token for one in lists for token in set(one)) for lists in tokens]
        fewest, kinds = _fewest(seen, most), list[Vocabulary]()
        for counts in seen:
            kinds.append(Vocabulary.learn(counts, len(texts), sum(len(one.columns) for one in kinds), fewest))
        parts = list(zip(kinds, signals, tokens, strict=True))
        rows = [_joined([kind.row(lists[at], one.length) for kind, one, lists in parts]) for at in range(len(texts))]
        return cls(signals, tuple(kinds)), Rows.of(rows)

    def parts(self, text: str) -> list[Row]:
        """One sparse row a signal."""
        return [kind.row(one.tokens(text), one.length) for kind, one in zip(self.kinds, self.signals, strict=True)]


def _fewest(seen: Sequence[Mapping[str, int]], most: int) -> int:
    """In how many texts a token has to be for no more than `most` to be left; at least two."""
    counts = np.sort(np.concatenate([np.fromiter(one.values(), np.int64, len(one)) for one in seen]))[::-1]
    return max(2, int(counts[most]) + 1) if len(counts) > most else 2


def _joined(rows: Sequence[Row]) -> Row:
    return Row(np.concatenate([row.columns for row in rows]), np.concatenate([row.values for row in rows]))
