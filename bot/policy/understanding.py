"""The catalog as the engine sees it."""

from collections.abc import Iterable
from pathlib import Path

from faq.catalog import Catalog
from faq.entry import Clarify, FaqEntry, NotOurs, NotOursKind, State
from intents.engine import MOST_CHOICES, Ask, Engine, Intent, Progress, Role

_ROLES = {NotOursKind.CHAT: Role.CHAT, NotOursKind.HUMAN: Role.HUMAN, NotOursKind.URGENT: Role.URGENT}


def load_engine(catalog: Catalog, cache_dir: Path | None, progress: Progress | None = None) -> Engine:
    """Fit the engine on the public entries, or read the fitted one from `cache_dir`."""
    intents, asks = to_intents(catalog)
    return Engine.fit(intents, asks, cache=cache_dir, progress=progress)


def to_intents(catalog: Catalog) -> tuple[tuple[Intent, ...], tuple[Ask, ...]]:
    """Public entries are answers; everything in not_ours is evidence against answering.

    A scheduled successor is asked for in the same words as the entry it takes over, so the two are one intent.
    """
    heirs = set(catalog.successors.values())
    public = [one for one in catalog.entries.values() if one.state is State.PUBLIC and one.id not in heirs]
    open_to = _open_to(catalog.clarify)
    answers = [_answer(one, _lineage(catalog, one), open_to.get(one.id, ())) for one in public]
    intents = [*answers, *map(_other, catalog.not_ours.values())]
    known = {entry.id for entry in public}
    asks = (
        Ask(
            id=one.id,
            options=tuple(choice.entry for choice in one.choices if choice.entry in known),
            phrasings=one.phrasings,
        )
        for one in catalog.clarify
    )
    return tuple(intents), tuple(ask for ask in asks if len(ask.options) > 1)


def _lineage(catalog: Catalog, entry: FaqEntry) -> tuple[FaqEntry, ...]:
    """An entry and those that will take its place, one after another."""
    line = [entry]
    while (heir := catalog.successors.get(line[-1].id)) and len(line) <= len(catalog.successors):
        line.append(catalog.entries[heir])
    return tuple(line)


def _open_to(questions: Iterable[Clarify]) -> dict[str, list[str]]:
    """What may mean any of several entries is learned as each of those that would be offered: none of them is sure."""
    found: dict[str, list[str]] = {}
    for question in questions:
        for choice in question.choices[:MOST_CHOICES]:
            found.setdefault(choice.entry, []).extend(question.phrasings)
    return found


def _answer(entry: FaqEntry, line: tuple[FaqEntry, ...], vague: Iterable[str]) -> Intent:
    own = (text for one in line for text in (one.title, *one.phrasings))
    phrasings = dict.fromkeys((*own, *vague))
    return Intent(id=entry.id, role=Role.ANSWER, phrasings=tuple(phrasings), group=entry.area.value)


def _other(one: NotOurs) -> Intent:
    role = _ROLES.get(one.kind, Role.NOT_OURS)
    return Intent(id=one.id, role=role, phrasings=one.phrasings, group=one.kind.value)
