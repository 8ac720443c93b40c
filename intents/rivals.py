"""Learning to tell thousands of classes apart: each from its nearest rivals only, so the cost does not square."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from intents.learning import SEED, Weights, softmax
from intents.sparse import Floats, Rows

MANY = 600  # classes; up to here every class is told apart from every other
RIVALS = 64
PASSES = 4
SKETCH = 256  # numbers by which classes are compared, where there are no sentence vectors


def learn_among_rivals(
    rows: Rows, dense: Floats | None, width: int, gold: NDArray[np.int64], classes: int,
    progress: Callable[[float], None] = lambda share: None,
) -> tuple[Floats, Floats | None]:  # fmt: skip
    """As `learning.learn`, one class at a time against its rivals."""
    draw = np.random.default_rng(SEED)
    members = [np.flatnonzero(gold == name) for name in range(classes)]
    near = _nearest(_centres(rows, dense, width, members))
    sparse, full = Weights(width, classes), Weights(0 if dense is None else dense.shape[1], classes)
    for number in range(PASSES):
        for done, name in enumerate(draw.permutation(classes)):
            which, among = members[name], near[name]
            used, table = rows.dense(which)
            before = sparse.table[np.ix_(used, among)]
            scores = table @ before
            if dense is not None:
                beside = full.table[:, among]
                scores += dense[which] @ beside
            error = softmax(scores)
            error[:, among == name] -= 1
            sparse.step_some(used, among, before, table.T @ error)
            if dense is not None:
                full.step_some(np.arange(dense.shape[1]), among, beside, dense[which].T @ error)
            progress((number + done / classes) / PASSES)
    return sparse.table, None if dense is None else full.table


def among_rivals(scores: Floats) -> Floats:
    """Shares of probability among as many of the best as were told apart while learning; of all when there are few."""
    if len(scores) <= MANY:
        return softmax(scores)
    best = np.argpartition(-scores, RIVALS)[:RIVALS]
    shares = np.zeros_like(scores)
    shares[best] = softmax(scores[best])
    return shares


def _centres(rows: Rows, dense: Floats | None, width: int, members: list[NDArray[np.int64]]) -> Floats:
    if dense is not None:
        found = np.stack([dense[which].mean(axis=0) for which in members])
    else:
        signs = np.random.default_rng(SEED).choice(np.array([-1, 1], np.float32), (width, SKETCH))
        tables = (rows.dense(which) for which in members)
        found = np.stack([table.sum(axis=0) @ signs[used] for used, table in tables])
    moved = found - found.mean(axis=0)
    result: Floats = (moved / np.maximum(np.linalg.norm(moved, axis=1, keepdims=True), 1e-6)).astype(np.float32)
    return result


def _nearest(centres: Floats) -> NDArray[np.int64]:
    """For each class the RIVALS nearest, itself among them."""
    alike = centres @ centres.T
    np.fill_diagonal(alike, np.inf)
    result: NDArray[np.int64] = np.argpartition(-alike, RIVALS, axis=1)[:, :RIVALS]
    return result
