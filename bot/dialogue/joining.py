"""Rules for a short line that names no matter of its own: it is read together with the question before it."""

import re
from dataclasses import replace

from bot.dialogue.answering import serves_any, settled
from bot.dialogue.asking import unclear
from bot.dialogue.carrying import (
    STILL,
    elliptic,
    excludes,
    leads_beside,
    named,
    names_a_circumstance,
    only_names,
    was_it,
    which,
)
from bot.dialogue.courtesy import is_small_talk
from bot.dialogue.following import LONGEST_ELLIPSIS, sections
from bot.dialogue.followups import QUESTION, bare, section_named
from bot.dialogue.matters import ASKING, acts, done_by, strays, unnamed
from bot.dialogue.passages import said_of
from bot.dialogue.picking import of_facet
from bot.dialogue.quoting import quoted, remark
from bot.dialogue.searched import words_of
from bot.dialogue.turn import Decision, Turn
from faq.answer import Section
from intents.about import about
from intents.match import Kind, Match

PROBABLE = 0.6  # share of an answer that is meant by the line itself
POSSIBLE = 0.05  # share of an answer that may be meant
WORTH_ASKING = 0.4  # share of an answer beside the open one that a question may be of
LIKELY = 0.45  # share of an answer that is worth asking about instead
LEADS = 0.75  # share of an answer that both lines together lead to
SETTLED = 0.9  # share of what was answered that a line beside it does not shake
STANDS = 0.75  # share of an answer that the line needs nothing else for
LONGEST_ACT = 5  # characters of 「复核呢」, which is of no exam by itself
LONGEST_HALF = 8  # characters of 「2010年考的」
SHORTEST = 3  # characters of 「复检」「论文」
_HALF = re.compile(r"(?:的|了|吗|呢|不|么|嘛|吧)$")
LONGEST = 40  # characters of a line that may belong to the one before


def joined(turn: Turn) -> Decision | None:
    """A line that does not stand by itself is read with the question before it.

    「97年毕业」「为什么不放」「学校合并了」: what was answered says of it, or both together are another matter.
    """
    entry_id = turn.context.entry
    if entry_id is None or not is_open(turn) or _is_whole(turn):
        return None
    both = turn.together()
    if both is None or _stands_alone(turn, entry_id, both) or _is_beside(turn, entry_id, both):
        return None
    stays = both.ids[:1] == (entry_id,) and (both.kind is Kind.SURE or (is_half(turn) and both.best >= STILL))
    if both.kind is Kind.SURE and not stays and (other := _led_on(turn, entry_id, both)):
        return other
    if stays or is_half(turn):
        return _stays(turn, entry_id, stays=stays)
    if strays(turn):
        return remark(turn, entry_id, rule="joined")
    return quoted(turn, entry_id, words_of(turn.text, turn.facts), rule="joined") if turn.match.best < LIKELY else None


def _is_whole(turn: Turn) -> bool:
    """A question of its own, which is answered as it is."""
    if turn.match.ask is not None and bare(turn.context.question).startswith(bare(turn.text)):
        return True  # the very one that was asked back before
    if turn.match.kind is not Kind.SURE or is_half(turn) or strays(turn):
        return False
    return turn.is_plain or (turn.match.best >= STANDS and bool(QUESTION.search(turn.text)))


def _stands_alone(turn: Turn, entry_id: str, both: Match) -> bool:
    """Sure by itself; but 「学校说没学位了」 after 复学 asks of no transfer."""
    if turn.match.kind is not Kind.SURE or is_half(turn) or strays(turn):
        return False
    if turn.match.best < STANDS:
        return bool(QUESTION.search(turn.text)) and not _names_nothing_new(turn, entry_id)
    return not _was_settled(entry_id, both)


def _led_on(turn: Turn, entry_id: str, both: Match) -> Decision | None:
    """Together they are another matter: it has to come from this line, and to be of things that were named."""
    other = both.ids[0]
    if not turn.book.knows(other) or unnamed(turn, entry_id, other) or excludes(turn, entry_id, other):
        return None
    by_itself = {one.id for one in turn.match.candidates if one.score >= POSSIBLE}
    if turn.match.ids[:1] == (other,) and turn.match.kind is Kind.SURE:
        return None  # it is answered as it is
    if other not in by_itself and (is_half(turn) or both.best < LEADS or was_it(turn, other)):
        return None
    before = turn.say("carried", short=turn.book.short(other))
    return settled(turn, other, before=before, question=turn.whole, rule="joined")


