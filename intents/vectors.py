"""Sentence vectors that were computed before: after an edit only what is new is read again."""

import contextlib
import hashlib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from intents.arrays import load, save
from intents.sparse import Floats

MOST = 60_000  # vectors that are kept; more than that and only those in use stay


class Reader(Protocol):
    """A model that turns texts into vectors of `size` numbers; they are remembered in `file`."""

    @property
    def size(self) -> int: ...

    @property
    def file(self) -> str: ...

    def vectors(self, texts: Sequence[str], progress: Callable[[float], None]) -> Floats: ...


def remembered(meaning: Reader, texts: Sequence[str], folder: Path | None, progress: Callable[[float], None]) -> Floats:
    """One row a text, in half precision as it is kept, so that a second fit gives the very same model."""
    names, table = _read(folder and folder / meaning.file, meaning.size)
    place = {int(name): at for at, name in enumerate(names)}
    wanted = np.array([_name(text) for text in texts], dtype=np.uint64)
    new = {int(name): text for name, text in zip(wanted, texts, strict=True) if int(name) not in place}
    if new:
        added = meaning.vectors(list(new.values()), progress).astype(np.float16)
        if len(names) + len(new) > MOST:
            used = np.isin(names, wanted)
            names, table = names[used], table[used]
        names, table = np.concatenate([names, np.array(list(new), dtype=np.uint64)]), np.concatenate([table, added])
        place = {int(name): at for at, name in enumerate(names)}
        _write(folder and folder / meaning.file, names, table)
    result: Floats = table[[place[int(name)] for name in wanted]].astype(np.float32)
    return result


def _name(text: str) -> int:
    return int.from_bytes(hashlib.blake2b(text.encode(errors="replace"), digest_size=8).digest(), "big")


def _read(path: Path | None, size: int) -> tuple[NDArray[np.uint64], NDArray[np.float16]]:
    kept = load(path) if path else None
    if kept is None or not {"names", "table"} <= set(kept):
        return np.zeros(0, np.uint64), np.zeros((0, size), np.float16)
    return kept["names"].astype(np.uint64), kept["table"].astype(np.float16)


def _write(path: Path | None, names: NDArray[np.uint64], table: NDArray[np.float16]) -> None:
    if path is not None:
        with contextlib.suppress(OSError):
            save(path, {"names": names, "table": table})
