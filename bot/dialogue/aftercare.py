"""Rules for what comes after: how far is it, was it any use, are you content."""

import re

from bot.dialogue.asking import FAINT
from bot.dialogue.courtesy import courteous
from bot.dialogue.duty import date_of, waiting
from bot.dialogue.turn import Awaiting, Decision, Turn
from bot.message import Choice, Reply
from handoff.ticket import Progress, Status
from intents.match import Kind as Match

_PROGRESS = re.compile(
    r"查(?:一?下)?(?:询)?(?:我的)?(?:办理|处理|受理|工单)?进度|(?:受理|工单|咨询|投诉)(?:的)?进度|(?:我|俺|咱)(?:们)?(?:的|上次|之前|昨天|前天|那天|那个|反映|问|投诉|咨询|办)+(?:的|过的)?(?:那个|那件)?(?:问题|事情|事儿?|咨询|投诉|工单|受理|单子)?"
    r".{0,6}(?:处理|(?<![么咋])办得?|怎么?样|怎样|咋样|到哪|进展|结果|好了|回复|解决)(?:了|得|到|怎么样|怎样|咋样|没有?|吗|么|没|哪?一?步?了?)*$|"
    r"(?:上次|之前|昨天|前天)(?:的|问的|反映的|说的|那个|那件)*(?:问题|事情|事儿?|咨询|投诉)?.{0,4}(?:处理|办(?:得|到哪|[好完成]?了?[吗么没])|怎么样|怎样|咋样|到哪|进展|结果|好了|回复)|"
    r"(?:处理|办)(?:得|到|的)(?:怎么样|怎样|咋样|哪了?|哪一步)|(?:^|还)?(?:有|出)(?:结果|回复|消息|进展|答复|回音|信儿?)了?(?:吗|没|么|没有)|受理号|"
    r"^(?:(?:还)?(?:没|不)(?:给)?(?:回复|答复|处理|解决)|怎么还没(?:回复|答复|结果|处理|动静|消息)).{0,4}$|(?:什么|啥)时候(?:给我|能给)?(?:回复|答复|结果)"
)
_OF_A_TICKET = re.compile(
    r"^查(?:一?下|询)?进度$|我的?(?:投诉|举报|工单|咨询|求助|建议)|(?:工单|咨询|投诉|举报)(?:的)?进度"
)
_UNSOLVED = re.compile(
    r"(?:没|没有|根本没|还没)(?:给)?(?:解决|处理|办好|弄好)(?!.*[吗么?？])|不(?:管|顶)用|没(?:有)?(?:什么)?用"
)
TICKET_NUMBER = re.compile(r"(?<![0-9A-Za-z])([A-HJ-NP-Za-hj-np-zＡ-Ｚ]\s?[0-9０-９]{4,6})(?![0-9A-Za-z])")
_USELESS = re.compile(
    r"^(?:这个?|你说的|都|完全|根本|还是|一点都?|一点儿?也?|也)*(?:没|没有|沒|沒有)(?:什么|啥|一点)?(?:用|帮助|帮上忙|解决(?:问题|我的问题)?|说到点子上)(?:啊|呀|了|的|处)*[。！!]*$|"
    r"^(?:无用|不管用|不中用|没解决|不行啊?|白问了?|说了等于没说)[。！!]*$|看不懂|没看懂|没听懂|听不懂(?!人话)|还是不(?:懂|明白|知道|清楚)|看不明白|不明白你说的|没(?:帮|解决)(?:上忙|到)?我"
)
_USEFUL = re.compile(
    r"^(?:很|挺|非常|太|真|好)?(?:有用|有帮助|管用|清楚|详细|明白了?|帮(?:了|到)(?:我|大)?忙?|解决了(?:我的)?(?:问题)?)(?:的|了|啊|呀|谢谢|，谢谢)*[。！!]*$"
)
_STARS = (
    (1, re.compile(r"(?:非常|很|特别|极|十分|太|极其|超级?)不满|极差|太差|差评|^[给打]?(?:一|1)(?:颗?星|分)|垃圾|^烂")),
    (2, re.compile(r"不(?:太|怎么|咋|是很|大)?满意|不(?:太|怎么)?(?:行|好)|^差|^[给打]?(?:二|两|2)(?:颗?星|分)")),
    (3, re.compile(r"基本满意|一般|还(?:行|可以|好|凑合)|凑合|马马虎虎|^[给打]?(?:三|3)(?:颗?星|分)")),
    (5, re.compile(r"(?:非常|很|特别|十分|超级?|太)(?:满意|好|棒)|好评|^[给打]?(?:五|5|满)(?:颗?星|分)|点赞|👍")),
    (4, re.compile(r"满意|不错|挺好|^(?:好|可以)$|^[给打]?(?:四|4)(?:颗?星|分)")),
)  # fmt: skip
LONGEST_RATING = 10
LONGEST_VERDICT = 14  # characters; 「你没听懂，民办教师教龄谁认定」 asks once more


def asks_progress(turn: Turn) -> bool:
    return bool(_PROGRESS.search(turn.text) or (TICKET_NUMBER.search(turn.text) and len(turn.text) <= 12))


