"""Rules for a short line that names no matter of its own: it is read together with the question before it."""

from bot.dialogue.answering import settled
from bot.dialogue.carrying import CONDITIONS, excludes, is_circumstance
from bot.dialogue.following import ASKING
from bot.dialogue.quoting import QUESTION, quoted, remark, words_of
from bot.dialogue.turn import Decision, Turn
from bot.followups import bare
from intents.about import about
from intents.match import Kind, Match

POSSIBLE = 0.05  # share of an answer that may be meant
LONGEST_BESIDE = 6
LONGEST = 12  # characters of a line that only adds to the one before


def joined(turn: Turn) -> Decision | None:
    """「97年毕业」「能换不」「还上原来年级不」: what was answered says of it, or what both lines together are about."""
    entry_id = turn.context.entry
    if entry_id is None or not turn.book.knows(entry_id) or not _adds(turn, entry_id):
        return None
    both = _together(turn)
    if both is None or both.kind is not Kind.SURE:
        return None
    if both.ids[0] != entry_id:
        return _another(turn, entry_id, both.ids[0])
    if said := quoted(turn, entry_id, words_of(turn.text, turn.facts), rule="joined"):
        return said
    return remark(turn, entry_id, rule="joined") if _says_nothing_else(turn, both) else None


def _says_nothing_else(turn: Turn, both: Match) -> bool:
    """Not even likely to be another matter: 「2010年考的」 names nothing, and together it is not what it resembled."""
    if turn.match.kind is not Kind.SURE:
        return turn.match.kind is not Kind.UNKNOWN
    named = about(turn.text).objects or about(turn.text).actions
    return not named and turn.match.ids[0] not in {one.id for one in both.candidates if one.score >= POSSIBLE}


def _adds(turn: Turn, entry_id: str) -> bool:
    """Not sure by itself, names no paper, exam or matter, and nothing to do that the answer does not treat of."""
    if not _is_open(turn) or len(bare(turn.text)) > LONGEST:
        return False
    if turn.is_plain:
        return False
    said, entry = about(turn.text), turn.book.entry(entry_id)
    if said.strange or not all(one in CONDITIONS or is_circumstance((one,)) for one in said.objects):
        return False
    done = about(f"{entry.title}，{entry.short}，{entry.summary}，{turn.context.question}").actions
    return set(said.actions) <= {*ASKING, *done} or (turn.match.kind is Kind.UNCLEAR and entry_id in turn.match.ids)


def _is_open(turn: Turn) -> bool:
    """What other rules heard as small talk or a call is none where it asks something, or says where somebody is."""
    if turn.match.kind is Kind.CHAT:
        return turn.match.topic is None and bool(QUESTION.search(turn.text))
    if turn.match.kind is Kind.UNKNOWN:  # 「没得合同」 is quoted where the answer speaks of it, or somebody else's
        return len(turn.text) <= LONGEST_BESIDE
    return turn.match.kind in (Kind.UNCLEAR, Kind.SURE, Kind.HUMAN)


def _together(turn: Turn) -> Match | None:
    asked = turn.context.question
    return turn.understand(f"{asked}，{turn.text}") if turn.understand and asked else None


def _another(turn: Turn, entry_id: str, other: str) -> Decision | None:
    """Another answer has to be likely for the line by itself too."""
    likely = {one.id for one in turn.match.candidates}
    if other not in likely or not turn.book.knows(other) or excludes(turn, entry_id, other):
        return None
    if turn.match.kind is Kind.SURE and other == turn.match.ids[0]:
        return None  # it is answered as it is
    return settled(turn, other, before=turn.say("carried", short=turn.book.short(other)), rule="joined")
