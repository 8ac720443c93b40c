"""The catalog as the engine sees it."""

from pathlib import Path

from faq.catalog import Catalog
from faq.entry import FaqEntry, NotOurs, NotOursKind, State
from intents.engine import Ask, Engine, Intent, Progress, Role

_ROLES = {NotOursKind.CHAT: Role.CHAT, NotOursKind.HUMAN: Role.HUMAN, NotOursKind.URGENT: Role.URGENT}


def load_engine(catalog: Catalog, cache_dir: Path | None, progress: Progress | None = None) -> Engine:
    """Fit the engine on the public entries, or read the fitted one from `cache_dir`."""
    intents, asks = to_intents(catalog)
    return Engine.fit(intents, asks, cache=cache_dir, progress=progress)


def to_intents(catalog: Catalog) -> tuple[tuple[Intent, ...], tuple[Ask, ...]]:
    """Public entries are answers; everything in not_ours is evidence against answering."""
    public = [entry for entry in catalog.entries.values() if entry.state is State.PUBLIC]
    intents = [*map(_answer, public), *map(_other, catalog.not_ours.values())]
    known = {entry.id for entry in public}
    asks = (
        Ask(id=one.id, options=tuple(choice.entry for choice in one.choices if choice.entry in known))
        for one in catalog.clarify
    )
    return tuple(intents), tuple(ask for ask in asks if len(ask.options) > 1)


def _answer(entry: FaqEntry) -> Intent:
    return Intent(id=entry.id, role=Role.ANSWER, phrasings=(entry.title, *entry.phrasings), group=entry.area.value)


def _other(one: NotOurs) -> Intent:
    role = _ROLES.get(one.kind, Role.NOT_OURS)
    return Intent(id=one.id, role=role, phrasings=one.phrasings, group=one.kind.value)