def progress(turn: Turn) -> Decision | None:
    """「查进度 A1023」「我的问题处理得怎样了」: state, promised date, which section."""
    named = TICKET_NUMBER.search(turn.text)
    if not asks_progress(turn) or (turn.progress is None and named is None and _is_of_a_matter(turn)):
        return None
    if turn.progress and turn.progress.status is Status.CLOSED and named is None and _UNSOLVED.search(turn.text):
        return _not_solved(turn, turn.progress.number)
    if turn.progress is None:
        text = turn.say("progress_none" if named else "progress_nothing")
    else:
        text = _progress_text(turn, turn.progress)
    return Decision(replies=(Reply(text=text),), context=turn.remember(), kind="human", rule="progress")


def _not_solved(turn: Turn, number: str) -> Decision:
    """「没解决我的问题」 after it was closed is no question how far it is: going on is offered, with a person."""
    choices = (Choice(key="person:unsolved", label=turn.say("yes_person")),)
    reply = Reply(text=turn.say("not_solved", number=number), choices=choices)
    context = turn.settle(offered=choices, question=turn.text)
    return Decision(replies=(reply,), context=context, kind="human", rule="progress")


def _is_of_a_matter(turn: Turn) -> bool:
    """How far a transfer is, say; the bot's own word 「查进度」 is about a ticket unless an answer is open."""
    if turn.match.kind is not Match.SURE and (turn.match.kind is not Match.UNCLEAR or turn.match.best < FAINT):
        return False
    return turn.context.entry is not None or not _OF_A_TICKET.search(turn.text.strip("。.！!？? "))


def _progress_text(turn: Turn, ticket: Progress) -> str:
    department = ticket.department_name or turn.book.bureau
    if ticket.status is Status.CLOSED:
        closed = date_of(ticket.closed_at or turn.now)
        outcome = f"{ticket.outcome.rstrip('。')}。" if ticket.outcome else ""
        return turn.say("progress_closed", number=ticket.number, closed=closed, outcome=outcome)
    if ticket.status is Status.WAITING:
        return turn.say("progress_waiting", number=ticket.number, department=department, waiting=waiting(turn))
    return turn.say("progress_claimed", number=ticket.number, department=department, due=date_of(ticket.due_at))


def verdict_given(turn: Turn) -> Decision | None:
    """「有用」「没用」 about an answer: the one under which it was tapped, or the last one."""
    tapped, _, below = (turn.message.choice or "").removeprefix("verdict:").partition(":")
    about = below if turn.book.knows(below) else turn.context.entry
    if about is None:
        return None
    text = turn.text.strip()
    if tapped == "useful" or (not tapped and _USEFUL.match(text)):
        return Decision(replies=(Reply(text=turn.say("useful")),), context=turn.remember(), kind="chat",
                        verdict=("useful", about), rule="verdict")  # fmt: skip
    judges = _USELESS.search(text) and turn.match.kind is not Match.SURE and len(text) <= LONGEST_VERDICT
    if tapped == "useless" or (not tapped and judges):
        return _better_try(turn, about)
    return None


def _better_try(turn: Turn, about: str) -> Decision:
    """「没用」 leads to a person or the next best answers, and is recorded for the curator."""
    rest = tuple(one for one in turn.context.rest if one != about and turn.book.in_force(one, turn.now))[:2]
    choices = (
        Choice(key="person:useless", label=turn.say("ask_person")),
        *(Choice(key=f"entry:{one}", label=turn.book.short(one)) for one in rest),
    )
    context = turn.settle(offered=choices, question=turn.context.question, entry=turn.context.entry)
    reply = Reply(text=turn.say("useless"), choices=choices)
    return Decision(replies=(reply,), context=context, kind="unknown", verdict=("useless", about),
                    rule="verdict")  # fmt: skip


def rating_given(turn: Turn) -> Decision | None:
    """「很满意」「三星」 after a closed ticket; a number or a tap is a choice like any other."""
    text = turn.text.strip()
    if turn.context.awaiting is not Awaiting.RATING or turn.message.choice or len(text) > LONGEST_RATING:
        return None
    stars = next((stars for stars, pattern in _STARS if pattern.search(text)), None)
    return rate(turn, stars) if stars else None


def rate(turn: Turn, stars: int) -> Decision | None:
    """Five levels, once, voluntary; a low one may say why."""
    if turn.context.awaiting is not Awaiting.RATING or turn.context.ticket is None:
        return None
    low = stars <= 2
    context = turn.settle(awaiting=Awaiting.RATING_WORD, ticket=turn.context.ticket) if low else turn.settle()
    reply = Reply(text=turn.say("rated_low" if low else "rated"))
    return Decision(replies=(reply,), context=context, kind="chat", rating=(turn.context.ticket, stars), rule="rate")


def rating_word(turn: Turn) -> Decision | None:
    """One sentence after a low rating; a question instead of it is a question."""
    if turn.context.awaiting is not Awaiting.RATING_WORD or turn.context.ticket is None:
        return None
    if turn.match.kind in (Match.SURE, Match.HUMAN) or courteous(turn.text):
        return None
    return Decision(replies=(Reply(text=turn.say("rated_word")),), context=turn.settle(), kind="chat",
                    rating_word=(turn.context.ticket, turn.text), rule="rating_word")  # fmt: skip
