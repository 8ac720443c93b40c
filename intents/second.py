"""A second opinion where the fast signals are unsure: a small model over the slower, better sentence vectors."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray

from intents.arrays import Arrays
from intents.learning import learn, softmax
from intents.signals.e5 import CloseReading
from intents.sparse import Floats, Row, Rows
from intents.vectors import remembered

A_CLASS = 8  # phrasings of a class that are read, spread evenly: reading all would take minutes
PASSES = 30
STRETCH = 4.0  # vectors of one language lie close together; centred and stretched they are told apart sooner
WEIGHT = 0.35  # of this opinion beside the first


@dataclass(frozen=True, slots=True)
class SecondOpinion:
    """`centre` is the mean vector of what was read; `weights` are vector × classes."""

    centre: Floats
    weights: Floats
    reading: CloseReading

    @classmethod
    def fit(
        cls, texts: Sequence[str], gold: NDArray[np.int64], classes: int, folder: Path | None,
        progress: Callable[[float], None],
    ) -> Self:  # fmt: skip
        reading = CloseReading()
        picked = _spread(gold, classes)
        vectors = remembered(reading, [reading.cut(texts[at]) for at in picked], folder, progress)
        centre: Floats = vectors.mean(axis=0)
        nothing = Rows.of([Row(np.zeros(0, np.int32), np.zeros(0, np.float32))] * len(picked))
        _, weights = learn(nothing, _stretched(vectors, centre), 0, gold[picked], classes, passes=PASSES, smooth=0.0)
        assert weights is not None
        return cls(centre, weights, reading)

    def part(self, text: str) -> Floats:
        """What it adds to each class's score."""
        vector = _stretched(self.reading.vector(text)[None, :], self.centre)[0]
        result: Floats = np.float32(WEIGHT) * np.log(softmax(vector @ self.weights) + np.float32(1e-6))
        return result

    def weigh(self, shares: Floats, text: str) -> Floats:
        """The first opinion's shares in the light of the second."""
        return softmax(np.log(shares + np.float32(1e-9)) + self.part(text))

    def arrays(self) -> Arrays:
        return {"second_centre": self.centre, "second_weights": self.weights}

    @classmethod
    def of(cls, kept: Arrays) -> Self | None:
        if "second_weights" not in kept or not CloseReading.available:
            return None
        return cls(kept["second_centre"].astype(np.float32), kept["second_weights"].astype(np.float32), CloseReading())


def _spread(gold: NDArray[np.int64], classes: int) -> NDArray[np.int64]:
    """At most A_CLASS places of each class, evenly over its phrasings."""
    found = []
    for name in range(classes):
        places = np.flatnonzero(gold == name)
        found.append(places[np.unique(np.linspace(0, len(places) - 1, min(A_CLASS, len(places))).astype(int))])
    return np.concatenate(found)


def _stretched(vectors: Floats, centre: Floats) -> Floats:
    moved = vectors - centre
    result: Floats = moved * np.float32(STRETCH) / np.maximum(np.linalg.norm(moved, axis=1, keepdims=True), 1e-6)
    return result
