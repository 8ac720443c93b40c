"""One spelling for what people type: NFKC, simplified characters, no courtesies, no decoration."""

import re
import unicodedata
from functools import lru_cache

import opencc

from intents.lexicon import any_of, read

LONGEST = 2_000
SUBSTANCE = 3  # characters that have to be left
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
_MARKS = str.maketrans({"?": "？", "!": "！", ",": "，", ";": "；", ":": "：", "~": " ", "…": "。", "·": " "})
# A number that was masked, with what announces it: it is nothing that is asked about.
_MASKED = re.compile(
    r"[，。、；：]?(?:这是|以下是)?(?:我|本人|孩子|小孩|他|她)?(?:家)?的?(?:(?:身份证|手机|联系电话|电话|银行卡)(?:号码|号)?)?(?:是|为|：)?(?:\d{3})?\*(?:\d{2})?(?!\w*[a-z\d])"
)
_GRADE = re.compile(r"(?<=[初高小大])([123456])(?!\d)|(?<![\d])([1-9])(?=年级)")
_DIGITS = "零一二三四五六七八九"


@lru_cache(maxsize=1)
def _simplifier() -> opencc.OpenCC:
    return opencc.OpenCC("t2s")


@lru_cache(maxsize=1)
def _courtesies() -> tuple[re.Pattern[str], re.Pattern[str]]:
    words = read("courtesies")
    before = re.compile(f"^(?:(?:{any_of(words['before'])})[，。！？、：的 ]*)+")
    return before, re.compile(f"(?:[，。！？、：～ ]*(?:{any_of(words['after'])}))+[，。！？、 ]*$")


@lru_cache(maxsize=4096)
def normalise(text: str) -> str:
    """Simplified, narrow, lower-case text without courtesies or decoration; idempotent; at most LONGEST characters."""
    before = text[: LONGEST * 2]
    for _ in range(8):
        after = _once(before)
        if after == before:
            break
        before = after
    return before


def _once(text: str) -> str:
    text = unicodedata.normalize("NFKC", _INVISIBLE.sub(" ", text)).lower()
    text = _simplifier().convert(_INVISIBLE.sub(" ", text))
    text = _PICTURES.sub(" ", text).translate(_MARKS)
    text = _STRETCHED.sub(r"\1\1\1", _REPEATED.sub(r"\1", text))
    text = _BETWEEN.sub("", _BLANKS.sub(" ", text)).strip()[:LONGEST].strip()
    return _GRADE.sub(lambda found: _DIGITS[int(found[0])], _polite(_without_masked(text)))


def _without_masked(text: str) -> str:
    core = _MASKED.sub("", text).strip("，。、；：") if "*" in text else text
    return core if len(core) >= SUBSTANCE else text


def _polite(text: str) -> str:
    """Courtesies off both ends, unless nothing of substance would be left."""
    before, after = _courtesies()
    core = after.sub("", before.sub("", text))
    return core if len(core) >= SUBSTANCE else text
