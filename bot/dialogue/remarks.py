"""Rules for a short remark on what was just asked or answered: by itself it is no matter of its own."""

import re
from dataclasses import replace

from bot.dialogue.aftercare import asks_progress
from bot.dialogue.answering import looked_up, settled
from bot.dialogue.asking import MOST_ASKED
from bot.dialogue.carrying import excludes, leads_beside, names_a_circumstance
from bot.dialogue.courtesy import asks, is_small_talk
from bot.dialogue.desk import WAITS, asks_about_us
from bot.dialogue.following import LONGEST_DETAIL, sections
from bot.dialogue.followups import QUESTION, asked_section, bare, names_nothing
from bot.dialogue.joining import joined
from bot.dialogue.passages import said_of
from bot.dialogue.picking import ENTRY, entries_of, facts
from bot.dialogue.quoting import quoted, remark
from bot.dialogue.searched import words_of
from bot.dialogue.turn import Decision, Turn
from bot.message import Choice, Reply
from bot.message import Kind as Told
from faq.answer import TITLES
from handoff.ticket import TicketKind
from intents.about import about
from intents.match import Kind

LONGEST_WORD = 4  # characters of an answer that is hardly another office's matter
_UNSURE = re.compile(
    r"不(?:知道|清楚|太?确定|晓得|懂|明白)|^都(?:可以|行)|^随便|^(?:都|我)?忘(?:记)?了?$|说不(?:清|上来)|[搞分]不[清懂]|"
    r"有什么区别|(?:什么|啥)意思"
)


def unsure(turn: Turn) -> Decision | None:
    """「不知道是哪种」 to a question back: the nearest will do, and a person is at hand."""
    if not _is_open(turn) or len(bare(turn.text)) > LONGEST_DETAIL or not _UNSURE.search(turn.text):
        return None
    again = _ask_again(turn, turn.context.offered, "unsure")
    return replace(again, context=replace(again.context, asked=turn.context.asked))  # no answer yet, so none too many


def names_several(turn: Turn) -> Decision | None:
    """「小学」 where some of the choices are about that: which of these? Where none is, the question stands."""
    if not names_a_circumstance(turn) or not turn.context.asked:
        return None
    named, offered = set(turn.facts), turn.context.offered
    things = [one for one in entries_of(offered) if turn.book.knows(one)]
    left = {f"{ENTRY}{one}" for one in things if not excludes(turn, None, one)}
    if not left:
        return None  # 「读高中」 where all that was offered is about younger children
    named_by = {one.key for one in offered if named & set(facts(one.label))}
    fit = tuple(one for one in offered if one.key.startswith("person") or one.key in (named_by or left))
    narrows = 1 < len(entries_of(fit)) < len(things)
    if not _is_open(turn) and not narrows:
        return None
    if guess := _speaks_of_it(turn):
        return settled(turn, guess, rest=turn.context.rest, rule="names_several")
    if not narrows and len(left) < len(things) and turn.match.kind is Kind.UNCLEAR:
        return None  # 「读高中」 says more than what is left of the choices
    longer = len(bare(turn.text)) > LONGEST_WORD
    if not narrows and longer and turn.match.kind is Kind.UNKNOWN and turn.match.topic is not None:
        return None  # 「能上幼儿园不」 is of nothing that was offered, and somebody else's
    return _ask_again(turn, fit if narrows else offered, "clarify_generic")


def _speaks_of_it(turn: Turn) -> str | None:
    """「户口迁过来呢」 where one entry was guessed that speaks of that: it is meant."""
    guessed = entries_of(turn.context.offered)
    if len(guessed) != 1 or not turn.book.knows(guessed[0]):
        return None
    return guessed[0] if said_of(turn.book.answers[guessed[0]], words_of("", turn.facts)) else None


def asked_meanwhile(turn: Turn) -> Decision | None:
    """「那还能报公办不」 while a complaint waits: what was spoken of before it may say that; else the desk will."""
    ticket, told = turn.ticket, turn.message.kind is Told.TEXT and not turn.message.choice
    if ticket is None or turn.with_person or ticket.urgent or ticket.kind is TicketKind.CONSULT or not told:
        return None
    if turn.match.kind not in (Kind.UNCLEAR, Kind.UNKNOWN) or turn.context.awaiting or not asks(turn.text):
        return None
    if WAITS.search(turn.text) or asks_progress(turn) or asks_about_us(turn):
        return None
    entry_id, both = turn.context.entry, turn.together()
    if entry_id is None or both is None or both.kind is not Kind.SURE:
        return None
    if both.ids[0] == entry_id:
        return quoted(turn, entry_id, words_of(turn.text, turn.facts), rule="asked_meanwhile")
    said = joined(turn)
    return said if said and said.ids == both.ids[:1] else None


