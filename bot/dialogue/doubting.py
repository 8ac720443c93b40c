"""Rules where danger is only guessed: one gentle question with the numbers to call; 「是」 raises the alarm."""

from bot.dialogue.consoling import SELF_HARM
from bot.dialogue.distress import alarm, denies, fears_only
from bot.dialogue.picking import agrees, chosen, declines
from bot.dialogue.turn import Decision, Turn
from bot.message import Choice, Reply
from intents.match import Kind as Match

FAINT = 0.58  # share of all dangers together, below which words that name none are asked about first
_ALARM, _NONE = "alarm:", "no_alarm"  # keys of the two choices; the first is followed by the danger that was guessed


def answered(turn: Turn) -> Decision | None:
    """「是，快叫人」 or 「不是」 to the question; anything else is heard as it is."""
    if not _was_asked(turn):
        return None
    taken = chosen(turn.context.offered, turn.text, turn.message.choice)
    yes, no = turn.context.offered[:2]
    if taken == no or (taken is None and (declines(turn.text) or denies(turn))):
        reply = Reply(text=turn.say("no_alarm"))
        return Decision(replies=(reply,), context=turn.remember(offered=()), kind="chat", rule="no_alarm")
    if taken == yes or agrees(turn.text):
        return alarm(turn, yes.key.removeprefix(_ALARM), subject=turn.context.line)
    return None


def perhaps(turn: Turn) -> Decision | None:
    """No word names a danger, and the model is not clear of its own: whoever wants to die is never asked twice."""
    match = turn.match
    if match.kind is not Match.URGENT or match.topic is None or match.topic == SELF_HARM or _was_asked(turn):
        return None
    if not 0 < match.topic_share < FAINT or fears_only(turn) or (turn.ticket is not None and turn.ticket.urgent):
        return None
    choices = (Choice(key=f"{_ALARM}{match.topic}", label=turn.say("yes_alarm")),
               Choice(key=_NONE, label=turn.say("none_alarm")))  # fmt: skip
    reply = Reply(text=turn.say("perhaps_alarm"), choices=choices)
    return Decision(replies=(reply,), context=turn.remember(offered=choices), kind="urgent", rule="perhaps_alarm")


def _was_asked(turn: Turn) -> bool:
    return bool(turn.context.offered) and turn.context.offered[0].key.startswith(_ALARM)
