"""What is asked next: it has to be about one sentence of the answer, whatever the bureau fills in."""

from collections.abc import Iterator

from faq.checks.phrasings import plain
from faq.follow_ups import NOT_SAID, SECTIONS, told_by
from faq.load import Block, Complaint
from faq.shelf import Shelf


def about_nothing(shelf: Shelf) -> Iterator[Complaint]:
    """Words that stand in no sentence of the answer, or in several, or a section that it has not."""
    for entry in shelf.entries:
        answer = shelf.answers[entry.id]
        for about, place in shelf.catalog.asked_next.get(entry.id, {}).items():
            section = SECTIONS.get(about)
            if about == NOT_SAID or (section is not None and answer.part(section)):
                continue
            if section is not None:
                yield _at(entry.id, place, f"答复里没有“{about}”这一节；换成答复里的几个字，或写到“{NOT_SAID}”下面")
            elif not (told := told_by(answer, about)):
                yield _at(entry.id, place, f"答复里没有哪句话含“{about}”；照答复里的字抄，或写到“{NOT_SAID}”下面")
            elif len(told) > 1:
                yield _at(entry.id, place, f"答复里有 {len(told)} 句话含“{about}”；多抄几个字，只剩一句")


def asked_next_twice(shelf: Shelf) -> Iterator[Complaint]:
    """The same words under two sentences of one answer."""
    for entry in shelf.entries:
        seen: dict[str, str] = {}
        for about, place in shelf.catalog.asked_next.get(entry.id, {}).items():
            for ask in place.items():
                first = seen.setdefault(plain(ask.value), about)
                if first != about:
                    yield _at(entry.id, ask, f"“{ask.value}”在“{first}”下面已经有了；留一处")


def _at(entry_id: str, place: Block, what: str) -> Complaint:
    return Complaint(place.file, place.line(), f"{entry_id}.follow_ups", what)
