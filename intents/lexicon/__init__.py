"""What words mean in this trade: YAML files a curator can read and extend."""

from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

HOME = Path(__file__).parent
LEARNED_WITH = ("actions", "courtesies", "objects", "places", "synonyms")  # the rest only decides


@lru_cache
def read(name: str) -> Any:
    """One lexicon file, every scalar as text; callers must not change what they get."""
    return yaml.load((HOME / f"{name}.yaml").read_text(encoding="utf-8"), Loader=yaml.BaseLoader)  # noqa: S506


def fingerprint() -> str:
    """What of the lexicon a model depends on, so that a kept one is not used after an edit."""
    return "".join((HOME / f"{name}.yaml").read_text(encoding="utf-8") for name in LEARNED_WITH)
