"""`yiwen check --phrasings`: phrasings that a reader who had never seen them would give to another entry."""

import zlib
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from faq.catalog import Catalog
from faq.load import Block, Complaint
from intents.text import normalise
from intents.words import cut

WIDTH = 4096
RIDGE = 0.3
AHEAD = 0.45  # so far ahead must the stranger be of the phrasing's own entry
ALIKE = 0.3  # cosine with the stranger's nearest phrasing; below it the two share nothing to speak of
Rows = NDArray[np.float32]
Asked = tuple[str, Block]


def strays(catalog: Catalog) -> list[Complaint]:
    """Leave each phrasing out in turn and see where all others would put it."""
    asked = [(name, block) for name in (*catalog.entries, *catalog.not_ours) for block in catalog.asked.get(name, ())]
    if not asked:
        return []
    names = list(dict.fromkeys(_head(catalog, name) for name, _ in asked))
    gold = np.array([names.index(_head(catalog, name)) for name, _ in asked])
    rows = _rows([normalise(block.value) for _, block in asked])
    scores = _left_out(rows, gold, len(names))
    own = scores[np.arange(len(asked)), gold]
    ours = np.array([name in catalog.entries for name in names])
    best = scores.argmax(axis=1)
    astray = (scores.max(axis=1) - own >= AHEAD) & (ours[best] | ours[gold])  # among what is not ours nobody is misled
    found = (_complaint(asked, rows, gold, int(at), int(best[at])) for at in np.flatnonzero(astray))
    return sorted(one for one in found if one is not None)


def _head(catalog: Catalog, name: str) -> str:
    """A successor and the entry it takes over are one."""
    entry = catalog.entries.get(name)
    return (entry.supersedes or name) if entry else name


def _complaint(asked: Sequence[Asked], rows: Rows, gold: NDArray[np.int64], at: int, stranger: int) -> Complaint | None:
    name, block = asked[at]
    others = np.flatnonzero(gold == stranger)
    likeness = rows[others] @ rows[at]
    if likeness.max() < ALIKE:
        return None
    other, like = asked[int(others[likeness.argmax()])]
    what = f"“{block.value}”更像 {other}（如“{like.value}”，{like.file}:{like.line()}）；挪过去、写得更分明，或删掉"
    return Complaint(block.file, block.line(), f"{name}.phrasings", what)


def _left_out(rows: Rows, gold: NDArray[np.int64], classes: int) -> Rows:
    """Ridge regression's prediction for each row as if it had not been learnt: (ŷ − h·y) / (1 − h), exact."""
    wanted = np.zeros((len(rows), classes), dtype=np.float32)
    wanted[np.arange(len(rows)), gold] = 1.0
    gram = rows.T @ rows
    gram[np.diag_indices_from(gram)] += RIDGE
    inverse = np.linalg.inv(gram)
    projected = rows @ inverse
    leverage = np.einsum("ij,ij->i", projected, rows)[:, None]
    predicted: Rows = (projected @ (rows.T @ wanted) - leverage * wanted) / (1.0 - leverage)
    return predicted


def _rows(texts: Sequence[str]) -> Rows:
    """Unit rows of hashed characters, pairs, triples and words."""
    rows = np.zeros((len(texts), WIDTH), dtype=np.float32)
    for row, text in zip(rows, texts, strict=True):
        grams = {text[at : at + size] for size in (1, 2, 3) for at in range(len(text) - size + 1)}
        for gram in grams | {f"w:{word}" for word in cut(text)}:
            row[zlib.crc32(gram.encode()) % WIDTH] += len(gram)
        row /= np.linalg.norm(row) or 1.0
    return rows
