"""Rules around offered choices: one short question, answered by tap, number or words; a fresh question wins."""

import re
from dataclasses import replace

from bot.dialogue.aftercare import rate
from bot.dialogue.alternatives import others
from bot.dialogue.answering import settled, together
from bot.dialogue.asking import choices_of, unclear
from bot.dialogue.carrying import excludes, named, names_its_own, only_names
from bot.dialogue.courtesy import is_small_talk
from bot.dialogue.following import sections
from bot.dialogue.followups import asked_section, bare, names_nothing
from bot.dialogue.matters import acts
from bot.dialogue.offices import asked_the_way
from bot.dialogue.outside import is_of_another_office
from bot.dialogue.passages import said_of
from bot.dialogue.person import ask_for_person, wants_it_handed_over
from bot.dialogue.picking import (
    ENTRY,
    agrees,
    chosen,
    declines,
    entries_of,
    limits,
    number_of,
    of_facet,
    place_of,
    resigns,
    same_exam,
    several,
    year_of,
)
from bot.dialogue.quoting import remark
from bot.dialogue.searched import words_of
from bot.dialogue.turn import Decision, Turn
from bot.message import Choice, Reply
from faq.answer import Section
from intents.about import about
from intents.match import Kind, Match

LONGEST_DETAIL = 40  # characters of a line that may add to the one before
LEADS = 0.75  # share of an answer that both lines together lead to where nothing was offered
VAGUE = 0.45  # share of an answer below which a line by itself asks of nothing
_NOT_OURS = ("person:not_ours", "person:unknown")
LONGEST_WORD = 6  # characters that are a choice's word and no question
_ONLY_A_YEAR = re.compile(r"^(?:我|是)*(?:\d{4}|\d\d)(?:年|届|级)?(?:毕业|考|拿|发|办)?(?:的)?$")


def choice_taken(turn: Turn) -> Decision | None:
    """What was offered and is now chosen: an answer, a section, a person, a rating; never another menu."""
    choice = _choice(turn)
    if choice and turn.context.ask is None and only_names(turn) and (meant := narrowed(turn)):
        return meant  # the entries' names are no answers to choose from: 「高考」 stands in several
    if choice is None or (turn.message.choice is None and _fresh_question(turn, choice)):
        return None
    verb, _, what = choice.key.partition(":")
    if verb == "entry" and turn.book.knows(what):
        return settled(turn, what, rest=_left(turn, what), question=_in_whole(turn, choice.label), rule="choice")
    if verb == "section" and (shown := turn.context.beside or turn.context.entry):
        return sections(turn, (shown,), (Section(what),), rule="choice")
    if verb == "person":
        return ask_for_person(turn, reason=what or "asked", subject=turn.context.question)
    if verb == "star":
        return rate(turn, int(what))
    return None


def _in_whole(turn: Turn, label: str) -> str:
    return f"{turn.context.question}，{label}" if turn.context.asked else label


def _choice(turn: Turn) -> Choice | None:
    """By tap or place one of those offered; in words any of the curators' question, if it is only one of them."""
    offered, text = turn.context.offered, turn.text
    by_place = turn.message.choice is not None or place_of(text, len(offered)) is not None
    if not by_place and (titled := _titled(turn)):
        return titled
    if by_place or turn.context.ask is None:
        taken = chosen(offered, text, turn.message.choice) or _by_what_is_done(turn)
        return None if taken and not by_place and _is_of_another(turn, taken) else taken
    keys = {one.key for one in offered}
    more = (one for one in choices_of(turn, turn.context.ask) if one.key not in keys)
    return chosen((*offered, *(one for one in more if _may_be_meant(turn, one))), text, None)


def _by_what_is_done(turn: Turn) -> Choice | None:
    """「可以快递吗」 where 邮寄 and 代办 were offered."""
    wanted = acts(turn.text)
    if len(bare(turn.text)) > LONGEST_WORD or turn.match.kind is Kind.SURE:
        return None
    fit = [one for one in turn.context.offered if one.key.startswith(ENTRY) and acts(one.label) & wanted]
    return fit[0] if len(fit) == 1 else None


