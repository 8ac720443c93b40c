"""Sparse rows in numpy alone: a text as a few numbers in many columns."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Ints = NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Row:
    """One text: distinct columns and their values."""

    columns: Ints
    values: Floats


@dataclass(frozen=True, slots=True)
class Rows:
    """Many texts: row i owns columns[starts[i]:starts[i+1]] and as many values."""

    starts: NDArray[np.int64]
    columns: Ints
    values: Floats

    def __len__(self) -> int:
        return len(self.starts) - 1

    @classmethod
    def of(cls, rows: Sequence[Row]) -> "Rows":
        starts = np.concatenate([[0], np.cumsum([len(row.columns) for row in rows])]).astype(np.int64)
        columns = np.concatenate([row.columns for row in rows]) if rows else np.zeros(0, np.int32)
        values = np.concatenate([row.values for row in rows]) if rows else np.zeros(0, np.float32)
        return cls(starts, columns.astype(np.int32), values.astype(np.float32))

    def dense(self, which: NDArray[np.int64]) -> tuple[Ints, Floats]:
        """The columns that these rows use, and the rows as a table over just those columns."""
        spans = [slice(self.starts[at], self.starts[at + 1]) for at in which]
        owners = np.repeat(np.arange(len(which)), [span.stop - span.start for span in spans])
        used, place = np.unique(np.concatenate([self.columns[span] for span in spans]), return_inverse=True)
        table = np.zeros((len(which), len(used)), dtype=np.float32)
        table[owners, place] = np.concatenate([self.values[span] for span in spans])
        return used, table
