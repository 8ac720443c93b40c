"""Sentences of an answer that speak of just what was asked; nothing is said that does not stand there."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from bot.dialogue.answering import menu, not_said, serves_any
from bot.dialogue.followups import QUESTION, bare, corrects, is_refused
from bot.dialogue.foreseen import OF_A_SECTION, SURELY, foreseen
from bot.dialogue.matters import asked, named, neighbours
from bot.dialogue.passages import MOST_HINTS, NEAREST, TROUBLE, asks_the_whole, close_to, closest, likely, of_all
from bot.dialogue.searched import Word, counts, names_a_thing, words_of
from bot.dialogue.turn import Decision, Turn
from bot.message import Choice, Reply
from faq.answer import Answer, Part, Section
from faq.entry import Area
from faq.sentences import sentences, with_own
from intents.about import about

_FAR = re.compile(r"在外[地省](?![考读上发办])|(?:回|来|去)不[了去来]|不在(?:本地|当地|家)")
_WHO_WANTS_IT = re.compile(
    r"^(?:单位|公司|学校|老板|人事|领导)(?:那边|里|上)?(?:要|催|等着)(?:的|了|要|用|急)*$"
)  # it asks of nothing
STANDS_OUT = 0.5  # share of a sentence that is quoted although it is another answer's, or another answer is likely
MAY_SAY = 0.15  # share of a sentence of another answer that makes that one worth a look
ALIKE = 0.12  # share of an entry beside this one that a line resembles …
QUITE_ALIKE = 0.3  # … and of any other
MOST_SIGNPOSTS = 2
PLAINLY = 0.5  # share of a sentence that is given as what was asked; one below it as what comes closest
NEARBY = 0.65  # share of a sentence that stands in another answer, beside the one that was given
HINTS = 0.06  # share of one of a list's sentences that makes the list worth reading through
_FROM_AFAR = frozenset({"代办", "邮寄"})


def quoted(turn: Turn, entry_id: str, words: Sequence[Word], *, rule: str) -> Decision | None:
    """What an entry in force says of these words, or None where it says nothing of them."""
    if _WHO_WANTS_IT.match(bare(turn.text)):
        return None
    if counts(turn.text) and (said := all_of(turn, entry_id, rule=rule)):
        return said
    shares = close_to(turn, entry_id, words)
    plainly = max(shares.values(), default=0.0) >= PLAINLY
    return found_in(turn, entry_id, list(shares), plainly=plainly, rule=rule)


def all_of(turn: Turn, entry_id: str, *, thing: str = "", rule: str) -> Decision | None:
    """A sentence with two or more words, all that there are: 「能补发原件吗」 finds 原件一律不再补发.

    `thing` is a pattern for one more.
    """
    words = [*words_of(turn.text), *([re.compile(thing)] if thing else [])]
    return found_in(turn, entry_id, of_all(turn.book.answers[entry_id], words), rule=rule) if len(words) > 1 else None


def again(turn: Turn) -> Decision | None:
    """A line about what was answered just now: what it says of that, and never the whole a second time."""
    entry_id, context = turn.sure_of, turn.context
    if entry_id is None or entry_id not in (context.entry, context.beside, context.before):
        return None
    if bare(turn.text) == bare(asked(turn, entry_id)) or not turn.book.in_force(entry_id, turn.now):
        return None
    whole = asks_the_whole(turn, entry_id) and not counts(turn.text)
    if entry_id == context.before:
        if whole or not QUESTION.search(turn.text):
            return None  # it was long ago enough
        left = replace(context, before=context.entry, before_asked=context.question)
        turn = replace(turn, context=replace(left, entry=entry_id, question=context.before_asked, beside=None))
    said = None if whole else quoted(turn, entry_id, words_of(turn.text, turn.facts), rule="again")
    return said or in_short(turn, entry_id, rule="again")


def in_short(turn: Turn, entry_id: str, *, rule: str) -> Decision:
    """What was answered is not read out twice: the conditions to hold it against, and what else there is to read.

    Where a question has nothing to do with them, it is owned that the answer does not say.
    """
    answer, short = turn.book.answers[entry_id], turn.book.short(entry_id)
    conditions = answer.part(Section.CONDITIONS)
    missed = corrects(turn.text)
    if missed or _asks_of_none(turn, entry_id, conditions):
        sorry = turn.say("missed") if missed else ""
        text = sorry + turn.say("not_here", short=short, **turn.who_knows(entry_id))
        choices = (*menu(tuple(part.section for part in answer.parts)), turn.to_a_person)
    else:
        text = turn.say("same_matter", short=short, says=conditions.text if conditions else answer.summary)
        choices = menu(tuple(part.section for part in answer.parts if part is not conditions))
    reply = Reply(text=text, choices=choices, entry_id=entry_id)
    beside = entry_id if entry_id == turn.context.beside else None
    context = turn.settle(offered=choices, question=turn.context.question, beside=beside)
    return Decision(replies=(reply,), context=context, kind="sure", ids=(entry_id,), rule=rule)


def _asks_of_none(turn: Turn, entry_id: str, conditions: Part | None) -> bool:
    """「委托书有模板吗」 is answered by no condition."""
    if not QUESTION.search(turn.text) or not names_a_thing(turn.text):
        return False
    words = words_of(turn.text, turn.facts)
    return conditions is None or not _comes_near(turn, entry_id, conditions.section, words, enough=NEAREST)


def how_many(turn: Turn) -> Decision | None:
    """「要学籍几年」 where a sentence of the answer gives just that number of just that thing."""
    entry_id = turn.context.entry
    if entry_id is None or turn.is_plain or not counts(turn.text):
        return None
    return all_of(turn, entry_id, rule="how_many")


def found_in(
    turn: Turn, entry_id: str, lines: Sequence[str], *, section: Section | None = None, plainly: bool = True, rule: str
) -> Decision | None:
    """These lines of an entry in force, and who knows more; `plainly` where they are beyond doubt what was asked."""
    if not lines or not turn.book.in_force(entry_id, turn.now):
        return None
    quote, short = _whole(turn.book.answers[entry_id], lines[:MOST_HINTS]), turn.book.short(entry_id)
    said = "detail_found" if plainly else "detail_close"
    text = turn.say(said, lines=quote, short=short, **turn.who_knows(entry_id))
    near = () if plainly else signposts(turn, entry_id, words_of(turn.text, turn.facts))
    reply = Reply(text=text, choices=near, entry_id=entry_id, section=section.value if section else None)
    offered = {"offered": near} if near else {}
    context = turn.remember(asked=0, misses=0, trouble=not QUESTION.search(turn.text), **offered)
    return Decision(replies=(reply,), context=context, kind="sure", ids=(entry_id,), rule=rule)


def _whole(answer: Answer, lines: Iterable[str]) -> str:
    """With what the bureau adds to each, which is not said a second time for itself."""
    told = [with_own(answer, one) for one in lines]
    return "\n".join(one for one in dict.fromkeys(told) if not any(one in other for other in told if other != one))


def nearby(turn: Turn, entry_id: str, words: Sequence[Word], *, rule: str) -> Decision | None:
    """What an answer says that the curators put beside this one: 「跟哪个班」 after 休学 is said under 复学."""
    if not QUESTION.search(turn.text):
        return None
    beside = _beside(turn, entry_id)
    shares = likely(turn, beside, words)
    best = max(shares, key=lambda one: shares[one], default="")
    others = [one for one in beside if best in sentences(turn.book.answers[one]) and _is_foreseen(turn, one, best)]
    if not others or shares[best] < NEARBY:
        return _section_nearby(turn, beside, rule=rule)
    return or_all_of(turn, others[0], found_in(turn, others[0], [best], rule=rule))


def _is_foreseen(turn: Turn, entry_id: str, sentence: str) -> bool:
    """In another answer only what was foreseen is near enough, where that was written down at all."""
    known = foreseen(turn, entry_id)
    return not known.sentences or known.sentences.get(sentence, 0.0) >= SURELY


def _section_nearby(turn: Turn, beside: Sequence[str], *, rule: str) -> Decision | None:
    """「体检在哪做」 is asked next of what 认定 costs, which names the hospital."""
    found = {one: foreseen(turn, one).closest for one in beside}
    nearest = max(found, key=lambda one: found[one][0], default="")
    close, told = found.get(nearest, (0.0, None))
    part = turn.book.answers[nearest].part(told) if isinstance(told, Section) and close >= OF_A_SECTION else None
    if part is None:
        return None
    return or_all_of(turn, nearest, found_in(turn, nearest, part.lines, section=part.section, rule=rule))


def not_found(turn: Turn, entry_id: str, words: Sequence[Word]) -> Reply:
    """Where an answer says nothing of a question: which other ones may, who knows, and a person."""
    near = signposts(turn, entry_id, words)
    if not near:
        return not_said(turn, entry_id)
    text = turn.say("detail_near", short=turn.book.short(entry_id), **turn.who_knows(entry_id))
    return Reply(text=text, choices=(*near, turn.to_a_person))


def signposts(turn: Turn, entry_id: str, words: Sequence[Word]) -> tuple[Choice, ...]:
    """The answers that may say it instead: what the curators put beside this one, and what the line resembles."""
    if not QUESTION.search(turn.text) and not TROUBLE.search(turn.text):
        return ()
    beside = _beside(turn, entry_id)
    shares = likely(turn, beside, words)
    best = {
        one: max((shares.get(told, 0.0) for told in sentences(turn.book.answers[one])), default=0.0) for one in beside
    }
    said = [one for one in sorted(beside, key=lambda one: -best[one]) if best[one] >= MAY_SAY]
    alike = [one.id for one in turn.match.candidates if one.score >= (ALIKE if one.id in beside else QUITE_ALIKE)]
    known = {entry_id, turn.context.entry, turn.context.beside}
    area = turn.book.entry(entry_id).area
    near = [one for one in dict.fromkeys((*alike, *said)) if one not in known and turn.book.entry(one).area is area]
    return tuple(
        Choice(key=f"entry:{one}", label=turn.book.short(one)) for one in near if turn.book.in_force(one, turn.now)
    )[:MOST_SIGNPOSTS]


def _beside(turn: Turn, entry_id: str) -> list[str]:
    """What the curators put beside an entry, or was spoken of before it, of the same area and in force."""
    area = turn.book.entry(entry_id).area
    here = (one for one in neighbours(turn, entry_id) if turn.book.entry(one).area is area)
    return [one for one in here if turn.book.in_force(one, turn.now)]


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
    if text := _next_best(turn, entry_id, words):
        reply = Reply(text=text, choices=choices, entry_id=entry_id)
    else:
        reply = replace(not_found(turn, entry_id, words), entry_id=entry_id)
        choices = reply.choices
    context = turn.remember(asked=0, offered=choices, trouble=not QUESTION.search(turn.text))
    return Decision(replies=(reply,), context=context, kind="sure", ids=(entry_id,), rule=rule)


def _next_best(turn: Turn, entry_id: str, words: Sequence[Word]) -> str:
    """What to do when it goes wrong, the sentence that comes closest, or the conditions to hold it against.

    Empty where a question finds none of these; what only tells something is taken note of.
    The citizen's words are not said back: they may hold a name.
    """
    answer, who = turn.book.answers[entry_id], turn.who_knows(entry_id)
    asks = bool(QUESTION.search(turn.text))
    in_force = turn.book.in_force(entry_id, turn.now)
    part = answer.part(Section.REMEDY) if in_force and TROUBLE.search(turn.text) else None
    if part and (is_refused(turn.text) or _comes_near(turn, entry_id, part.section, words)):
        return turn.say("next_best", part=part.text, **who)
    if in_force and not turn.context.trouble:  # once, not line by line
        if asks and (nearest := closest(turn, entry_id, words, enough=NEAREST)[:1]):
            return turn.say("nearest", line=_whole(answer, nearest), **who)
        part = answer.part(Section.CONDITIONS)
        if not asks and part and _comes_near(turn, entry_id, part.section, words):
            return turn.say("next_best", part=part.text, **who)
    return "" if asks else turn.say("noted", **who)


def _comes_near(turn: Turn, entry_id: str, section: Section, words: Sequence[Word], enough: float = HINTS) -> bool:
    """A list is worth reading through where something in it comes near."""
    told, shares = sentences(turn.book.answers[entry_id]), likely(turn, (entry_id,), words)
    return any(share >= enough and told[one] is section for one, share in shares.items())


def _from_afar(turn: Turn, entry_id: str) -> tuple[Choice, ...]:
    """Whoever is far away and asks about a paper can be told of 代办 and 邮寄, which go with any."""
    area = turn.book.entry(entry_id).area
    here = (one for one in turn.book.answers if turn.book.entry(one).area is area and turn.book.in_force(one, turn.now))
    ways = [
        one for one in here if serves_any(turn, one) and _FROM_AFAR & set(about(turn.book.entry(one).title).actions)
    ]
    return tuple(Choice(key=f"entry:{one}", label=turn.book.short(one)) for one in ways if area is Area.CERTIFICATES)
