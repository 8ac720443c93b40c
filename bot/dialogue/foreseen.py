"""What the curators wrote that is asked next of an answer, and how close a line comes to it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bot.dialogue.followups import bare
from bot.dialogue.matters import neighbours
from bot.dialogue.picking import entries_of
from bot.dialogue.turn import Turn
from faq.answer import Section
from faq.follow_ups import follow_ups

SURELY = 0.75  # closeness from which on a line is what was foreseen of a sentence, …
OF_A_SECTION = 0.9  # … of a section …
BEYOND_DOUBT = 1.1  # … although it is another answer's or another office's by itself


@dataclass(frozen=True, slots=True)
class Foreseen:
    """How close a line comes to what the curators wrote that is asked next: of a sentence, a section, of nothing."""

    sentences: Mapping[str, float]
    sections: Mapping[Section, float]
    not_said: float = 0.0

    @property
    def closest(self) -> tuple[float, str | Section | None]:
        """How close the closest comes, and which sentence or section it is of; None for what is not said."""
        found = [
            (self.not_said, None),
            *((close, told) for told, close in (*self.sentences.items(), *self.sections.items())),
        ]
        return max(found, key=lambda one: one[0])


def foreseen(turn: Turn, entry_id: str) -> Foreseen:
    """The closest of each that stands with an entry.

    All that may be looked into for this line is compared at once: each comparison costs a turn of the engine's.
    """
    known = follow_ups(turn.book.answers[entry_id])
    together = _looked_into(turn)
    asks = _asks(turn, together if entry_id in together else (entry_id,))
    if turn.likeness is None or not asks:
        return Foreseen({}, {})
    close = dict(zip(asks, turn.likeness(bare(turn.text) or turn.text, asks), strict=True))

    def closest_of(asks: Iterable[str]) -> float:
        return max((close[ask] for ask in asks), default=0.0)

    return Foreseen(
        {told: closest_of(asks) for told, asks in known.by_sentence},
        {section: closest_of(asks) for section, asks in known.by_section},
        closest_of(known.not_said),
    )


def _looked_into(turn: Turn) -> tuple[str, ...]:
    """What is spoken of, what stands beside it, and what was offered."""
    entry_id = turn.context.entry
    spoken_of = (entry_id, *neighbours(turn, entry_id)) if entry_id else ()
    return tuple(dict.fromkeys((*spoken_of, *filter(turn.book.knows, entries_of(turn.context.offered)))))


def _asks(turn: Turn, ids: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(ask for one in ids for ask in follow_ups(turn.book.answers[one]).asks))
