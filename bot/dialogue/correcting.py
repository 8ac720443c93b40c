"""Rules for 「不是这个」 and 「还有别的吗」: what else was likely, or what was meant instead."""

from bot.dialogue.answering import settled
from bot.dialogue.carrying import carry
from bot.dialogue.following import MOST_OTHERS
from bot.dialogue.picking import entries_of
from bot.dialogue.turn import Decision, Turn
from bot.followups import instead, wants_other
from bot.message import Choice, Reply
from intents.match import Kind


def something_else(turn: Turn) -> Decision | None:
    """「不是这个」「还有别的吗」 offers the next candidates; with what is meant instead, that is read."""
    offered = entries_of(turn.context.offered)
    if not wants_other(turn.text) or not (turn.context.entry or turn.context.rest or offered):
        return None
    if meant := _corrected(turn):
        return meant
    return others(turn)


def others(turn: Turn) -> Decision:
    """What else was likely; after that, a person."""
    shown = {turn.context.entry, *(one.key.removeprefix("entry:") for one in turn.context.offered)}
    rest = tuple(one for one in turn.context.rest if one not in shown and turn.book.in_force(one, turn.now))
    if not rest:
        person = (turn.to_a_person,)
        reply = Reply(text=turn.say("nothing_else"), choices=person)
        context = turn.settle(offered=person, question=turn.context.question, misses=1)
        return Decision(replies=(reply,), context=context, kind="unknown", rule="something_else")
    rest, later = rest[:MOST_OTHERS], rest[MOST_OTHERS:]
    choices = (
        *(Choice(key=f"entry:{one}", label=turn.book.short(one)) for one in rest),
        Choice(key="person", label=turn.say("none_of_these") + "，" + turn.say("ask_person")),
    )
    reply = Reply(text=turn.say("which_else"), choices=choices)
    context = turn.settle(offered=choices, rest=later, question=turn.context.question)
    return Decision(replies=(reply,), context=context, kind="unclear", ids=rest, rule="something_else")


def _corrected(turn: Turn) -> Decision | None:
    """「不是这个，我问的是高中的」."""
    said = instead(turn.text)
    if not said or turn.understand is None:
        return None
    entry_id = turn.context.entry
    other = carry(turn, entry_id, said)[0] if entry_id else None
    if other is None:
        match = turn.understand(said)
        other = match.ids[0] if match.kind is Kind.SURE else None
    if other is None or other == entry_id or not turn.book.knows(other):
        return None
    return settled(turn, other, before=turn.say("carried", short=turn.book.short(other)), rule="something_else")
