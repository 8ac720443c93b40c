"""Rules for what comes after: how far is it, was it any use, are you content."""

import re

from bot.dialogue.duty import date_of, waiting
from bot.dialogue.turn import Awaiting, Decision, Turn
from bot.message import Choice, Reply
from handoff.ticket import Progress, Status
from intents.match import Kind as Match

_PROGRESS = re.compile(
    r"查(一下)?(询)?进度|(我的|上次的?|之前的?|昨天的?)(问题|事情|事|咨询|投诉|工单|受理).{0,6}"
    r"(处理|办|怎么样|怎样|到哪|进展|结果|好了|回复)|"
    r"(处理|办)(得|到)(怎么样|怎样|哪了?|哪一步)|(有|出)(结果|回复|消息|进展)了?(吗|没)|受理号"
)
TICKET_NUMBER = re.compile(r"(?<![0-9A-Za-z])([A-HJ-NP-Za-hj-np-zＡ-Ｚ]\s?[0-9０-９]{4,6})(?![0-9A-Za-z])")
_USELESS = re.compile(
    r"^(没|沒)(有)?(用|帮助|什么用|啥用)(啊|呀|了)?[。！!]*$|^(无用|不管用)[。！!]*$|看不懂|没看懂|还是不(懂|明白|知道)"
)
_USEFUL = re.compile(r"^(很|挺|非常)?(有用|有帮助|管用)(的|了|啊)?[。！!]*$")


def asks_progress(turn: Turn) -> bool:
    return bool(_PROGRESS.search(turn.text) or (TICKET_NUMBER.search(turn.text) and len(turn.text) <= 12))


def progress(turn: Turn) -> Decision | None:
    """「查进度 A1023」「我的问题处理得怎样了」: state, promised date, which section, why it takes longer."""
    named = TICKET_NUMBER.search(turn.text)
    if not asks_progress(turn) or (turn.progress is None and named is None and turn.match.kind is Match.SURE):
        return None
    if turn.progress is None:
        text = turn.say("progress_none" if named else "progress_nothing")
    else:
        text = _progress_text(turn, turn.progress)
    return Decision(replies=(Reply(text=text),), context=turn.remember(), kind="human", rule="progress")


def _progress_text(turn: Turn, ticket: Progress) -> str:
    department = ticket.department_name or turn.book.bureau
    if ticket.status is Status.CLOSED:
        closed = date_of(ticket.closed_at or turn.now)
        outcome = f"{ticket.outcome.rstrip('。')}。" if ticket.outcome else ""
        return turn.say("progress_closed", number=ticket.number, closed=closed, outcome=outcome)
    if ticket.status is Status.WAITING:
        return turn.say("progress_waiting", number=ticket.number, department=department, waiting=waiting(turn))
    why = turn.say("progress_extension", reason=ticket.extension_reason) if ticket.extension_reason else ""
    return turn.say(
        "progress_claimed", number=ticket.number, department=department, due=date_of(ticket.due_at), extension=why
    )


def verdict_given(turn: Turn) -> Decision | None:
    """「有用」「没用」 about the last answer, tapped or said."""
    if turn.context.entry is None:
        return None
    text, tapped = turn.text.strip(), turn.message.choice
    if tapped == "verdict:useful" or _USEFUL.match(text):
        return Decision(replies=(Reply(text=turn.say("useful")),), context=turn.remember(), kind="chat",
                        verdict="useful", rule="verdict")  # fmt: skip
    if tapped == "verdict:useless" or (_USELESS.search(text) and turn.match.kind is not Match.SURE):
        return _better_try(turn)
    return None


def _better_try(turn: Turn) -> Decision:
    """「没用」 leads to a person or the next best answers, and is recorded for the curator."""
    rest = tuple(one for one in turn.context.rest if turn.book.in_force(one, turn.now))[:2]
    choices = (
        Choice(key="person:useless", label=turn.say("ask_person")),
        *(Choice(key=f"entry:{one}", label=turn.book.short(one)) for one in rest),
    )
    context = turn.settle(offered=choices, question=turn.context.question, entry=turn.context.entry)
    reply = Reply(text=turn.say("useless"), choices=choices)
    return Decision(replies=(reply,), context=context, kind="unknown", verdict="useless", rule="verdict")


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
    if turn.match.kind in (Match.SURE, Match.HUMAN):
        return None
    return Decision(replies=(Reply(text=turn.say("rated_word")),), context=turn.settle(), kind="chat",
                    rating_word=(turn.context.ticket, turn.text), rule="rating_word")  # fmt: skip
