"""Rules where danger is only guessed: one gentle question with the numbers to call; 「是」 raises the alarm."""

from dataclasses import replace

from bot.dialogue.consoling import SELF_HARM
from bot.dialogue.courtesy import asks_what_is_known, courteous
from bot.dialogue.distress import GUESSED, alarm, denies, fears_only
from bot.dialogue.picking import agrees, chosen, declines
from bot.dialogue.turn import Decision, Turn
from bot.message import Choice, Reply
from intents.match import Kind as Match

_ALARM, _NONE = "alarm:", "no_alarm"  # keys of the two choices; the first is followed by the danger that was guessed


def answered(turn: Turn) -> Decision | None:
    """「不是」 ends it, a question of ours goes on with that; whatever else is said raises the alarm."""
    if not _was_asked(turn) or turn.match.kind is Match.URGENT:
        return None  # more of it is an alarm by itself
    taken = chosen(turn.context.offered, turn.text, turn.message.choice)
    yes, no = turn.context.offered[:2]
    if taken == no or (taken is None and (declines(turn.text) or denies(turn))):
        reply = Reply(text=turn.say("no_alarm"))
        context = turn.remember(offered=(), unharmed=True)
        return Decision(replies=(reply,), context=context, kind="chat", rule="no_alarm")
    if taken != yes and _goes_on(turn):
        return None
    return alarm(turn, yes.key.removeprefix(_ALARM), subject=f"{turn.context.line}，{turn.text}")


def _goes_on(turn: Turn) -> bool:
    """A question of papers or school, or mere courtesy; the calm do not say 「有」「快点」「在三楼厕所」「我怕」."""
    return (courteous(turn.text) and not agrees(turn.text)) or asks_what_is_known(turn)


def after_a_denial(turn: Turn) -> Turn:
    """What was denied once is not guessed again in this talk; words that name a danger, and a clear one, are heard."""
    if not turn.context.unharmed or not _is_guessed(turn):
        return turn
    return replace(turn, match=replace(turn.match, kind=Match.UNKNOWN, topic=None, topic_share=0.0))


def perhaps(turn: Turn) -> Decision | None:
    """No word names a danger, and the model is not clear by itself; whoever may want to die is never asked first."""
    if not _is_guessed(turn) or _was_asked(turn) or fears_only(turn):
        return None
    if turn.ticket is not None and turn.ticket.urgent:
        return None
    choices = (Choice(key=f"{_ALARM}{turn.match.topic}", label=turn.say("yes_alarm")),
               Choice(key=_NONE, label=turn.say("none_alarm")))  # fmt: skip
    reply = Reply(text=turn.say("perhaps_alarm"), choices=choices)
    return Decision(replies=(reply,), context=turn.remember(offered=choices), kind="urgent", rule="perhaps_alarm")


def _is_guessed(turn: Turn) -> bool:
    match = turn.match
    return match.kind is Match.URGENT and match.topic not in (None, SELF_HARM) and 0 < match.topic_share < GUESSED


def _was_asked(turn: Turn) -> bool:
    return bool(turn.context.offered) and turn.context.offered[0].key.startswith(_ALARM)
