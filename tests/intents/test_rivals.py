"""Thousands of answers: each learned from its nearest rivals only, and still told apart from all."""

import random

import numpy as np
import pytest

from intents import rivals
from intents.learning import softmax
from intents.rivals import RIVALS, among_rivals, learn_among_rivals
from intents.sparse import Row, Rows

CLASSES, EACH, WORDS = 90, 6, 400


def _material(seed: int) -> tuple[Rows, np.ndarray]:
    """Texts of ten words: three that belong to their class, the rest anybody's."""
    chance = random.Random(seed)
    rows, gold = [], []
    for name in range(CLASSES):
        own = [WORDS + 3 * name + at for at in range(3)]
        for _ in range(EACH):
            columns = sorted({*chance.sample(own, 2), *chance.sample(range(WORDS), 8)})
            rows.append(Row(np.array(columns, np.int32), np.full(len(columns), 0.3, np.float32)))
            gold.append(name)
    return Rows.of(rows), np.array(gold)


def _right(sparse: np.ndarray, rows: Rows, gold: np.ndarray) -> float:
    used, table = rows.dense(np.arange(len(rows)))
    return float(np.mean((table @ sparse[used]).argmax(axis=1) == gold))


def test_what_was_not_learned_from_is_told_apart() -> None:
    rows, gold = _material(1)
    sparse, dense = learn_among_rivals(rows, None, WORDS + 3 * CLASSES, gold, CLASSES)
    assert dense is None
    assert _right(sparse, *_material(2)) > 0.9


def test_it_is_the_same_every_time() -> None:
    rows, gold = _material(1)
    first, second = (learn_among_rivals(rows, None, WORDS + 3 * CLASSES, gold, CLASSES)[0] for _ in range(2))
    assert np.array_equal(first, second)


def test_vectors_are_learned_with() -> None:
    rows, gold = _material(1)
    vectors = np.random.default_rng(1).normal(size=(CLASSES, 32)).astype(np.float32)[gold]
    _, dense = learn_among_rivals(rows, vectors, WORDS + 3 * CLASSES, gold, CLASSES)
    assert dense is not None
    assert dense.shape == (32, CLASSES)
    assert np.mean((vectors @ dense).argmax(axis=1) == gold) > 0.9


def test_only_the_best_share_the_probability_where_there_are_many(monkeypatch: pytest.MonkeyPatch) -> None:
    scores = np.arange(CLASSES, dtype=np.float32) / 10
    assert np.allclose(among_rivals(scores), softmax(scores))
    monkeypatch.setattr(rivals, "MANY", CLASSES - 1)
    shares = among_rivals(scores)
    assert np.count_nonzero(shares) == RIVALS
    assert shares.sum() == pytest.approx(1)
    assert shares.argmax() == CLASSES - 1
