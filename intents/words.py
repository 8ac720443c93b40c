"""Cut into words; the only file that imports jieba."""

import logging
import re
import warnings
from functools import lru_cache

from intents.lexicon import NOT, any_of, read

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
        for name, words in facet.items():
            for word in words if name != NOT else ():
                if 2 <= len(word) <= 5 and word not in cutter.FREQ:
                    cutter.add_word(word, 2000)
    return cutter


@lru_cache(maxsize=1)
def _same() -> dict[str, str]:
    return {word: name for name, words in read("synonyms").items() for word in words}


@lru_cache(maxsize=1)
def _places() -> re.Pattern[str]:
    return re.compile(
        f"(?:(?:{any_of(_known())})(?:省|市|县|自治区)?|[a-z]\\d{{0,2}}(?=[市县区省镇乡])[市县区省镇乡])+"
    )


@lru_cache(maxsize=1)
def _known() -> dict[str, str | None]:
    """Names of places with their province, where it is certain."""
    places = read("places")
    certain = {name: province for province, names in places["provinces"].items() for name in names}
    return {**dict.fromkeys(places["elsewhere"]), **certain}


@lru_cache(maxsize=1)
def _one_place() -> re.Pattern[str]:
    return re.compile(any_of(_known()))


def same_province(text: str) -> bool | None:
    """Whether the towns that are named lie in one province; None when the text doesn't name two places."""
    known = _known()
    named = {hit[0]: known[hit[0]] for hit in _one_place().finditer(text) if known[hit[0]]}
    if len(set(named.values())) > 1:
        return False
    return True if len([name for name, province in named.items() if name != province]) > 1 else None


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
