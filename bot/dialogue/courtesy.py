"""Which lines are mere courtesy or small talk, and which tell something although they sound like it."""

import re

from bot.dialogue.followups import QUESTION
from bot.dialogue.turn import Turn
from faq.entry import NotOursKind
from intents.match import Kind

_COURTEOUS = re.compile(
    r"^(?:好+的?|是的|是啊|对的?|没错|嗯+|哦+|噢|喔|行|可以|知道|明白|了解|清楚|收到|懂|晓得|谢+谢*|感谢|多谢|辛苦|麻烦|再见|拜+拜*|ok|没事|没关系|不急|"
    r"您|你|们|老师|了|啦|的|吧|啊|呀|哈|哟|非常|太|那|就|先|这样|[，,。.！!~ ])+$",
    re.IGNORECASE,
)
LONGEST_REMARK = 12
_WHO_ONE_IS = re.compile(r"(?:我|俺|咱)们?(?:是|在|家)")  # 「我是代课老师」 greets nobody
_VAGUE = frozenset(
    {"chat_ok", "chat_test", "chat_mood", "chat_insult", "chat_bye"}
)  # faq/not_ours: what short lines are taken for
_WHOSE_IS_KNOWN = frozenset(
    {NotOursKind.EDUCATION, NotOursKind.GOVERNMENT, NotOursKind.SCHOOL, NotOursKind.NEARBY}
)  # there is a reply to say whose it is


def courteous(text: str) -> bool:
    """「好的谢谢」: nothing in it asks or tells anything."""
    return bool(_COURTEOUS.match(text.strip()))


def is_small_talk(turn: Turn) -> bool:
    """Heard as small talk; while something is open, 「没收到」「生病了」 is about that."""
    if turn.match.kind is not Kind.CHAT:
        return False
    in_the_middle = turn.context.entry or turn.context.asked or turn.context.elsewhere
    if in_the_middle and _WHO_ONE_IS.match(turn.text):
        return False
    return courteous(turn.text) or turn.match.topic not in (None, *_VAGUE) or not in_the_middle


def asks_what_is_known(turn: Turn) -> bool:
    """A question that is answered, asked back about, or another office's; what is only told is for the desk."""
    if turn.match.kind is Kind.SURE:
        return True
    if not QUESTION.search(turn.text.strip("。.！! ")):
        return False
    topic = turn.book.not_ours(turn.match.topic)
    return turn.match.kind is Kind.UNCLEAR or (
        turn.match.kind is Kind.UNKNOWN and topic is not None and topic.kind in _WHOSE_IS_KNOWN
    )


def goes_on_elsewhere(turn: Turn) -> bool:
    """「请三天」 right after it was said whose matter a leave is, and not before somebody took fright again."""
    return turn.context.elsewhere is not None and len(turn.text) <= LONGEST_REMARK
