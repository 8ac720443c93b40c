"""What is for others to answer: which matter of faq/not_ours a line is of, and whose that is."""

from typing import Any

from bot.dialogue.matters import named
from bot.dialogue.turn import Turn
from faq.entry import NotOurs, NotOursKind
from intents.match import Kind, Match

REDIRECTED = frozenset({NotOursKind.EDUCATION})  # another desk of the bureau sees to it
ANOTHER_OFFICE = frozenset({NotOursKind.GOVERNMENT, NotOursKind.SCHOOL})
OF_EDUCATION = REDIRECTED | {NotOursKind.NEARBY}  # of schools, papers and exams, as our own answers are
ELSEWHERE = ANOTHER_OFFICE | {NotOursKind.NEARBY}
PLAINLY = 0.5  # share of another office's matter that leaves little doubt


def of_others(turn: Turn) -> NotOurs | None:
    """The matter of another desk or office that the line is most like; None where it is like small talk."""
    topic = turn.book.not_ours(turn.match.topic)
    return topic if topic is not None and topic.kind in REDIRECTED | ELSEWHERE else None


def names_ours(turn: Turn) -> bool:
    """「CET4证书」: a paper or an exam that an entry is about."""
    said = frozenset(one for one in named(turn.text) if not one.startswith("matter:"))
    return any(said & named(turn.book.entry(one).title) for one in turn.book.answers) if said else False


def plainly_no_answer(match: Match) -> bool:
    """No entry of ours, and hardly a doubt what it is instead."""
    return match.kind is Kind.UNKNOWN and match.topic_share >= PLAINLY


def is_of_another_office(turn: Turn) -> bool:
    """「狗证怎么办」「投诉公司拖欠工资」: plainly nothing that the bureau sees to."""
    theirs = of_others(turn)
    return plainly_no_answer(turn.match) and theirs is not None and theirs.kind in ANOTHER_OFFICE


def is_of_a_section(turn: Turn) -> bool:
    """Another section's, or another question about a paper or exam of ours; 「我说的是车超载」 is of no licence."""
    theirs = of_others(turn)
    if theirs is None:
        return False
    return theirs.kind in REDIRECTED or (theirs.kind is NotOursKind.NEARBY and names_ours(turn))


def whose(turn: Turn, topic: NotOurs, *, offers: bool = False) -> str:
    """What is said of others' matters, and which section of the bureau sees to them; `offers` a person with it."""
    if topic.kind in ELSEWHERE:
        return turn.say("elsewhere", reply=topic.reply) if offers else topic.reply
    office = turn.book.department(topic.department)
    said = "not_ours" if offers else "not_ours_open"
    return turn.say(said, reply=topic.reply, department=office.name, phone=office.phone)


def told_of(turn: Turn, topic: NotOurs) -> dict[str, Any]:
    """What is remembered of others' matters: the one told of just now, and all of this talk."""
    return {"elsewhere": topic.id, "told_of": tuple(dict.fromkeys((*turn.context.told_of, topic.id)))}