def still_open(turn: Turn) -> Decision | None:
    """「单位急用」 to a question back decides nothing, and the question stands."""
    if not _is_open(turn) or turn.match.kind not in (Kind.UNKNOWN, Kind.CHAT) or is_small_talk(turn):
        return None
    said, length = about(turn.text), len(bare(turn.text))
    if said.objects or said.strange or length > LONGEST_DETAIL:
        return None
    elsewhere = turn.match.kind is Kind.UNKNOWN and turn.match.topic is not None and length > LONGEST_WORD
    if elsewhere and (QUESTION.search(turn.text) or not _adds_to_it(turn)):
        return None
    return _ask_again(turn, turn.context.offered, "still_open")


def _adds_to_it(turn: Turn) -> bool:
    """「医院有证明」 while it is open whether the child pauses or leaves: with the question it is still that."""
    both, offered = turn.together(), entries_of(turn.context.offered)
    return both is not None and any(one.id in offered for one in both.candidates[:1])


def names_only(turn: Turn) -> Decision | None:
    """「高中的」 after an answer that has no sibling for it: what the answer says of that, or that it says nothing."""
    entry_id = turn.context.entry
    if entry_id is None or not names_a_circumstance(turn) or leads_beside(turn, entry_id):
        return None
    return remark(turn, entry_id, rule="names_only")


def pending(turn: Turn) -> Decision | None:
    """「要带什么材料」 while it is open for which paper: keep it in mind, and ask for the paper once more."""
    wanted = asked_section(turn.text)
    offered = entries_of(turn.context.offered)
    if not offered or not turn.context.asked:
        return None
    if before := looked_up(turn):
        text = f"{before}\n{turn.say('clarify_generic')}"
        reply = Reply(text=text, choices=turn.context.offered)
        context = turn.remember(asked=turn.context.asked + 1)
        return Decision(replies=(reply,), context=context, kind="unclear", ids=tuple(offered), rule="pending")
    if wanted is None or not names_nothing(turn.text):
        return None
    if len(offered) == 1 or turn.context.asked >= MOST_ASKED:  # whoever goes on about a guess has taken it
        taken = _likeliest(turn, offered)
        before = turn.say("about", short=turn.book.short(taken))
        return sections(turn, (taken,), (wanted,), before=before, rule="pending")
    reply = Reply(text=turn.say("pending", section=TITLES[wanted]), choices=turn.context.offered)
    context = turn.remember(asked=turn.context.asked + 1, question=turn.whole)
    return Decision(replies=(reply,), context=context, kind="unclear", ids=tuple(offered), rule="pending")


def _likeliest(turn: Turn, offered: tuple[str, ...]) -> str:
    """Of what was offered in the curators' order, what the question itself comes closest to."""
    asked = turn.understand(turn.context.question).candidates if turn.understand and turn.context.question else ()
    return next((one.id for one in asked if one.id in offered), offered[0])


def go_ahead(turn: Turn) -> Decision | None:
    """「再问一个」 is about nothing yet, whatever it resembles."""
    if turn.match.kind is not Kind.UNKNOWN or bare(turn.text) or turn.ticket is not None:
        return None
    reply = Reply(text=turn.say("go_ahead"))
    return Decision(replies=(reply,), context=turn.remember(), kind="chat", rule="go_ahead")


def _is_open(turn: Turn) -> bool:
    asked = 0 < turn.context.asked < MOST_ASKED
    return asked and bool(entries_of(turn.context.offered))


def _ask_again(turn: Turn, choices: tuple[Choice, ...], said: str) -> Decision:
    guess = entries_of(choices)
    if len(guess) == 1 and said == "clarify_generic" and turn.book.knows(guess[0]):
        text = turn.say("clarify_one", title=turn.book.entry(guess[0]).title)
    elif said == "clarify_generic":
        question = turn.book.clarify(turn.context.ask)
        text = turn.say("one_more", question=question.question if question else turn.say(said))
    else:
        text = turn.say(said)
    reply = Reply(text=text, choices=choices)
    context = turn.remember(offered=choices, asked=turn.context.asked + 1)
    return Decision(replies=(reply,), context=context, kind="unclear", ids=entries_of(choices), rule="asked_again")