def _stays(turn: Turn, entry_id: str, *, stays: bool) -> Decision | None:
    """What the answer says of it; where it says nothing, another reading of the line has its turn first."""
    if said := quoted(turn, entry_id, words_of(turn.text, turn.facts), rule="joined"):
        return said
    if stays and turn.match.kind is not Kind.SURE and _asks_the_same(turn, entry_id):
        wanted = section_named(turn.text)
        if wanted and wanted is not Section.CONDITIONS:
            return sections(turn, (entry_id,), (wanted,), rule="joined")
    return (
        remark(turn, entry_id, rule="joined")
        if strays(turn) or (stays and _says_nothing_else(turn, entry_id))
        else None
    )


def _is_beside(turn: Turn, entry_id: str, both: Match) -> bool:
    """「那复学呢」 after 休学 is what the curators put beside it, and answered as it is."""
    if leads_beside(turn, entry_id):
        return True
    related = turn.book.entry(entry_id).related
    enough = WORTH_ASKING if QUESTION.search(turn.text) and not is_half(turn) else PROBABLE
    beside = any(one.score >= enough and one.id in related for one in turn.match.candidates[:1])
    return beside and not (_was_settled(entry_id, both) and _names_nothing_new(turn, entry_id))


def _was_settled(entry_id: str, both: Match) -> bool:
    return both.kind is Kind.SURE and both.ids[0] == entry_id and both.best >= SETTLED


def _names_nothing_new(turn: Turn, entry_id: str) -> bool:
    """「2008年认定的」 after a lost form of 认定."""
    said, entry = about(turn.text), turn.book.entry(entry_id)
    spoken = about(f"{entry.title}，{entry.summary}，{turn.context.question}")
    return {*said.objects, *said.actions} <= {*spoken.objects, *spoken.actions, *ASKING}


def _asks_the_same(turn: Turn, entry_id: str) -> bool:
    """「证明怎么开」 names what the answer is about, and nothing else."""
    said, title = about(turn.text), about(turn.book.entry(entry_id).title)
    named = {*said.objects, *said.actions}
    return bool(named) and named <= {*title.objects, *title.actions}


def is_half(turn: Turn) -> bool:
    """A short line that names no paper, exam or matter by itself and ends like a part of a sentence."""
    said = turn.text.strip("。！!？? ")
    things = [one for one in about(said).objects if one.startswith(("paper:", "exam:"))]
    return len(said) <= LONGEST_HALF and not things and (len(said) <= SHORTEST or bool(_HALF.search(said)))


def _says_nothing_else(turn: Turn, entry_id: str) -> bool:
    """No other entry is likely, and no other desk's or office's matter is named."""
    if turn.match.kind is Kind.SURE:
        tells = not QUESTION.search(turn.text)
        return tells and (turn.match.best < PROBABLE or _names_nothing_new(turn, entry_id))
    if turn.match.kind is Kind.UNCLEAR:
        return turn.match.best < (PROBABLE if is_half(turn) else LIKELY)
    said = about(turn.text)
    tells = not QUESTION.search(turn.text)
    return tells or turn.match.topic is None or is_half(turn) or not (said.objects or said.strange)


def is_open(turn: Turn) -> bool:
    """What was heard as danger or small talk is no line about the matter; a call for a person was answered before."""
    if len(bare(turn.text)) > LONGEST or turn.match.kind is Kind.URGENT:
        return False
    return turn.match.kind is not Kind.CHAT or not is_small_talk(turn)


