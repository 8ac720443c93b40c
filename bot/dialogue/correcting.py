"""Rules for 「不是这个」 and 「我问的是…」: what else was likely, what was meant instead, what was spoken of before."""

import re
from collections.abc import Iterator
from dataclasses import replace

from bot.dialogue.alternatives import others
from bot.dialogue.answering import settled
from bot.dialogue.asking import unclear
from bot.dialogue.carrying import carry
from bot.dialogue.following import ASKING, sections
from bot.dialogue.passages import words_of
from bot.dialogue.picking import entries_of
from bot.dialogue.quoting import in_short, quoted
from bot.dialogue.turn import Decision, Turn
from bot.followups import asked_sections, bare, instead, wants_other
from intents.about import about
from intents.match import Kind, Match

_I_MEAN = re.compile(
    r"^(?:不是|不对|唉|哎|哦|[，, ])*(?:我|俺|咱)(?:们)?(?:刚才|刚刚|前面|一直|就|都)*"
    r"(?:是(?:问|说|指|讲)|(?:问|说|指|讲)的(?:就|都)?是)(?:的|那个|[：:，, ])*(?P<that>.{2,})"
)
_BEFORE = re.compile(
    r"^(?:那|再|对了|还有|说回|回到|还是|就是|[，, ])*(?:刚才|刚刚|前面|之前|先前|一开始|开头)(?:我)?"
    r"(?:说|问|讲|提|聊)(?:到|过)?的?(?:那个|那件)?(?P<that>.{2,})"
)


def meant(turn: Turn) -> Decision | None:
    """「我问的是普通话证」「那刚才说的转学呢」: of the matters that were spoken of, the one that is named.

    It is the line before, read once more as a line about that matter.
    """
    before = _BEFORE.search(turn.text)
    found = before or _I_MEAN.search(turn.text)
    entry_id = _spoken_of(turn, found["that"], before=bool(before)) if found else None
    if found is None or entry_id is None or turn.context.asked or not turn.book.in_force(entry_id, turn.now):
        return None
    said = found["that"].strip("，,。 ")
    on_it = replace(turn, context=replace(turn.context, entry=entry_id, question=_asked(turn, entry_id), beside=None))
    open_line = "" if bare(turn.context.line) == bare(on_it.context.question) else turn.context.line
    whole = replace(on_it, text=f"{open_line}，{said}" if open_line else said)
    if wanted := asked_sections(said) or asked_sections(open_line):
        return sections(
            whole, (entry_id,), wanted, before=turn.say("about", short=turn.book.short(entry_id)), rule="meant"
        )
    if said_of := quoted(whole, entry_id, words_of(whole.text, whole.facts), rule="meant"):
        return said_of
    if entry_id == turn.context.entry:
        return in_short(on_it, entry_id, rule="meant")
    return settled(turn, entry_id, before=turn.say("carried", short=turn.book.short(entry_id)), rule="meant")


def _spoken_of(turn: Turn, said: str, *, before: bool) -> str | None:
    """The open matter or the one before it, whichever the words name; 「刚才」 looks at the one before first."""
    context, named = turn.context, about(said)
    things = {*named.objects, *named.actions} - ASKING
    order = (context.before, context.entry) if before else (context.entry, context.before)
    return next((one for one in order if one and things and things <= _things_of(turn, one)), None)


def _things_of(turn: Turn, entry_id: str) -> set[str]:
    entry = turn.book.entry(entry_id)
    told = about(f"{entry.title}，{entry.short}，{entry.summary}，{_asked(turn, entry_id)}")
    return {*told.objects, *told.actions}


def _asked(turn: Turn, entry_id: str) -> str:
    return turn.context.question if entry_id == turn.context.entry else turn.context.before_asked


def something_else(turn: Turn) -> Decision | None:
    """「不是这个」「还有别的吗」 offers the next candidates; with what is meant instead, that is read."""
    offered = entries_of(turn.context.offered)
    if not wants_other(turn.text) or not (turn.context.entry or turn.context.rest or offered):
        return None
    if meant := _corrected(turn):
        return meant
    return others(turn)


def _corrected(turn: Turn) -> Decision | None:
    """「不是这个，我问的是高中的」."""
    said = instead(turn.text)
    if not said or turn.understand is None:
        return None
    entry_id = turn.context.entry
    meant = replace(turn, text=said)
    other = carry(turn, entry_id, said)[0] if entry_id else None
    other = other or next((match.ids[0] for match in _readings(meant) if match.kind is Kind.SURE), None)
    if other is not None and other == entry_id:
        found = quoted(meant, entry_id, words_of(said, meant.facts), rule="something_else")
        return found or in_short(meant, entry_id, rule="something_else")
    if other is not None and turn.book.knows(other):
        return settled(turn, other, before=turn.say("carried", short=turn.book.short(other)), rule="something_else")
    return unclear(replace(turn, match=turn.understand(said), context=replace(turn.context, asked=0)))


def _readings(meant: Turn) -> Iterator[Match]:
    """By itself, then with the question before it."""
    if meant.understand is not None:
        yield meant.understand(meant.text)
        yield meant.understand(meant.whole)
