"""What is measured on: the phrasings as they are or multiplied, and questions."""

import random
from collections.abc import Sequence
from pathlib import Path

from bot.labelled import read_cases
from bot.policy import read_book
from bot.understanding import to_intents
from faq.catalog import HOME
from intents.evaluate import Case
from intents.match import Ask, Intent, Role
from intents.words import cut

QUESTIONS = HOME.parent / "tests" / "questions"
PHRASINGS = 20


def real(home: Path = HOME) -> tuple[tuple[Intent, ...], tuple[Ask, ...]]:
    return to_intents(read_book(home).catalog)


def questions(place: Path | None = None) -> list[Case]:
    return read_cases(place or QUESTIONS)


def multiplied(intents: Sequence[Intent], entries: int, seed: int = 1) -> tuple[list[Intent], list[str]]:
    """`entries` answers of 20 phrasings each, and a question about every one.

    Each takes its way of asking from a real entry and the matter from two words drawn from all phrasings, so that
    lengths, words and letters are distributed as in the real ones. What is not ours stays as it is.
    """
    chance = random.Random(seed)
    answers = [one for one in intents if one.role is Role.ANSWER]
    words = sorted({word for one in answers for text in one.phrasings for word in cut(text) if len(word) > 1})
    made, asked = [], []
    for number in range(entries):
        pattern = chance.choice(answers)
        matter = chance.choice(words) + chance.choice(words)
        *texts, last = (_about(chance, matter, chance.choice(pattern.phrasings)) for _ in range(PHRASINGS + 1))
        made.append(Intent(id=f"made_{number}", role=Role.ANSWER, phrasings=tuple(texts), group=pattern.group))
        asked.append(last)
    return [*made, *(one for one in intents if one.role is not Role.ANSWER)], asked


def _about(chance: random.Random, matter: str, phrasing: str) -> str:
    """The phrasing with one of its words exchanged for the matter."""
    words = cut(phrasing) or [phrasing]
    words[chance.randrange(len(words))] = matter
    return "".join(words)
