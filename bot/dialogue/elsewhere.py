"""Rules for what is no matter of this house's: whose it is, and what is asked about it after that."""

import re

from bot.dialogue.carrying import in_whole, names_a_circumstance
from bot.dialogue.courtesy import is_small_talk
from bot.dialogue.joining import is_half
from bot.dialogue.turn import Decision, Turn
from bot.followups import QUESTION, asked_section, names_nothing
from bot.message import Choice, Reply
from bot.service_questions import OfUs, asked_of_us, asks_for_contact
from faq.answer import Section
from faq.entry import NotOurs, NotOursKind
from intents.about import about
from intents.match import Kind as Match

_REDIRECTED = frozenset({NotOursKind.EDUCATION})
_ELSEWHERE = frozenset({NotOursKind.GOVERNMENT, NotOursKind.SCHOOL, NotOursKind.NEARBY})

# 「要社保吗」 may be about what was just answered; a whole matter is not.
_BESIDE = re.compile(r"^.{1,7}[吗呢不么?？]$")
_OURS = re.compile(r"你们|局里|教育局")  # 「你们电话多少」 wants this house
_WHO = re.compile(r"哪|谁|电话|地址")
LONGEST_REMARK = 6
LONGEST_DETAIL = 24  # characters that may only add to the line before


def not_ours(turn: Turn) -> Decision | None:
    """Another desk's or another office's matter: say whose it is, and offer a person."""
    topic = turn.book.not_ours(turn.match.topic)
    if turn.match.kind is not Match.UNKNOWN or topic is None:
        return None
    choices = (_person(turn),)
    if topic.kind in _REDIRECTED:
        office = turn.book.department(topic.department)
        text = turn.say("not_ours", reply=topic.reply, department=office.name, phone=office.phone)
    elif topic.kind in _ELSEWHERE:
        text = turn.say("elsewhere", reply=topic.reply)
    else:
        return None
    beside = _BESIDE.search(turn.text) or (len(turn.text) <= LONGEST_REMARK and not turn.facts)
    kept = turn.context.entry if beside or not QUESTION.search(turn.text) else None
    context = turn.settle(entry=kept, offered=choices, misses=1, question=in_whole(turn), elsewhere=topic.id)
    return Decision(replies=(Reply(text=text, choices=choices),), context=context, kind="unknown", rule="not_ours")


def _person(turn: Turn) -> Choice:
    return Choice(key="person:not_ours", label=turn.say("yes_person"))


def still_not_ours(turn: Turn) -> Decision | None:
    """「学校不管」「什么时候发」「骨折了」 right after that: who knows, rather than which of our own matters it is."""
    topic = turn.book.not_ours(turn.context.elsewhere)
    if topic is None or turn.context.entry is not None or _is_another(turn) or not _is_about_that(turn, topic):
        return None
    choices = (_person(turn),)
    context = turn.remember(offered=choices, question=turn.whole)
    reply = Reply(text=_who_knows(turn, topic), choices=choices)
    return Decision(replies=(reply,), context=context, kind="unknown", rule="still_not_ours")


def _is_another(turn: Turn) -> bool:
    """「午餐有补助不」 after a word about the school bus has a reply of its own."""
    own = turn.book.not_ours(turn.match.topic)
    asks = turn.match.kind is Match.UNKNOWN and QUESTION.search(turn.text) and not names_nothing(turn.text)
    return (
        bool(asks)
        and asked_of_us(turn.text) is None
        and own is not None
        and own.id != turn.context.elsewhere
        and own.kind in _REDIRECTED
    )


def _is_about_that(turn: Turn, topic: NotOurs) -> bool:
    """It names nothing of its own, or both lines together are that matter still."""
    if _OURS.search(turn.text) and asks_for_contact(turn.text):
        return False
    if asked_of_us(turn.text) is OfUs.COMPLAIN or (asked_section(turn.text) and names_nothing(turn.text)):
        return True
    half = is_half(turn) or _is_of_nothing_else(turn)
    if turn.understand is None or len(turn.text) > LONGEST_DETAIL or not (half or _says_no_matter(turn)):
        return False
    both = turn.understand(turn.whole)
    if half and both.kind is not Match.SURE:
        return True  # 「错过了」「民办的」 name no matter
    found = turn.book.not_ours(both.topic)
    return both.kind is Match.UNKNOWN and found is not None and found.department == topic.department


def _is_of_nothing_else(turn: Turn) -> bool:
    """「我是2019年贷的」 tells, and 「会不会上征信」 asks of nobody's matter by itself."""
    if turn.match.kind not in (Match.UNKNOWN, Match.CHAT) or is_small_talk(turn):
        return False
    return turn.match.kind is Match.CHAT or turn.match.topic is None or not QUESTION.search(turn.text)


def _says_no_matter(turn: Turn) -> bool:
    """「几点到」 is nobody's by itself, and 「外地户口」 is only a circumstance."""
    if names_a_circumstance(turn):
        return True
    heard = turn.match.kind is Match.UNCLEAR or (turn.match.kind is Match.UNKNOWN and turn.match.topic is None)
    return heard and not about(turn.text).objects


def _who_knows(turn: Turn, topic: NotOurs) -> str:
    wanted = asked_section(turn.text)
    if topic.kind not in _REDIRECTED:
        if wanted in (Section.WHERE, Section.PHONE) or _WHO.search(turn.text):
            return turn.say("elsewhere", reply=topic.reply)  # who and where was said, and is asked once more
        return turn.say("still_elsewhere" if QUESTION.search(turn.text) else "noted_elsewhere")
    office = turn.book.department(topic.department)
    if asked_of_us(turn.text) is OfUs.COMPLAIN or wanted is Section.REMEDY:
        said = "then_to_us"
    elif wanted is Section.PHONE:
        said = "call_them"
    else:  # 「小学二年级」 is what was asked for
        said = "still_not_ours" if QUESTION.search(turn.text) else "told_of_it"
    return turn.say(said, department=office.name, phone=office.phone)
