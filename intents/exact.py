"""Phrasings that are typed to the letter, and whose they are; remembered on disk, for to read all takes a second."""

import contextlib
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from intents.arrays import Arrays, load, save
from intents.match import Intent
from intents.text import normalise

END = ".exact.npz"
MARKS = "？！。，、；： "  # at the ends: 「证丢了！」 is 「证丢了」


def bare(normal: str) -> str:
    """Without the marks at its ends."""
    return normal.strip(MARKS)


def remembered(intents: Sequence[Intent], folder: Path | None, key: str) -> Mapping[str, int]:
    """`only_once`, from `folder` where it was kept under this key."""
    if folder is None:
        return only_once(intents)
    kept = load(folder / f"{key}{END}")
    if kept is not None and (known := _of(kept)) is not None:
        return known
    found = only_once(intents)
    with contextlib.suppress(OSError):
        save(folder / f"{key}{END}", _arrays(found))
    return found


def only_once(intents: Sequence[Intent]) -> dict[str, int]:
    """Normalised phrasings of exactly one intent, with its place; what is open between several is certain of none."""
    owners: dict[str, set[int]] = {}
    for at, one in enumerate(intents):
        for text in one.phrasings:
            owners.setdefault(bare(normalise(text)), set()).add(at)
    return {text: min(places) for text, places in owners.items() if len(places) == 1}


def _arrays(found: Mapping[str, int]) -> Arrays:
    """The texts as one, for an array of texts is as wide as its longest; none has a line break."""
    texts = np.frombuffer("\n".join(found).encode(), np.uint8)
    return {"texts": texts, "places": np.array([*found.values()], np.int32)}


def _of(kept: Arrays) -> dict[str, int] | None:
    try:
        texts, places = kept["texts"].tobytes().decode().split("\n"), kept["places"].tolist()
    except (KeyError, UnicodeDecodeError):
        return None
    return dict(zip(texts, places, strict=True)) if len(texts) == len(places) else None
