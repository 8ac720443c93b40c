"""Which words: jieba's words with synonyms made one."""

from collections.abc import Iterator

from intents.words import cut, meant, without_places

NAME, TITLE, LENGTH = "wording", "词语", 1.0


def tokens(text: str) -> Iterator[str]:
    """Words as they stand and as what they mean."""
    words = cut(without_places(text))
    yield from words
    yield from (f"={word}" for word in meant(words))
