"""Cut into words; the only file that imports jieba."""

import logging
import re
import warnings
from functools import lru_cache

from intents.lexicon import read

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import jieba


@lru_cache(maxsize=1)
def _cutter() -> jieba.Tokenizer:
    """jieba with the trade's own words, so that 学籍号 and 随迁子女 stay whole."""
    jieba.setLogLevel(logging.WARNING)
    cutter = jieba.Tokenizer()
    cutter.initialize()
    for facet in read("objects").values():
        for words in facet.values():
            for word in words:
                if 2 <= len(word) <= 5 and word not in cutter.FREQ:
                    cutter.add_word(word, 2000)
    return cutter


@lru_cache(maxsize=1)
def _same() -> dict[str, str]:
    return {word: name for name, words in read("synonyms").items() for word in words}


@lru_cache(maxsize=1)
def _places() -> re.Pattern[str]:
    names = "|".join(sorted(map(re.escape, read("places")["places"]), key=len, reverse=True))
    return re.compile(f"(?:(?:{names})(?:省|市|县|自治区)?|[a-z]\\d{{0,2}}(?=[市县区省镇乡])[市县区省镇乡])+")


def without_places(text: str) -> str:
    """北京, 周口市 and the like as 某地: which office is meant does not depend on the town."""
    return _places().sub("某地", text)


def cut(text: str) -> list[str]:
    """The words of a normalised text, marks and blanks left out."""
    return [word for word in _cutter().cut(text, HMM=False) if word.isalnum()]


def meant(words: list[str]) -> list[str]:
    """Synonyms as one word."""
    same = _same()
    return [same.get(word, word) for word in words]
