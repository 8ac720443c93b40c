"""Rules for what is no matter of this house's: whose it is, and what is asked about it after that."""

import re

from bot.dialogue.turn import Decision, Turn
from bot.followups import asked_section, names_nothing
from bot.message import Choice, Reply
from faq.answer import Section
from faq.entry import NotOurs, NotOursKind
from intents.match import Kind as Match

_REDIRECTED = frozenset({NotOursKind.EDUCATION})
_ELSEWHERE = frozenset({NotOursKind.GOVERNMENT, NotOursKind.SCHOOL, NotOursKind.NEARBY})

# 「要社保吗」 may be about what was just answered; a whole matter is not.
_BESIDE = re.compile(r"^.{1,7}[吗呢不么?？]$")
LONGEST_REMARK = 6


def not_ours(turn: Turn) -> Decision | None:
    """Another desk's or another office's matter: say whose it is, and offer a person."""
    topic = turn.book.not_ours(turn.match.topic)
    if turn.match.kind is not Match.UNKNOWN or topic is None:
        return None
    choices = (Choice(key="person:not_ours", label=turn.say("yes_person")),)
    if topic.kind in _REDIRECTED:
        office = turn.book.department(topic.department)
        text = turn.say("not_ours", reply=topic.reply, department=office.name, phone=office.phone)
    elif topic.kind in _ELSEWHERE:
        text = turn.say("elsewhere", reply=topic.reply)
    else:
        return None
    beside = _BESIDE.search(turn.text) or (len(turn.text) <= LONGEST_REMARK and not turn.facts)
    kept = turn.context.entry if beside else None
    context = turn.settle(entry=kept, offered=choices, misses=1, question=turn.text, elsewhere=topic.id)
    return Decision(replies=(Reply(text=text, choices=choices),), context=context, kind="unknown", rule="not_ours")


def still_not_ours(turn: Turn) -> Decision | None:
    """「学校不管」「什么时候发」 right after that: who knows, rather than which of our own matters it is."""
    topic = turn.book.not_ours(turn.context.elsewhere)
    wanted = asked_section(turn.text)
    if topic is None or turn.context.entry is not None or wanted is None or not names_nothing(turn.text):
        return None
    choices = (Choice(key="person:not_ours", label=turn.say("yes_person")),)
    context = turn.remember(offered=choices, question=f"{turn.context.question}，{turn.text}")
    reply = Reply(text=_who_knows(turn, topic, wanted), choices=choices)
    return Decision(replies=(reply,), context=context, kind="unknown", rule="still_not_ours")


def _who_knows(turn: Turn, topic: NotOurs, wanted: Section) -> str:
    if topic.kind not in _REDIRECTED:
        return turn.say("still_elsewhere")
    office = turn.book.department(topic.department)
    said = "then_to_us" if wanted is Section.REMEDY else "still_not_ours"
    return turn.say(said, department=office.name, phone=office.phone)
