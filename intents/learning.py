"""Multinomial logistic regression by stochastic steps: numpy alone, deterministic, a few passes."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from intents.sparse import Floats, Rows

PASSES = 6
SMOOTH = 0.05  # of each lesson that all classes share: whoever is never told to be certain errs less surely
BATCH = 64
STEP = 0.7
SEED = 7


def softmax(scores: Floats) -> Floats:
    """Rows (or one row) of probabilities."""
    shifted = np.exp(scores - scores.max(axis=-1, keepdims=True))
    result: Floats = shifted / shifted.sum(axis=-1, keepdims=True)
    return result


class Weights:
    """Weights of one block of features (features × classes) with a step length for each feature.

    A feature that has pushed often is moved less (AdaGrad, one number a feature), so that rare words keep their say.
    """

    def __init__(self, features: int, classes: int) -> None:
        self.table: Floats = np.zeros((features, classes), dtype=np.float32)
        self._pushed: Floats = np.full(features, 1e-3, dtype=np.float32)

    def step_some(
        self, used: NDArray[np.integer], classes: NDArray[np.int64], before: Floats, gradient: Floats
    ) -> None:
        """As `step`, for some of the classes."""
        self._pushed[used] += np.square(gradient).sum(axis=1)
        self.table[np.ix_(used, classes)] = before - (STEP / np.sqrt(self._pushed[used]))[:, None] * gradient

    def step(self, used: NDArray[np.int32] | slice, before: Floats, gradient: Floats) -> None:
        self._pushed[used] += np.square(gradient).sum(axis=1)
        self.table[used] = before - (STEP / np.sqrt(self._pushed[used]))[:, None] * gradient


def learn(
    rows: Rows, dense: Floats | None, width: int, gold: NDArray[np.int64], classes: int,
    progress: Callable[[float], None] = lambda share: None, passes: int = PASSES, smooth: float = SMOOTH,
) -> tuple[Floats, Floats | None]:  # fmt: skip
    """Weights of the sparse and of the dense features (features × classes) after some passes over shuffled batches."""
    draw = np.random.default_rng(SEED)
    sparse, full = Weights(width, classes), Weights(0 if dense is None else dense.shape[1], classes)
    for number in range(passes):
        order = draw.permutation(len(rows))
        for at in range(0, len(order), BATCH):
            which = order[at : at + BATCH]
            used, table = rows.dense(which)
            before = sparse.table[used]
            scores = table @ before
            if dense is not None:
                scores += dense[which] @ full.table
            error = softmax(scores)
            error -= smooth / classes
            error[np.arange(len(which)), gold[which]] -= 1 - smooth
            sparse.step(used, before, table.T @ error)
            if dense is not None:
                full.step(slice(None), full.table, dense[which].T @ error)
            progress((number + at / len(order)) / passes)
    return sparse.table, None if dense is None else full.table
