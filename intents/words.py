"""Cut into words; the only file that imports jieba."""

import logging
import warnings
from functools import lru_cache

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import jieba


@lru_cache(maxsize=1)
def _cutter() -> jieba.Tokenizer:
    jieba.setLogLevel(logging.WARNING)
    return jieba.Tokenizer()


def cut(text: str) -> list[str]:
    """The words of a normalised text, marks and blanks left out."""
    return [word for word in _cutter().cut(text, HMM=False) if word.strip() and (word.isalnum())]
