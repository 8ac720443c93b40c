"""One spelling for what people type: NFKC, simplified characters, no courtesies, no decoration."""

import re
import unicodedata
from functools import lru_cache

import opencc

LONGEST = 2_000
_INVISIBLE = re.compile(
    "[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\ud800-\udfff]"
)
_PICTURES = re.compile(
    "[\u2190-\u21ff\u2300-\u27bf\u2b00-\u2bff\U0001f000-\U0001faff\U000e0000-\U000e007f]+|\\[[\u4e00-\u9fff]{1,4}\\]"
)
_REPEATED = re.compile(r"([^\w\s])\1+")
_STRETCHED = re.compile(r"(.)\1{3,}")
_BLANKS = re.compile(r"\s+")
_BETWEEN = re.compile(r"(?<=[\u4e00-\u9fff，。？！、；：])\s+|\s+(?=[\u4e00-\u9fff，。？！、；：])")


@lru_cache(maxsize=1)
def _simplifier() -> opencc.OpenCC:
    return opencc.OpenCC("t2s")


def normalise(text: str) -> str:
    """Simplified, narrow, lower-case text without decoration; idempotent; at most LONGEST characters."""
    before = text[: LONGEST * 2]
    for _ in range(6):
        after = _once(before)
        if after == before:
            break
        before = after
    return before


def _once(text: str) -> str:
    text = unicodedata.normalize("NFKC", _INVISIBLE.sub(" ", text)).lower()
    text = _simplifier().convert(_INVISIBLE.sub(" ", text))
    text = _PICTURES.sub(" ", text)
    text = text.translate(_MARKS)
    text = _STRETCHED.sub(r"\1\1\1", _REPEATED.sub(r"\1", text))
    return _BETWEEN.sub("", _BLANKS.sub(" ", text)).strip()[:LONGEST].strip()


_MARKS = str.maketrans({"?": "？", "!": "！", ",": "，", ";": "；", ":": "：", "~": " ", "…": "。", "·": " "})