def in_context(turn: Turn) -> Decision | None:
    """「密码忘了」 after a question about an exam: read once more together with what it was about."""
    both = read_in_context(turn)
    if both is None or both.kind is not Kind.SURE or _still_the_same(turn, both.ids[0]):
        return None
    whole = turn.together()
    if whole and turn.context.entry and both.ids[0] != turn.context.entry and _was_settled(turn.context.entry, whole):
        return None  # 「准考证号忘了」 after a lost certificate of CET: the whole question says more than its things
    if not _does_it(turn, both.ids[0]):
        entry_id = turn.context.entry
        return remark(turn, entry_id, rule="in_context") if entry_id and _does_it(turn, entry_id) else None
    if both.ids[0] == turn.context.entry:
        misled = turn.match.kind is Kind.SURE or (both.ids[0] in turn.match.ids and not turn.facts)
        return remark(turn, both.ids[0], rule="in_context") if misled else None
    before = turn.say("carried", short=turn.book.short(both.ids[0]))
    return settled(turn, both.ids[0], before=before, rule="in_context")


def _still_the_same(turn: Turn, other: str) -> bool:
    """「下半年呢」 leads nowhere else where the last question with it is still that question."""
    if turn.understand is None or other == turn.context.entry or serves_any(turn, other):
        return False
    return turn.understand(turn.whole).ids[:1] == (turn.context.entry,)


def _does_it(turn: Turn, entry_id: str) -> bool:
    """「学校写错的」 is not about a lost diploma, whatever it resembles with all that is known."""
    wanted = acts(turn.text)
    return not wanted or not wanted.isdisjoint(done_by(turn.book.entry(entry_id)))


def read_in_context(turn: Turn) -> Match | None:
    """The line together with what is known; None where it stands by itself."""
    entry_id, understand = turn.context.entry, turn.understand
    if entry_id is None or understand is None or not _leans_on_it(turn):
        return None
    said = about(turn.text)
    if len(turn.text) > LONGEST_ELLIPSIS or said.strange or not (said.actions or elliptic(turn)):
        return None
    kinds = {fact.partition(":")[0] for fact in turn.facts}
    entry = turn.book.entry(entry_id)
    papers = of_facet(turn.context.known, "paper") - named(f"{entry.title}，{entry.summary}")  # of what was left behind
    still = [fact for fact in turn.context.known if fact not in papers]
    known = [fact.partition(":")[2] for fact in still if fact.partition(":")[0] not in kinds]
    both = understand(f"{''.join(known)}{turn.text}") if known else None
    return both if both and both.ids and turn.book.knows(both.ids[0]) else None


def _leans_on_it(turn: Turn) -> bool:
    """Not understood by itself, or 「那怎么复核」 that names nothing although it resembles some question."""
    if turn.match.kind is Kind.SURE:
        short = not turn.is_plain or len(turn.text) <= LONGEST_ACT
        return elliptic(turn) and not turn.facts and short
    return turn.match.kind in (Kind.UNKNOWN, Kind.UNCLEAR)


def which_of_them(turn: Turn) -> Decision | None:
    """「那毕业证呢」 after another paper was lost: the question back is about a lost diploma."""
    if turn.context.entry is None or not elliptic(turn) or turn.is_plain:
        return None
    if turn.match.kind is Kind.SURE and not only_names(turn):
        return None
    match = which(turn, turn.text)
    if match is None or match.ids == (turn.context.entry,):
        return None
    if names_a_circumstance(turn) and (turn.context.entry in match.ids or not _nearby(turn, match.ids)):
        return None  # 「高一」 after 休学 is no other matter
    if names_a_circumstance(turn) and said_of(turn.book.answers[turn.context.entry], words_of("", turn.facts)):
        return None  # 「没有学籍」 where the answer speaks of it
    return unclear(replace(turn, match=match))


def _nearby(turn: Turn, ids: tuple[str, ...]) -> bool:
    """Of the same area: a circumstance leads from no school to an exam."""
    return turn.book.entry(turn.context.entry or "").area in {turn.book.entry(one).area for one in ids}


def which_in_context(turn: Turn) -> Decision | None:
    """「复核呢」 after an exam's answer: that exam's, where it may be several."""
    both = read_in_context(turn) if turn.match.kind is Kind.SURE else None
    return unclear(replace(turn, match=both)) if both and both.kind is Kind.UNCLEAR else None
