"""What is written: character 1–3-grams, place names left out."""

from collections.abc import Iterator

from intents.words import without_places

NAME, TITLE, LENGTH = "letters", "字词片段", 1.0


def tokens(text: str) -> Iterator[str]:
    """All runs of one to three characters."""
    plain = without_places(text)
    for size in (1, 2, 3):
        for at in range(len(plain) - size + 1):
            yield plain[at : at + size]