def _is_of_another(turn: Turn, choice: Choice) -> bool:
    """「怎么复核」 after 考研 does not take the 高考成绩复核 that only stands beside it."""
    entry_id, exam = turn.context.entry, {one for one in named(choice.label) if one.startswith("exam:")}
    if entry_id is None or turn.context.asked or not exam:
        return False
    return exam.isdisjoint(named(turn.text) | named(turn.book.entry(entry_id).title))


def _may_be_meant(turn: Turn, choice: Choice) -> bool:
    """What was not offered is no answer where the question named another exam."""
    entry_id = choice.key.removeprefix(ENTRY)
    return turn.book.knows(entry_id) and same_exam(turn.context.question, turn.book.entry(entry_id).title)


def _titled(turn: Turn) -> Choice | None:
    """「休学」 is the entry of that name, whatever other choice's words it may stand in."""
    said = turn.text.strip("。！!？? ")
    known = (id for id in entries_of(turn.context.offered) if turn.book.knows(id))
    named = next((f"{ENTRY}{id}" for id in known if turn.book.short(id) == said), None)
    return next((one for one in turn.context.offered if one.key == named), None)


def _left(turn: Turn, taken: str) -> tuple[str, ...]:
    """What else it may have been, for 「不是这个」: the other choices first."""
    offered = entries_of(turn.context.offered)
    return tuple(one for one in dict.fromkeys((*offered, *turn.context.rest)) if one != taken)


def _fresh_question(turn: Turn, choice: Choice) -> bool:
    """A whole new question that happens to contain a label's words is a question, not a choice: 「学前科电话」."""
    if asked_the_way(turn):
        return True
    if place_of(turn.text, 9) is not None or len(turn.text.strip()) <= LONGEST_WORD:
        return False
    if turn.context.asked and _ONLY_A_YEAR.match(turn.text.strip()):
        return False  # 「2005年毕业」, whatever it resembles
    verb, _, what = choice.key.partition(":")
    return turn.match.kind is Kind.SURE and not (verb == "entry" and what in turn.match.ids)


def several_taken(turn: Turn) -> Decision | None:
    """「1和2」「两个都丢了」."""
    ids = entries_of(several(turn.context.offered, turn.text))
    if not ids or not all(turn.book.knows(one) for one in ids):
        return None
    return together(turn, ids, rule="several_taken")


def agreed(turn: Turn) -> Decision | None:
    """「好」「是的」「那你转嘛」 where one thing was offered: a person, or the one entry that was guessed."""
    if wants_it_handed_over(turn):
        return ask_for_person(turn, reason="asked", subject=turn.context.question)
    first = turn.context.offered[0] if turn.context.offered else None
    if first is None or not agrees(turn.text):
        return None
    if first.key.startswith("person"):
        if first.key in _NOT_OURS and resigns(turn.text):
            return _no_more(turn)
        return ask_for_person(turn, reason="asked", subject=turn.context.question)
    verb, _, what = first.key.partition(":")
    if verb == "entry" and _is_a_guess(turn) and turn.book.knows(what):
        return settled(turn, what, rest=_left(turn, what), rule="agreed")
    return None


def _is_a_guess(turn: Turn) -> bool:
    return len(entries_of(turn.context.offered)) == 1 and bool(turn.context.asked)


def declined(turn: Turn) -> Decision | None:
    """「不用了」 to the offer of a person; 「不是」 to a guess."""
    offered = turn.context.offered
    if not offered or not declines(turn.text):
        return None
    if all(one.key.startswith("person") for one in offered):
        return _no_more(turn)
    return others(turn) if _is_a_guess(turn) else None


def _no_more(turn: Turn) -> Decision:
    reply = Reply(text=turn.say("declined"))
    return Decision(replies=(reply,), context=turn.settle(), kind="chat", rule="declined")


