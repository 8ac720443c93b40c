"""What words mean in this trade: YAML files a curator can read and extend."""

import re
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

HOME = Path(__file__).parent
LEARNED_WITH = ("actions", "courtesies", "grades", "objects", "places", "synonyms")  # the rest only decides
NOT = "不是"  # the key of words inside which a spelling means something else


@lru_cache
def read(name: str) -> Any:
    """One lexicon file, every scalar as text; callers must not change what they get."""
    return yaml.load((HOME / f"{name}.yaml").read_text(encoding="utf-8"), Loader=yaml.BaseLoader)  # noqa: S506


def any_of(words: Iterable[str]) -> str:
    """A pattern for one of these words, the longest that fits."""
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


def fingerprint() -> str:
    """What of the lexicon a model depends on, so that a kept one is not used after an edit."""
    return "".join((HOME / f"{name}.yaml").read_text(encoding="utf-8") for name in LEARNED_WITH)
