"""Sentence vectors that were computed before: after an edit only what is new is read again."""

import contextlib
import hashlib
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from intents.arrays import load, save
from intents.signals.use import Meaning
from intents.sparse import Floats

FILE = "sentences.npz"
MOST = 60_000  # vectors that are kept; more than that and only those in use stay


def remembered(
    meaning: Meaning, texts: Sequence[str], folder: Path | None, progress: Callable[[float], None]
) -> Floats:
    """One row a text, in half precision as it is kept, so that a second fit gives the very same model."""
    names, table = _read(folder, meaning.size)
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
        _write(folder, names, table)
    result: Floats = table[[place[int(name)] for name in wanted]].astype(np.float32)
    return result


def _name(text: str) -> int:
    return int.from_bytes(hashlib.blake2b(text.encode(errors="replace"), digest_size=8).digest(), "big")


def _read(folder: Path | None, size: int) -> tuple[NDArray[np.uint64], NDArray[np.float16]]:
    kept = load(folder / FILE) if folder else None
    if kept is None or not {"names", "table"} <= set(kept):
        return np.zeros(0, np.uint64), np.zeros((0, size), np.float16)
    return kept["names"].astype(np.uint64), kept["table"].astype(np.float16)


def _write(folder: Path | None, names: NDArray[np.uint64], table: NDArray[np.float16]) -> None:
    if folder is not None:
        with contextlib.suppress(OSError):
            save(folder / FILE, {"names": names, "table": table})
