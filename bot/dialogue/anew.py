"""A line that puts aside what was spoken of: 「算了，我问普通话报名」「都不是，我是想报成人高考」."""

import re
from dataclasses import replace

from bot.dialogue.asking import FAINT
from bot.dialogue.outside import plainly_no_answer
from bot.dialogue.turn import Turn
from intents.match import Kind, Match

_ANEW = re.compile(
    r"^(?:哎+|唉+|哦|那)?[，,\s]*"
    r"(?:算了|都不是|不是这(?:个|些)|换个(?:问题|事)|不问这个了?|先不(?:说|管|问)(?:这个|它)?)[了吧啊呀]*[，,。！!\s]+"
    r"(?:我|俺)?(?:再|想|就|还|是)*(?:问一?下|问问|想问|问)?(?P<rest>.{4,})$"
)


def from_here(turn: Turn) -> Turn:
    """The rest as a first line, where it is plainly a matter; whoever waits for a person goes on with that."""
    found = _ANEW.match(turn.text.strip())
    if found is None or turn.ticket is not None or turn.understand is None:
        return turn
    rest = found["rest"].strip()
    match = turn.understand(rest)
    if not _is_a_matter(match) or match.ids[:1] == (turn.context.entry,):
        return turn
    context = replace(
        turn.context, entry=None, also=(), beside=None, elsewhere=None, offered=(), rest=(), ask=None, question="",
        asked=0, misses=0,
    )  # fmt: skip
    return replace(turn, text=rest, match=match, context=context)


def _is_a_matter(match: Match) -> bool:
    if match.kind is Kind.UNCLEAR:
        return match.best >= FAINT
    return match.kind is Kind.SURE or plainly_no_answer(match)
