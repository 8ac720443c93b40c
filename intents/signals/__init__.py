"""What a question tells: each signal is one small file and one line in `TOKENS` (or `use`, a vector)."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from intents.signals import letters, sound, topic, wording


@dataclass(frozen=True, slots=True)
class TokenSignal:
    """One kind of token: how texts are cut into it, and how much it weighs beside the others."""

    name: str
    title: str
    length: float
    tokens: Callable[[str], Iterable[str]]


TOKENS: tuple[TokenSignal, ...] = tuple(
    TokenSignal(one.NAME, one.TITLE, one.LENGTH, one.tokens) for one in (letters, wording, sound, topic)
)
