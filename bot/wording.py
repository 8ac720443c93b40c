"""The sentences the bot itself says: bot/wording.yaml, with {names} to fill in."""

import string
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml

PATH = Path(__file__).parent / "wording.yaml"


@dataclass(frozen=True, slots=True)
class Wording:
    sentences: Mapping[str, str]

    def say(self, key: str, **values: object) -> str:
        """Raises KeyError for a sentence or a name that does not exist: a table test says every one."""
        return self.sentences[key].format(**values).strip()

    def names(self, key: str) -> set[str]:
        return {name for _, name, _, _ in string.Formatter().parse(self.sentences[key]) if name}


def load_wording(path: Path = PATH) -> Wording:
    return Wording(yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader))  # noqa: S506 text only
