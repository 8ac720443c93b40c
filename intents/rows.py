"""Sparse rows in numpy alone: texts as few numbers in many columns."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Ints = NDArray[np.int32]
COMMON = 48  # a column in more rows than this is multiplied densely


@dataclass(frozen=True, slots=True)
class Rows:
    """Row i owns columns[starts[i]:starts[i+1]] and as many values."""

    starts: NDArray[np.int64]
    columns: Ints
    values: Floats
    width: int

    def __len__(self) -> int:
        return len(self.starts) - 1

    @classmethod
    def of(cls, rows: Sequence[tuple[Ints, Floats]], width: int) -> "Rows":
        starts = np.concatenate([[0], np.cumsum([len(columns) for columns, _ in rows])]).astype(np.int64)
        columns = np.concatenate([columns for columns, _ in rows]) if rows else np.zeros(0, np.int32)
        values = np.concatenate([values for _, values in rows]) if rows else np.zeros(0, np.float32)
        return cls(starts, columns.astype(np.int32), values.astype(np.float32), width)

    def owners(self) -> Ints:
        """The row of every entry."""
        return np.repeat(np.arange(len(self), dtype=np.int32), np.diff(self.starts))

    def gram(self) -> Floats:
        """All rows times all rows."""
        owners, counts = self.owners(), np.bincount(self.columns, minlength=self.width)
        dense = np.flatnonzero(counts > COMMON)
        place = np.full(self.width, -1, dtype=np.int64)
        place[dense] = np.arange(len(dense))
        common = place[self.columns] >= 0
        table = np.zeros((len(self), len(dense)), dtype=np.float32)
        table[owners[common], place[self.columns[common]]] = self.values[common]
        result: Floats = table @ table.T
        self._add_rare(result, owners, ~common, counts)
        return result

    def _add_rare(self, result: Floats, owners: Ints, rare: NDArray[np.bool_], counts: NDArray[np.int64]) -> None:
        """Columns that few rows share, by groups of equal size: every pair within a column is one product."""
        order = np.argsort(self.columns[rare], kind="stable")
        columns, rows, values = self.columns[rare][order], owners[rare][order], self.values[rare][order]
        sizes = counts[columns]
        flat = result.reshape(-1)
        for size in np.unique(sizes):
            pick = sizes == size
            who, what = rows[pick].reshape(-1, size), values[pick].reshape(-1, size)
            at = who[:, :, None].astype(np.int64) * len(self) + who[:, None, :]
            np.add.at(flat, at.reshape(-1), (what[:, :, None] * what[:, None, :]).reshape(-1))

    def transposed_times(self, dense: Floats) -> Floats:
        """This, turned, times `dense`: one row a column of this."""
        order = np.argsort(self.columns, kind="stable")
        owners, values, columns = self.owners()[order], self.values[order], self.columns[order]
        result = np.zeros((self.width, dense.shape[1]), dtype=np.float32)
        for at in range(0, len(columns), 50_000):
            cut = slice(at, at + 50_000)
            here, first = np.unique(columns[cut], return_index=True)
            result[here] += np.add.reduceat(dense[owners[cut]] * values[cut, None], first, axis=0)
        return result