def wrong_number(turn: Turn) -> Decision | None:
    """A number that stands for nothing: say which there are."""
    if number_of(turn.text) is None or not turn.context.offered:
        return None
    reply = Reply(text=turn.say("number_out", last=len(turn.context.offered)), choices=turn.context.offered)
    return Decision(replies=(reply,), context=turn.remember(), kind="unclear", rule="wrong_number")


def narrowed(turn: Turn) -> Decision | None:
    """「四年级」 after 「孩子转学」 was asked back: the two lines are read as one; the result is an answer."""
    if not (turn.context.question and turn.understand) or not (turn.context.asked or turn.context.misses):
        return None
    if len(turn.text) > LONGEST_DETAIL or not (_says_little(turn) or only_names(turn)):
        return None
    if (asked_section(turn.text) and names_nothing(turn.text)) or is_of_another_office(turn):
        return None  # 「多久」 decides nothing, nor does 「医院开了证明的」
    offered = entries_of(turn.context.offered)
    whole = turn.whole
    both = turn.understand(whole)
    among = [one for one in offered if one in both.ids]
    if both.kind is Kind.SURE and (offered or only_names(turn) or both.best >= LEADS):
        taken = both.ids[0]
    elif both.kind is Kind.UNCLEAR and len(among) == 1 and _speaks_of(turn, among[0]):
        taken = among[0]
    elif among and both.ask and _is_of(turn, both) and not about(turn.text).objects:
        return unclear(replace(turn, match=both))  # 「丢了」 after 「毕业证」: the diploma, not any paper
    elif both.kind is Kind.UNCLEAR and both.ids[0] in offered and _is_vague(turn):
        return unclear(replace(turn, match=both))
    else:
        return None
    if excludes(turn, None, taken) or _nobody_said(turn, taken, offered) or _of_another_time(turn, taken, whole):
        return None
    if taken == turn.context.entry:
        return remark(turn, taken, rule="narrowed")  # what was answered is not read out again
    return settled(turn, taken, rest=_left(turn, taken), question=whole, rule="narrowed")


def _speaks_of(turn: Turn, entry_id: str) -> bool:
    """「没有出生证」 is no answer where the one that is left says nothing of it."""
    entry = turn.book.entry(entry_id)
    words = words_of(turn.text, turn.facts)
    return any(word.search(entry.title) for word in words) or bool(said_of(turn.book.answers[entry_id], words))


def _nobody_said(turn: Turn, taken: str, offered: tuple[str, ...]) -> bool:
    """「三年级」 tells 省内转学 and 跨省转学 not apart; 「我在外地」 no diplomas."""
    meant = of_facet(named(turn.book.entry(taken).title), "place")
    others = (of_facet(named(turn.book.entry(one).title), "place") for one in offered if turn.book.knows(one))
    said = named(turn.whole)
    return bool(meant) and meant.isdisjoint(said) and any(one != meant for one in others)


def _of_another_time(turn: Turn, taken: str, said: str) -> bool:
    """「本科」 is on neither side of 2001年, by which the choices are told apart."""
    label = next((one.label for one in turn.context.offered if one.key == f"{ENTRY}{taken}"), "")
    return bool(limits(label)) and year_of(said) is None


def _is_of(turn: Turn, both: Match) -> bool:
    """「丢了」 may be any of these papers; 「先说转学」 is none of them."""
    likely = {one.id for one in turn.match.candidates}
    return turn.match.kind is Kind.UNCLEAR and not likely.isdisjoint(both.ids)


def _is_vague(turn: Turn) -> bool:
    return turn.match.kind is Kind.UNCLEAR and turn.match.best < VAGUE and not names_its_own(turn)


def _says_little(turn: Turn) -> bool:
    return turn.match.kind in (Kind.UNKNOWN, Kind.UNCLEAR) or (turn.match.kind is Kind.CHAT and not is_small_talk(turn))
