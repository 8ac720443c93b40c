"""The question back: one short one with the choices that separate, at most twice in a row; then a person."""

import re
from dataclasses import replace

from bot.dialogue.answering import answer_reply, own_record, serves_any, settled
from bot.dialogue.carrying import in_whole, names_its_own
from bot.dialogue.matters import named, strays, unnamed
from bot.dialogue.outside import ANOTHER_OFFICE, names_ours, of_others, told_of, whose
from bot.dialogue.picking import ENTRY, by_fact, entries_of, facts
from bot.dialogue.quoting import remark
from bot.dialogue.turn import Decision, Turn
from bot.message import Choice, Reply
from faq.entry import Area, NotOurs
from intents.match import Kind

MOST_CHOICES = 4
MOST_ASKED = 2
FAINT = 0.15  # share of an answer that is not worth asking about beside what was spoken of
_DENIES = re.compile(r"不[在是]|没")
LIKE = 0.2  # share of others' matter that is worth telling whose it is before asking about ours
SLIGHT = 0.45  # share of an answer of another area that is not worth asking about in the middle of a matter


def unclear(turn: Turn) -> Decision | None:
    """One question back, at most twice in a row; then a person is offered."""
    if turn.match.kind is not Kind.UNCLEAR or turn.context.asked >= MOST_ASKED:
        return None
    ids = _of_the_exam(turn, tuple(one for one in turn.match.ids if turn.book.in_force(one, turn.now)))[:MOST_CHOICES]
    if not ids:
        return None
    entry_id = turn.context.entry
    if entry_id is not None and (ids == (entry_id,) or _is_beside_the_point(turn, entry_id, ids)):
        return remark(turn, entry_id, rule="unclear")
    text, choices = _question(turn, ids)
    if known := _known_already(turn, choices_of(turn, turn.match.ask)):
        return known
    theirs = _rather_others(turn)
    text = "\n".join(filter(None, (own_record(turn), _led_to(turn, text, theirs))))
    rest = tuple(one.id for one in turn.match.candidates if one.id not in ids)
    context = turn.settle(
        entry=_still(turn, ids), offered=choices, rest=rest, ask=turn.match.ask, asked=turn.context.asked + 1,
        question=turn.match.text if turn.match.text not in ("", turn.text) else in_whole(turn),
        **(told_of(turn, theirs) if theirs else {}),
    )  # fmt: skip
    return Decision(
        replies=(Reply(text=text, choices=choices),), context=context, kind="unclear", ids=ids, rule="unclear"
    )


def _of_the_exam(turn: Turn, ids: tuple[str, ...]) -> tuple[str, ...]:
    """「高考报名错过了」 is hardly of 一年级报名; what names no exam may be of any, if it is of exams at all."""
    said = frozenset(one for one in named(turn.text) if one.startswith("exam:"))
    if not said or turn.match.ask is not None:
        return ids
    entries = {one: turn.book.entry(one) for one in ids}
    left = tuple(one for one in ids if entries[one].area is not Area.TRANSFER or said & named(entries[one].title))
    return left or ids


def _rather_others(turn: Turn) -> NotOurs | None:
    """A first line that is more like others' matter than like any of ours hears whose that is, too.

    「CET4 证书补办」 names what is ours: that it belongs to another office would be wrong.
    """
    theirs = of_others(turn)
    if theirs is None or turn.context.entry or turn.context.asked:
        return None
    if turn.match.topic_share <= max(LIKE, turn.match.best):
        return None
    return None if theirs.kind in ANOTHER_OFFICE and names_ours(turn) else theirs


def _led_to(turn: Turn, question: str, theirs: NotOurs | None) -> str:
    """The question with what has to be said before it."""
    if theirs:
        return turn.say("clarify_or", reply=whose(turn, theirs), question=question)
    if not turn.context.asked:
        return question
    again = turn.match.ask is not None and turn.match.ask == turn.context.ask  # no menu is read out twice
    return turn.say("still_open") if again else turn.say("clarify_again", question=question)


