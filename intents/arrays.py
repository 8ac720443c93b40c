"""Plain arrays on disk: written whole or not at all, read without pickle; a damaged file is as good as none."""

import os
import tempfile
import zipfile
from collections.abc import Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Arrays = Mapping[str, NDArray[np.generic]]
_DAMAGED = (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile)


def load(path: Path) -> Arrays | None:
    """All arrays of a file, or None."""
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as kept:
            return {name: kept[name] for name in kept.files}
    except _DAMAGED:
        return None


def save(path: Path, arrays: Arrays) -> None:
    """Raises OSError where the folder cannot be written."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent, suffix=".part", delete=False) as file:
        np.savez(file, allow_pickle=False, **arrays)
    os.replace(file.name, path)
