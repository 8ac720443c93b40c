"""Which lines are mere courtesy or small talk, and which tell something although they sound like it."""

import re

from bot.dialogue.followups import QUESTION
from bot.dialogue.turn import Turn
from faq.entry import NotOursKind
from intents.about import about
from intents.match import Kind

_COURTEOUS = re.compile(
    r"^(?:好+的?|是的|是啊|对的?|没错|嗯+|哦+|噢|喔|行|可以|知道|明白|了解|清楚|收到|懂|晓得|谢+谢*|感谢|多谢|辛苦|麻烦|再见|拜+拜*|ok|要得|得行|没事|没关系|不急|"
    r"您|你|们|老师|了|啦|的|吧|嘛|嘞|啊|呀|哈|哟|非常|太|那|就|先|这样|[，,。.！!~ ])+$",
    re.IGNORECASE,
)
LONGEST_REMARK = 12
SLIGHT = 0.25  # share of an answer that is not worth asking about while somebody is waited for
_WHO_ONE_IS = re.compile(r"(?:我|俺|咱)们?(?:是|在|家)")  # 「我是代课老师」 greets nobody
_VAGUE = frozenset(
    {"chat_ok", "chat_test", "chat_mood", "chat_insult", "chat_bye"}
)  # faq/not_ours: what short lines are taken for
_WHOSE_IS_KNOWN = frozenset(
    {NotOursKind.EDUCATION, NotOursKind.GOVERNMENT, NotOursKind.SCHOOL, NotOursKind.NEARBY}
)  # there is a reply to say whose it is
_ACCUSES = re.compile(
    r"凭(?:什么|啥)|难道|为(?:什么|啥)(?:总|老|偏|非|还不)|(?:怎么|咋)(?:能|可以)(?:这|那|打|骂|让|对|乱|随便)|"
    r"(?:怎么|咋)(?:好意思|敢|这么|这样)|像话|什么(?:道理|态度)|还有没有(?:王法|天理|良心|人管)|算什么|谁受得了"
)
# 「好几个都这样」「什么都不说」「去了医院还是吐」 have a word of asking in them, and tell.
_TELLS = re.compile(
    r"[好这那前十]几|好多.{1,6}都|几(?:十|百)|几个(?:人|同学|男|女|娃|孩子|学生|高年级|大的|家长)(?!.*[吗么呢不没?？]$)|"
    r"(?:什么|啥子?|谁|哪(?:里|儿|个)?|怎么|咋)(?:人|事|话|时候)?[都也]|(?:没|莫)(?:有|得)?(?:什么|啥子?|几|多)|"
    r"还是(?:不|没|很|有点|吐|拉|疼|痛|哭|发|那样|老样)"
)


def asks(text: str) -> bool:
    """A question that wants an answer."""
    return bool(QUESTION.search(_TELLS.sub("", text))) and not accuses(text)


def accuses(text: str) -> bool:
    """「学校凭什么收这个钱」 has the form of a question, and tells."""
    return bool(_ACCUSES.search(text))


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
    if turn.match.kind is Kind.UNCLEAR:  # a menu of what it hardly resembles would puzzle
        return turn.match.ask is not None or turn.match.best >= SLIGHT or bool(about(turn.text).objects)
    return turn.match.kind is Kind.UNKNOWN and topic is not None and topic.kind in _WHOSE_IS_KNOWN


def goes_on_elsewhere(turn: Turn) -> bool:
    """「请三天」 right after it was said whose matter a leave is, and not before somebody took fright again."""
    return turn.context.elsewhere is not None and len(turn.text) <= LONGEST_REMARK
