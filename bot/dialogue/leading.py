"""The sentence of a whole answer that answers just what was asked: it stands first, the rest below it."""

from collections.abc import Mapping
from dataclasses import replace

from bot.dialogue.matters import described, named
from bot.dialogue.passages import asks_the_whole, likely
from bot.dialogue.searched import words_of
from bot.dialogue.turn import Turn
from faq.answer import Answer, Section
from faq.sentences import sentences, with_own

OUTSTANDING = 0.5  # share of a sentence that is beyond doubt the one that is asked about
A_STEP = 0.75  # the same of one that is only a step of many
SINGLED_OUT = 0.15  # the same of the one line about what the question names, of many things that the answer is about
LONGEST_LINE = 100  # characters
_NEVER = frozenset({Section.MATERIALS, Section.WHERE})  # lists, read as a whole


def leading(turn: Turn, entry_id: str, question: str) -> str:
    """「科一没过，科二下次还要重考吗」: what the answer says of just that; empty where nothing stands out.

    A tap asks of nothing, and who asks for the whole gets it in its own order.
    """
    if turn.message.choice is not None or turn.closeness is None or not turn.book.in_force(entry_id, turn.now):
        return ""
    asked, answer = replace(turn, text=question), turn.book.answers[entry_id]
    told = sentences(answer)
    shares = likely(asked, (entry_id,), words_of(question, asked.facts), first=True)
    left = {one: share for one, share in shares.items() if told[one] not in _NEVER and _tells(answer, one)}
    if not left:
        return ""
    if line := _singled_out(asked, entry_id, left):
        return line
    best = max(left, key=lambda one: left[one])
    enough = A_STEP if told[best] is Section.STEPS else OUTSTANDING
    stands_out = left[best] >= enough and not asks_the_whole(asked, entry_id)
    return with_own(answer, best) if stands_out else ""


def _singled_out(asked: Turn, entry_id: str, shares: Mapping[str, float]) -> str:
    """「成考几号报名」 of 各类考试: the line about that one."""
    things = named(asked.text) - named(described(asked.book.entry(entry_id)))
    about_it = [one for one, share in shares.items() if share >= SINGLED_OUT and not named(one).isdisjoint(things)]
    if not about_it:
        return ""
    best = max(about_it, key=lambda one: shares[one])
    parts = (part for part in asked.book.answers[entry_id].parts if part.section is not Section.STEPS)
    lines = (line for part in parts for line in part.lines if best in line)
    return next((line for line in lines if len(line) <= LONGEST_LINE), "")


def _tells(answer: Answer, sentence: str) -> bool:
    """The first condition only says whom it is for, which the citizen told; others send them to another answer."""
    whom = answer.part(Section.CONDITIONS)
    return "请看“" not in sentence and not (whom and sentence in whom.lines[0])
