"""Sentences of an answer that speak of just what was asked; nothing is said that does not stand there."""

import re
from collections.abc import Sequence
from dataclasses import replace

from bot.dialogue.answering import menu, serves_any
from bot.dialogue.matters import named
from bot.dialogue.passages import (
    MOST_HINTS,
    NEAREST,
    TROUBLE,
    Word,
    asks_the_whole,
    closest,
    counts,
    likely,
    of_all,
    sentences,
    words_of,
)
from bot.dialogue.turn import Decision, Turn
from bot.followups import QUESTION, bare
from bot.message import Choice, Reply
from faq.answer import Section
from faq.entry import Area
from intents.about import about

_FAR = re.compile(r"在外[地省](?![考读上发办])|(?:回|来|去)不[了去来]|不在(?:本地|当地|家)")
STANDS_OUT = 0.4  # share of a sentence that is quoted although it is another answer's, or another answer is likely
NEARBY = 0.5  # share of a sentence that stands in another answer, beside the one that was given
HINTS = 0.06  # share of one of a list's sentences that makes the list worth reading through
_FROM_AFAR = frozenset({"代办", "邮寄"})


def quoted(turn: Turn, entry_id: str, words: Sequence[Word], *, rule: str) -> Decision | None:
    """What an entry in force says of these words, or None where it says nothing of them."""
    if counts(turn.text) and (said := all_of(turn, entry_id, rule=rule)):
        return said
    return found_in(turn, entry_id, closest(turn, entry_id, words), rule=rule)


def all_of(turn: Turn, entry_id: str, *, thing: str = "", rule: str) -> Decision | None:
    """A sentence with two or more words, all that there are: 「能补发原件吗」 finds 原件一律不再补发.

    `thing` is a pattern for one more.
    """
    words = [*words_of(turn.text), *([re.compile(thing)] if thing else [])]
    return found_in(turn, entry_id, of_all(turn.book.answers[entry_id], words), rule=rule) if len(words) > 1 else None


def again(turn: Turn) -> Decision | None:
    """A line about what was answered just now: what it says of that, and never the whole a second time."""
    entry_id = turn.sure_of
    if entry_id is None or entry_id not in (turn.context.entry, turn.context.beside):
        return None
    if bare(turn.text) == bare(turn.context.question) or not turn.book.in_force(entry_id, turn.now):
        return None
    words = words_of(turn.text, turn.facts)
    said = None if asks_the_whole(turn, entry_id) else quoted(turn, entry_id, words, rule="again")
    return said or in_short(turn, entry_id, rule="again")


def in_short(turn: Turn, entry_id: str, *, rule: str) -> Decision:
    """What was answered is not read out twice: the conditions to hold it against, and what else there is to read."""
    answer = turn.book.answers[entry_id]
    conditions = answer.part(Section.CONDITIONS)
    choices = menu(tuple(part.section for part in answer.parts if part is not conditions))
    says = conditions.text if conditions else answer.summary
    text = turn.say("same_matter", short=turn.book.short(entry_id), says=says)
    reply = Reply(text=text, choices=choices, entry_id=entry_id)
    beside = entry_id if entry_id == turn.context.beside else None
    context = turn.settle(offered=choices, question=turn.context.question, beside=beside)
    return Decision(replies=(reply,), context=context, kind="sure", ids=(entry_id,), rule=rule)


def how_many(turn: Turn) -> Decision | None:
    """「要学籍几年」 where a sentence of the answer gives just that number of just that thing."""
    entry_id = turn.context.entry
    if entry_id is None or turn.is_plain or not counts(turn.text):
        return None
    return all_of(turn, entry_id, rule="how_many")


def found_in(
    turn: Turn, entry_id: str, lines: Sequence[str], *, section: Section | None = None, rule: str
) -> Decision | None:
    """These lines of an entry in force, and who knows more."""
    if not lines or not turn.book.in_force(entry_id, turn.now):
        return None
    quote, short = "\n".join(lines[:MOST_HINTS]), turn.book.short(entry_id)
    text = turn.say("detail_found", lines=quote, short=short, **turn.who_knows(entry_id))
    reply = Reply(text=text, entry_id=entry_id, section=section.value if section else None)
    context = turn.remember(asked=0, misses=0, trouble=not QUESTION.search(turn.text))
    return Decision(replies=(reply,), context=context, kind="sure", ids=(entry_id,), rule=rule)


def nearby(turn: Turn, entry_id: str, words: Sequence[Word], *, rule: str) -> Decision | None:
    """What an answer says that the curators put beside this one: 「跟哪个班」 after 休学 is said under 复学."""
    if not QUESTION.search(turn.text):
        return None
    entry = turn.book.entry(entry_id)
    known = (one for one in entry.related if turn.book.knows(one) and turn.book.entry(one).area is entry.area)
    beside = [one for one in known if turn.book.in_force(one, turn.now)]
    shares = likely(turn, beside, words)
    best = max(shares, key=lambda one: shares[one], default="")
    if not best or shares[best] < NEARBY:
        return None
    other = next(one for one in beside if best in sentences(turn.book.answers[one]))
    return or_all_of(turn, other, found_in(turn, other, [best], rule=rule))


