"""Rules for 「不是这个」 and 「还有别的吗」: what else was likely, or what was meant instead."""

from collections.abc import Iterator
from dataclasses import replace

from bot.dialogue.alternatives import others
from bot.dialogue.answering import settled
from bot.dialogue.carrying import carry
from bot.dialogue.clarifying import unclear
from bot.dialogue.passages import words_of
from bot.dialogue.picking import entries_of
from bot.dialogue.quoting import in_short, quoted
from bot.dialogue.turn import Decision, Turn
from bot.followups import instead, wants_other
from intents.match import Kind, Match


def something_else(turn: Turn) -> Decision | None:
    """「不是这个」「还有别的吗」 offers the next candidates; with what is meant instead, that is read."""
    offered = entries_of(turn.context.offered)
    if not wants_other(turn.text) or not (turn.context.entry or turn.context.rest or offered):
        return None
    if meant := _corrected(turn):
        return meant
    return others(turn)


def _corrected(turn: Turn) -> Decision | None:
    """「不是这个，我问的是高中的」."""
    said = instead(turn.text)
    if not said or turn.understand is None:
        return None
    entry_id = turn.context.entry
    meant = replace(turn, text=said)
    other = carry(turn, entry_id, said)[0] if entry_id else None
    other = other or next((match.ids[0] for match in _readings(meant) if match.kind is Kind.SURE), None)
    if other is not None and other == entry_id:
        found = quoted(meant, entry_id, words_of(said, meant.facts), rule="something_else")
        return found or in_short(meant, entry_id, rule="something_else")
    if other is not None and turn.book.knows(other):
        return settled(turn, other, before=turn.say("carried", short=turn.book.short(other)), rule="something_else")
    return unclear(replace(turn, match=turn.understand(said), context=replace(turn.context, asked=0)))


def _readings(meant: Turn) -> Iterator[Match]:
    """By itself, then with the question before it."""
    if meant.understand is not None:
        yield meant.understand(meant.text)
        yield meant.understand(meant.whole)
