"""What is written: character 1–3-grams with the two ends marked, place names left out."""

from collections.abc import Iterator

from intents.words import without_places

NAME, TITLE, LENGTH = "letters", "字词片段", 1.0


def tokens(text: str) -> Iterator[str]:
    """All runs of one to three characters; 「^反映」 and 「的投诉$」 say how a letter begins and ends."""
    if not text:
        return
    plain = f"^{without_places(text)}$"
    yield from plain[1:-1]
    for size in (2, 3):
        for at in range(len(plain) - size + 1):
            yield plain[at : at + size]
