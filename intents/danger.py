"""Words of danger, whatever the learned model says: lexicon/urgent.yaml."""

import re
from functools import lru_cache

from intents.lexicon import read


@lru_cache(maxsize=1)
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    words = read("urgent")
    danger = "|".join(f"(?:{pattern})" for kind in words["danger"].values() for pattern in kind)
    return re.compile(danger), re.compile("|".join(f"(?:{pattern})" for pattern in words["harmless"]))


def danger(text: str) -> bool:
    """Whether a normalised text names danger outside a figure of speech (累死了, 死记硬背)."""
    dangerous, harmless = _patterns()
    return bool(dangerous.search(harmless.sub("", text)))
