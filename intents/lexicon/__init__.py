"""What words mean in this trade: YAML files a curator can read and extend."""

from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

HOME = Path(__file__).parent


@lru_cache
def read(name: str) -> Any:
    """One lexicon file, every scalar as text; callers must not change what they get."""
    return yaml.load((HOME / f"{name}.yaml").read_text(encoding="utf-8"), Loader=yaml.BaseLoader)  # noqa: S506


def fingerprint() -> str:
    """All lexicon files as one text, so that a cached model is not used after an edit."""
    return "".join(path.read_text(encoding="utf-8") for path in sorted(HOME.glob("*.yaml")))
