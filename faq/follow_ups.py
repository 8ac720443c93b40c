"""What citizens ask next, once they have read an answer: faq/follow_ups/*.yaml, each line with what it is about."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from faq.answer import TITLES, Answer, Section
from faq.sentences import sentences

NOT_SAID = "没写"  # the key for what the answer does not say
SECTIONS: Mapping[str, Section] = {title: section for section, title in TITLES.items()}


@dataclass(frozen=True, slots=True)
class FollowUps:
    """Of one answer: by the sentence that answers them, by the whole section, and those that nothing answers."""

    by_sentence: tuple[tuple[str, tuple[str, ...]], ...] = ()
    by_section: tuple[tuple[Section, tuple[str, ...]], ...] = ()
    not_said: tuple[str, ...] = ()

    @property
    def asks(self) -> Iterator[str]:
        for _, asks in (*self.by_sentence, *self.by_section):
            yield from asks
        yield from self.not_said


@lru_cache(maxsize=2048)
def follow_ups(answer: Answer) -> FollowUps:
    """Those whose sentence or section stands in the answer as this bureau fills it; `yiwen check` names the others."""
    found: dict[str, tuple[str, ...]] = {}
    sections: dict[Section, tuple[str, ...]] = {}
    nowhere: tuple[str, ...] = ()
    for about, asks in answer.asked_next:
        section, told = SECTIONS.get(about), told_by(answer, about)
        if about == NOT_SAID:
            nowhere += asks
        elif section is not None and answer.part(section):
            sections[section] = sections.get(section, ()) + asks
        elif section is None and len(told) == 1:
            found[told[0]] = found.get(told[0], ()) + asks
    return FollowUps(tuple(found.items()), tuple(sections.items()), nowhere)


def told_by(answer: Answer, words: str) -> tuple[str, ...]:
    """The sentences of an answer with these words in them."""
    return tuple(one for one in sentences(answer) if words in one)