def _is_beside_the_point(turn: Turn, entry_id: str, ids: tuple[str, ...]) -> bool:
    """A line after an answer that resembles a little what is of another area: a menu of that would puzzle."""
    if turn.match.ask is not None or names_its_own(turn):
        return False
    if all(unnamed(turn, entry_id, one) for one in ids):
        return True  # 「能重考吗」 after 普通话: no other exam was spoken of
    if turn.match.best >= SLIGHT:
        return False
    if turn.match.best < FAINT:
        return True
    return turn.book.entry(entry_id).area not in {turn.book.entry(one).area for one in ids}


def answered_and_asked(turn: Turn) -> Decision | None:
    """「毕业证和教师证都丢了」: the one is answered at once, and which diploma it is is asked."""
    if turn.match.kind is not Kind.SURE or turn.match.other is None or strays(turn):
        return None
    asked = unclear(replace(turn, match=turn.match.other))
    if asked is None or asked.kind != "unclear":
        return None
    answered = replace(answer_reply(turn, turn.match.ids[0], above=1), choices=())
    first = replace(answered, text=f"{turn.say('two_answers')}\n{answered.text}")
    return replace(asked, replies=(first, *asked.replies), kind="sure", ids=turn.match.ids, rule="answered_and_asked")


def _still(turn: Turn, ids: tuple[str, ...]) -> str | None:
    """What was answered before stays the topic while the question may be about it or its neighbours."""
    entry_id = turn.context.entry
    if entry_id is None:
        return None
    near = {entry_id, *turn.book.entry(entry_id).related} & set(ids)
    return entry_id if near or all(serves_any(turn, one) for one in ids) else None  # 邮寄 goes with any matter


def _known_already(turn: Turn, choices: tuple[Choice, ...]) -> Decision | None:
    """What the citizen said before decides between the choices, so it is not asked again."""
    kinds = {fact.partition(":")[0] for fact in turn.facts}
    known = tuple(fact for fact in turn.context.known if fact.partition(":")[0] not in kinds)
    fits = by_fact([one for one in choices if one.key.startswith(ENTRY)], known)
    what = fits.key.removeprefix(ENTRY) if fits else None
    if fits is None or what is None or what == turn.context.entry:
        return None  # they have that answer already and ask about another
    if _DENIES.search(turn.text) and not set(turn.facts).isdisjoint(facts(fits.label)):
        return None  # 「户口不在这」 is no 「户口在本地，回来中考」
    rest = entries_of(one for one in choices if one != fits)
    return settled(turn, what, before=turn.say("known", label=fits.label), rest=rest, rule="unclear")


def _question(turn: Turn, ids: tuple[str, ...]) -> tuple[str, tuple[Choice, ...]]:
    """The curators' own question when one separates these entries; else their names to choose from."""
    none = Choice(key="person", label=turn.say("none_of_these") + "，" + turn.say("ask_person"))
    if len(ids) == 1:
        only = (Choice(key=f"entry:{ids[0]}", label=turn.say("yes_this")), none)
        return turn.say("clarify_one", title=turn.book.entry(ids[0]).title), only
    question = turn.book.clarify(turn.match.ask)
    labels = {choice.entry: choice.label for choice in question.choices} if question else {}
    if len({labels.get(one) for one in ids}) < len(ids):
        labels = {}  # an own question is asked only where its choices tell all of these apart
    shown = [one for one in labels if one in ids] if labels else ids  # the curators' order, most asked first
    choices = tuple(Choice(key=f"entry:{one}", label=labels.get(one) or turn.book.short(one)) for one in shown)
    text = question.question if question and labels else turn.say("clarify_generic")
    return text, (*choices, none)


def choices_of(turn: Turn, ask: str | None) -> tuple[Choice, ...]:
    question = turn.book.clarify(ask)
    return tuple(Choice(key=f"entry:{one.entry}", label=one.label) for one in question.choices) if question else ()
