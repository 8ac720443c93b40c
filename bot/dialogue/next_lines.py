"""Rules for what the curators wrote that is asked next of an answer (faq/follow_ups)."""

import math

from bot.dialogue.answering import serves_any, settled
from bot.dialogue.following import LIKELY, not_said_here, sections
from bot.dialogue.followups import asked_section, bare, happened, is_refused, names_nothing
from bot.dialogue.foreseen import BEYOND_DOUBT, OF_A_SECTION, SURELY, foreseen
from bot.dialogue.matters import named, registers_for_another
from bot.dialogue.outside import is_of_another_office
from bot.dialogue.passages import closest
from bot.dialogue.picking import entries_of
from bot.dialogue.quoting import found_in, nearby
from bot.dialogue.searched import words_of
from bot.dialogue.turn import Decision, Turn
from faq.answer import Section
from faq.sentences import sentences, with_own
from intents.match import Kind

APART = 0.2  # closeness by which one choice has to be nearer than any other
STANDS_CLEAR = 0.5  # share of a sentence that is quoted before the line is heard in any other way


def said(turn: Turn) -> Decision | None:
    """What the curators wrote that is asked next of this answer: the sentence or the section that says it."""
    entry_id = turn.context.entry
    if entry_id is None or not turn.book.in_force(entry_id, turn.now):
        return None
    only_asks = asked_section(turn.text) and names_nothing(turn.text) and not happened(turn.text)
    if only_asks or _names_another(turn):
        return None
    close, told = foreseen(turn, entry_id).closest
    if told is None or close < _enough(turn, entry_id, told) or registers_for_another(turn, entry_id):
        return None
    if isinstance(told, Section):
        if asked_section(turn.text) not in (None, told):
            return None  # 「临时身份证几天拿到」 asks for no fee
        return sections(turn, (entry_id,), (told,), rule="said_next")
    near = closest(turn, entry_id, words_of(turn.text, turn.facts), enough=STANDS_CLEAR)
    return found_in(turn, entry_id, near, rule="said_next")


def _enough(turn: Turn, entry_id: str, told: str | Section) -> float:
    """How close a line has to come: more where it may be of something else, or tells of a refusal."""
    another = turn.match.kind is Kind.SURE and entry_id not in turn.match.ids
    if another and not serves_any(turn, turn.match.ids[0]):  # 邮寄 and 代办 of this paper stand here first
        return math.inf if turn.is_plain else BEYOND_DOUBT
    if is_of_another_office(turn) or (is_refused(turn.text) and not _helps(turn, entry_id, told)):
        return BEYOND_DOUBT
    return OF_A_SECTION if isinstance(told, Section) else SURELY


def _helps(turn: Turn, entry_id: str, told: str | Section) -> bool:
    """A sentence of, or the whole of, what to do when it is not done."""
    return Section.REMEDY in (told, sentences(turn.book.answers[entry_id]).get(str(told)))


def _names_another(turn: Turn) -> bool:
    """「毕业证呢」 asks for that paper's own answer."""
    return bare(turn.text).endswith("呢") and bool(named(turn.text))


def of_a_choice(turn: Turn) -> Decision | None:
    """「没打完疫苗」 where it is open which matter it is: that of which it is asked next, the sentence first."""
    offered = [one for one in entries_of(turn.context.offered) if turn.book.knows(one)]
    if len(offered) < 2 or not turn.context.asked or turn.match.kind is Kind.SURE:
        return None
    found = {one: foreseen(turn, one).closest for one in offered if turn.book.in_force(one, turn.now)}
    if not found:
        return None
    best, *others = sorted(found, key=lambda one: -found[one][0])
    close, told = found[best]
    enough = BEYOND_DOUBT if is_of_another_office(turn) else OF_A_SECTION
    if told is None or close < enough or any(found[one][0] > close - APART for one in others):
        return None
    before = "" if isinstance(told, Section) else with_own(turn.book.answers[best], told)
    return settled(turn, best, before=before, rest=tuple(others), question=turn.whole, rule="of_a_choice")


def not_said(turn: Turn) -> Decision | None:
    """What the curators wrote that is asked next, and the answer does not say: one beside it may, or who knows."""
    entry_id = turn.context.entry
    if entry_id is None or turn.match.best >= LIKELY or is_of_another_office(turn) or _names_another(turn):
        return None
    close, told = foreseen(turn, entry_id).closest
    if told is not None or close < SURELY:
        return None
    words = words_of(turn.text, turn.facts)
    return nearby(turn, entry_id, words, rule="not_said_next") or not_said_here(turn, entry_id, "not_said_next")
