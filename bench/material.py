"""What is measured on: the phrasings as they are or multiplied, and questions."""

import random
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from pypinyin import lazy_pinyin

from bot.commands.labelled import read_cases
from bot.policy.current import read_book
from bot.policy.understanding import to_intents
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


def misspelt(cases: Sequence[Case], seed: int = 3) -> list[Case]:
    """With one character, in longer ones two, exchanged for another that sounds alike, as on a phone's keyboard."""
    chance, alike = random.Random(seed), defaultdict(list)
    seen = Counter(character for intent in real()[0] for text in intent.phrasings for character in text)
    for character, count in seen.items():
        if count > 5 and "\u4e00" <= character <= "\u9fff":
            alike[lazy_pinyin(character)[0]].append(character)
    return [replace(case, text=_slipped(case.text, alike, chance)) for case in cases]


def _slipped(text: str, alike: Mapping[str, Sequence[str]], chance: random.Random) -> str:
    sounds = {at: alike.get(lazy_pinyin(character)[0], ()) for at, character in enumerate(text)}
    places = [at for at, others in sounds.items() if len(others) > 1]
    for at in chance.sample(places, min(len(places), 1 if len(text) < 10 else 2)):
        other = chance.choice([one for one in sounds[at] if one != text[at]] or [text[at]])
        text = f"{text[:at]}{other}{text[at + 1 :]}"
    return text


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