def said_here(turn: Turn) -> Decision | None:
    """「学校撤了并了」 after a lost diploma, which says what then: before the answer that is about that alone.

    A question is one of its own.
    """
    entry_id, other = turn.context.entry, turn.sure_of
    if entry_id is None or other is None or other == entry_id or QUESTION.search(turn.text) or named(turn.text):
        return None
    words = words_of(turn.text, turn.facts)
    told = sentences(turn.book.answers[entry_id])
    near = closest(turn, entry_id, words, enough=STANDS_OUT)
    lines = [one for one in near if told[one] is not Section.MATERIALS]  # what to bring tells no circumstance
    return or_all_of(turn, other, found_in(turn, entry_id, lines, rule="said_here"))


def or_all_of(turn: Turn, other: str, said: Decision | None) -> Decision | None:
    """With the whole answer to tap; what is spoken of stays."""
    if said is None or not turn.book.in_force(other, turn.now):
        return said
    choices = (Choice(key=f"entry:{other}", label=turn.book.short(other)),)
    reply = replace(said.replies[0], choices=choices)
    return replace(said, replies=(reply,), context=replace(said.context, offered=choices))


def remark(turn: Turn, entry_id: str, *, rule: str) -> Decision:
    """What the entry says of a circumstance that was named; where it says nothing of it, what helps on with it."""
    said = bare(turn.text).rstrip("呢的吗么")
    words = words_of(turn.text, turn.facts) or (re.compile(re.escape(said)),)
    if found := quoted(turn, entry_id, words, rule=rule) or nearby(turn, entry_id, words, rule=rule):
        return found
    if _FAR.search(turn.text) and not serves_any(turn, entry_id) and (ways := _from_afar(turn, entry_id)):
        reply = Reply(text=turn.say("from_afar", short=turn.book.short(entry_id)), choices=ways, entry_id=entry_id)
        return Decision(replies=(reply,), context=turn.remember(offered=ways, asked=0), ids=(entry_id,), rule=rule)
    choices = (*(one for one in turn.context.offered if one.key.startswith("section:")), turn.to_a_person)
    reply = Reply(text=_next_best(turn, entry_id, words), choices=choices, entry_id=entry_id)
    context = turn.remember(asked=0, offered=choices, trouble=not QUESTION.search(turn.text))
    return Decision(replies=(reply,), context=context, kind="sure", ids=(entry_id,), rule=rule)


def _next_best(turn: Turn, entry_id: str, words: Sequence[Word]) -> str:
    """What to do when it goes wrong, the sentence that comes closest, the conditions to hold it against, or who knows.

    The citizen's words are not said back: they may hold a name.
    """
    answer, who = turn.book.answers[entry_id], turn.who_knows(entry_id)
    asks = bool(QUESTION.search(turn.text))
    in_force = turn.book.in_force(entry_id, turn.now)
    if in_force and TROUBLE.search(turn.text) and (part := answer.part(Section.REMEDY)):
        return turn.say("next_best", part=part.text, **who)
    if in_force and not turn.context.trouble:  # once, not line by line
        if asks and (nearest := closest(turn, entry_id, words, enough=NEAREST)[:1]):
            return turn.say("nearest", line=nearest[0], **who)
        part = answer.part(Section.CONDITIONS)
        if not asks and part and _has_to_do_with_it(turn, entry_id, part.section, words):
            return turn.say("next_best", part=part.text, **who)
    return turn.say("detail" if asks else "noted", **who)


def _has_to_do_with_it(turn: Turn, entry_id: str, section: Section, words: Sequence[Word]) -> bool:
    """A list is worth reading through where something in it comes near."""
    told, shares = sentences(turn.book.answers[entry_id]), likely(turn, (entry_id,), words)
    return any(share >= HINTS and told[one] is section for one, share in shares.items())


def _from_afar(turn: Turn, entry_id: str) -> tuple[Choice, ...]:
    """Whoever is far away and asks about a paper can be told of 代办 and 邮寄, which go with any."""
    area = turn.book.entry(entry_id).area
    here = (one for one in turn.book.answers if turn.book.entry(one).area is area and turn.book.in_force(one, turn.now))
    ways = [
        one for one in here if serves_any(turn, one) and _FROM_AFAR & set(about(turn.book.entry(one).title).actions)
    ]
    return tuple(Choice(key=f"entry:{one}", label=turn.book.short(one)) for one in ways if area is Area.CERTIFICATES)
