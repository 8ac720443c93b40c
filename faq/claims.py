"""Old and wrong claims that must not come back: faq/forbidden.yaml, read sentence by sentence."""

import re
from functools import cached_property
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator

from faq.entry import EntryId, Strict, Text
from faq.load import build, read_list

WARNING = "不用|不必|不需要|不要求|不再|不是|并非|没有|取消|停用|停止|停办|废止|别信|误传|过时|无需"
_SENTENCE = re.compile(r"[^。！？；\n]+")


def _regular(pattern: str) -> str:
    try:
        re.compile(pattern)
    except re.error as error:
        raise ValueError(f"括号没有配对，或不是正则表达式（{error}）") from error
    return pattern


Pattern = Annotated[Text, AfterValidator(_regular)]


class Claim(Strict):
    """What must not be said, why, and the words that turn the sentence into a warning against it.

    `wrong` and `right` are sentences on which `yiwen check` tries the pattern itself.
    """

    id: EntryId
    pattern: Pattern
    reason: Text
    unless: Pattern | None = None
    wrong: tuple[Text, ...] = ()
    right: tuple[Text, ...] = ()

    @property
    def broken(self) -> list[str]:
        """Its own examples on which it fails."""
        missed = [text for text in self.wrong if self.sentence(text) is None]
        return missed + [text for text in self.right if self.sentence(text) is not None]

    @cached_property
    def _said(self) -> re.Pattern[str]:
        return re.compile(self.pattern, re.I)

    @cached_property
    def _warned(self) -> re.Pattern[str]:
        return re.compile(f"{self.unless}|别信|误传" if self.unless else WARNING)

    def sentence(self, text: str) -> str | None:
        """The sentence that makes this claim, or None."""
        if not self._said.search(text):
            return None
        for sentence in _SENTENCE.findall(text):
            if self._said.search(sentence) and not self._warned.search(sentence):
                return str(sentence)
        return None


def load_claims(home: Path) -> tuple[Claim, ...]:
    """faq/forbidden.yaml; none when a policy folder has no such file."""
    path = home / "forbidden.yaml"
    blocks = read_list(path, "faq/forbidden.yaml", "- id:").items() if path.exists() else ()
    return tuple(build(Claim, block) for block in blocks)
