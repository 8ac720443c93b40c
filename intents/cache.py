"""Fitted models on disk, named by all that went into them; plain arrays, no pickle."""

import contextlib
import hashlib
import os
from collections.abc import Iterable
from pathlib import Path

from intents.arrays import load, save
from intents.exact import END as EXACT
from intents.lexicon import fingerprint
from intents.model import Model
from intents.signals.e5 import CloseReading
from intents.signals.use import Meaning

VERSION = "12"  # goes up with every change of the signals or of how they are learned
KEPT = 4
END = ".model.npz"


def key_of(intents: Iterable[tuple[str, tuple[str, ...]]]) -> str:
    """The name of the model that these intents and this code would make."""
    seen = hashlib.sha256(f"{VERSION} {Meaning.available} {CloseReading.available} {fingerprint()}".encode())
    for name, phrasings in intents:
        seen.update("\0".join(("", name, *phrasings)).encode(errors="replace"))
    return seen.hexdigest()[:32]


def read(folder: Path | None, key: str) -> Model | None:
    """The kept model, or None."""
    if folder is None or (kept := load(folder / f"{key}{END}")) is None:
        return None
    with contextlib.suppress(KeyError, OSError):
        os.utime(folder / f"{key}{END}")
        return Model.of(kept)
    return None


def write(folder: Path | None, key: str, model: Model) -> None:
    """Keep it, whole or not at all; the oldest models go. A folder that cannot be written costs time, no answer."""
    if folder is None:
        return
    with contextlib.suppress(OSError):
        save(folder / f"{key}{END}", model.arrays())
        kept = sorted(folder.glob(f"*{END}"), key=lambda path: path.stat().st_mtime, reverse=True)
        for old in kept[KEPT:]:
            old.unlink(missing_ok=True)
            (folder / f"{old.name.removesuffix(END)}{EXACT}").unlink(missing_ok=True)
