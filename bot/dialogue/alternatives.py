"""What else was likely, for whoever says that it was not this."""

from bot.dialogue.following import MOST_OTHERS
from bot.dialogue.turn import Decision, Turn
from bot.message import Choice, Reply


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
