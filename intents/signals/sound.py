"""How it sounds: pinyin pairs, so that 学藉 and 转雪 find their way."""

from collections.abc import Iterator
from functools import lru_cache

from pypinyin import Style, pinyin

NAME, TITLE, LENGTH = "sound", "读音", 0.5


@lru_cache(maxsize=20_000)
def _sound(character: str) -> str:
    return pinyin(character, style=Style.NORMAL)[0][0]


def tokens(text: str) -> Iterator[str]:
    """Two and three syllables in a row; letters typed as pinyin count as they are."""
    sounds = [_sound(character) for character in text if character.isalnum()]
    for size in (2, 3):
        for at in range(len(sounds) - size + 1):
            yield "".join(sounds[at : at + size])
