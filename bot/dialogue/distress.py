"""Rules for somebody in danger: the caring text at once, and nobody is left alone until a person is there."""

import re
from dataclasses import replace

from bot.dialogue.aftercare import asks_progress
from bot.dialogue.caring import is_misery
from bot.dialogue.complaining import complaint, registered_as
from bot.dialogue.courtesy import asks_what_is_known, goes_on_elsewhere
from bot.dialogue.desk import WAITS
from bot.dialogue.matters import named
from bot.dialogue.person import NUMBER, calls_for_a_person, open_ticket
from bot.dialogue.service_questions import OfUs, asked_of_us
from bot.dialogue.turn import Decision, Handoff, Turn
from bot.message import Reply
from faq.entry import NotOurs
from handoff.ticket import TicketKind
from intents.about import about
from intents.danger import read_danger
from intents.match import Kind as Match
from intents.text import normalise

ASKS_PLAINLY = 0.85  # share of an answer that is a question about papers or school, even from a parent in need
LONGEST_FACT = 10  # characters of 「初二女生」, which is for the desk
_MISTAKEN = re.compile(
    r"误会|发(?:什么|啥)?神经|没(?:有)?出(?:什么|啥)?事|(?:搞|弄|理解|听|发|打|点)错|开玩笑|说着玩|没(?:有)?(?:想不开|要?自杀|被打|被欺负|人打)|"
    r"不是(?:这个|那个)?(?:意思|欺负|霸凌|打人|暴力|要?(?:自杀|轻生|寻死|跳楼)|想不开)|^(?:我)?(?:只|就)?是想?(?:问|反映|咨询)"
)
_OVER = re.compile(
    r"(?:我|已经|现在)没事|没事了|没那么严重|不严重|没(?:什么|啥)?大(?:事|碍)|没(?:有)?(?:什么|啥)?危险(?!吗|么)|不是(?:有|说)?危险|"
    r"没(?:怎么)?受(?:什么|啥)?伤|皮外伤|已经出院|(?:人|孩子|娃)?(?:已经)?(?:找到|回来|到家|联系上)了"
)
_WHAT_TO_DO = re.compile(
    r"怎么(?:办|弄|救|做|处理)|咋(?:办|弄)|该(?:做|干|怎么)|(?:做|干)(?:什么|啥)|没(?:有)?报(?:过)?警|报警(?:吗|么|嘛|呢|不)|要不要(?:报警|打)"
)
_CALLED_POLICE = re.compile(
    r"报(?:过|了|完)警|报(?:警|案)(?:了|过)|打(?:过|了)110|110(?:打|来)了|(?:警察|派出所)(?:来|说|在|让|已经)"
)
_WHOSE = re.compile(
    r"(?:哪个|什么|啥)(?:部门|科室?|单位)|^(?:该|要|应该|我)*(?:找|归|问)谁(?!家)|谁(?:来)?(?:管|负责)|学校(?:那边|那里|那头).*(?:办|说|弄|找)|"
    r"(?:^|你们|局里?|到底)(?:管不管|管吗|管么|会管吗|能管吗)"
)
_FEELS = re.compile(r"急|怕|慌|担心|崩溃|受不了|哭|难受|活不")
_NOBODY = re.compile(r"^(?:怎么|都|还|到现在|一直)*没(?:有)?(?:一个)?人(?:来|回|理|管|接)")
_ABOUT_ANOTHER = re.compile(r"[她他]|孩子|儿子|女儿|闺女|娃|同学|学生|朋友")
_A_PLACE = re.compile(
    r"(?:中|小|校|学|园|班|级|楼|室|路|街|村|门口|院)$|年级|[初高大小][一二三四五六]|在.{0,4}(?:房间|家|屋里?|宿舍|厕所|阳台|楼顶|天台|桥上)|[上下]午|昨|今|点|\d"
)
SELF_HARM = "urgent_selfharm"  # faq/not_ours: 「没事了」 from somebody who wants to die ends nothing
MISSING = "urgent_missing"  # faq/not_ours: who looks for a child needs to know what to do, not somebody who listens
_FEARS = frozenset({OfUs.NAME, OfUs.PRIVATE})
_OF_US = frozenset({OfUs.COMPLAIN, OfUs.NAME, OfUs.PRIVATE, OfUs.SENDING, OfUs.HOURS})  # 「电话打不通」 is the child's


def calmed(turn: Turn) -> Turn:
    """「误会了，就是想反映」「没大事」: from this very line on, questions and complaints are heard as always."""
    if not _waits_in_danger(turn) or not _denies(turn):
        return turn
    assert turn.ticket is not None
    return replace(turn, context=replace(turn.context, calm=turn.ticket.id))


def no_danger(turn: Turn) -> Decision | None:
    """Nothing but that there is none; the desk still looks at it."""
    if turn.ticket is None or not _is_calm(turn) or not _denies(turn):
        return None
    if complaint(turn) or named(turn.text) or _asks_plainly(turn) or asks_progress(turn) or WAITS.search(turn.text):
        return None
    reply = Reply(text=turn.say("no_danger", number=turn.ticket.number))
    return Decision(replies=(reply,), context=turn.settle(), kind="human", forward=True, rule="no_danger")


def _denies(turn: Turn) -> bool:
    """From somebody who wants to die 「没事了」 ends nothing."""
    over = _OVER.search(turn.text) and SELF_HARM not in turn.context.danger
    return bool(over or _MISTAKEN.search(turn.text))


def _is_calm(turn: Turn) -> bool:
    return turn.ticket is not None and turn.ticket.urgent and turn.context.calm == turn.ticket.id


def urgent(turn: Turn) -> Decision | None:
    """Self-harm, bullying, violence, a missing child: the caring text at once and a red ticket; no menu, no rating."""
    if turn.match.kind is not Match.URGENT or (_is_calm(turn) and (_denies(turn) or complaint(turn))):
        return None
    if asked_of_us(turn.text) in _FEARS and not read_danger(normalise(turn.text)).dangerous:
        return None  # 「匿名行吗 怕穿小鞋」
    if turn.ticket is not None and turn.ticket.urgent:
        return _more_danger(turn)
    topic = turn.book.not_ours(turn.match.topic)
    reply = topic.reply if topic else ""
    handoff = Handoff(reason="urgent", kind=TicketKind.URGENT, urgent=True, subject=turn.text,
                      department=topic.department if topic else None)  # fmt: skip
    decision = open_ticket(turn, turn.say("urgent", reply=reply, number=NUMBER), handoff, rule="urgent")
    return replace(decision, context=replace(decision.context, danger=(turn.match.topic or "",)))


def _more_danger(turn: Turn) -> Decision:
    """While they wait: another kind of danger that is named has its own text; the same is not read out twice."""
    assert turn.ticket is not None
    told, topic = turn.context.danger, turn.book.not_ours(turn.match.topic)
    asked = turn.context.asked + 1
    text = _heard(turn)
    if topic is not None and topic.id not in told and topic.id in read_danger(normalise(turn.text)).kinds:
        told, asked = (*told, topic.id), 0
        text = turn.say("urgent", reply=topic.reply, number=turn.ticket.number)
    context = turn.settle(calm=None, danger=told, asked=asked)
    handoff = Handoff(reason="urgent", kind=TicketKind.URGENT, urgent=True)
    return Decision(replies=(Reply(text=text),), context=context, kind="urgent", forward=True, handoff=handoff,
                    rule="urgent")  # fmt: skip


def stay(turn: Turn) -> Decision | None:
    """What they say never ends it, and nothing is asked; a plain question, a call or a complaint is still heard."""
    if not _waits_in_danger(turn) or asks_progress(turn) or asked_of_us(turn.text) in _OF_US:
        return None
    assert turn.ticket is not None
    if turn.phone and not registered_as(turn.text):
        return _with_them(turn, turn.say("urgent_contact", number=turn.ticket.number))
    if _asks_plainly(turn):
        return None
    if calls_for_a_person(turn.text) or _NOBODY.search(turn.text) or WAITS.search(turn.text):
        return _with_them(turn, turn.say("urgent_person", number=turn.ticket.number))
    return complaint(turn) or _with_them(turn, _heard(turn), asked=turn.context.asked + 1)


def _with_them(turn: Turn, text: str, **context: int) -> Decision:
    return Decision(replies=(Reply(text=text),), context=turn.settle(**context), kind="urgent", forward=True,
                    rule="urgent_wait")  # fmt: skip


def _heard(turn: Turn) -> str:
    """What to do, and who sees to it, is told again; a fact is noted; the rest is listened to."""
    assert turn.ticket is not None
    number, told = turn.ticket.number, _told(turn)
    kind = told.id if told else ""
    if told and _WHOSE.search(turn.text):
        office = turn.book.department(told.department)
        return turn.say("urgent_office", department=office.name, phone=office.phone, number=number)
    if told and _WHAT_TO_DO.search(turn.text):
        return turn.say("urgent_do", reply=told.reply, number=number)
    if _CALLED_POLICE.search(turn.text):
        return turn.say("urgent_police_missing" if kind == MISSING else "urgent_police", number=number)
    if kind == MISSING:
        waits = _FEELS.search(turn.text) or turn.context.asked % 2
        return turn.say("urgent_missing_wait" if waits else "urgent_missing_noted", number=number)
    if _answers(turn):
        beside = kind == SELF_HARM and _ABOUT_ANOTHER.search(turn.text)
        return turn.say("urgent_beside" if beside else "urgent_noted", number=number)
    return turn.say("urgent_listening" if turn.context.asked % 2 else "urgent_again", number=number)


def _told(turn: Turn) -> NotOurs | None:
    """Which danger it is: the one read out last; after half an hour, what the words that opened the ticket name."""
    assert turn.ticket is not None
    kinds = turn.context.danger or tuple(read_danger(normalise(turn.ticket.subject)).kinds)
    return turn.book.not_ours(kinds[-1]) if turn.context.danger or len(kinds) == 1 else None


def _answers(turn: Turn) -> bool:
    """「二中」「她在房间」: every text ends in a question; its answer is for the desk. Despair is listened to."""
    text = turn.text.strip("。.！!，, ")
    if len(text) > LONGEST_FACT:
        return False
    if turn.facts or _A_PLACE.search(text):
        return True
    first = turn.context.asked == 0 and bool(turn.context.danger) and not about(text).actions
    return first and (SELF_HARM not in turn.context.danger or bool(_ABOUT_ANOTHER.search(text)))


def _waits_in_danger(turn: Turn) -> bool:
    """In danger, nobody is there yet, and they did not say that it was none."""
    ticket = turn.ticket
    return ticket is not None and ticket.urgent and not turn.with_person and turn.context.calm != ticket.id


def _asks_plainly(turn: Turn) -> bool:
    """A whole question about papers or school, as a parent has who waits; anything less is heard as distress."""
    candidates, text = turn.match.candidates, turn.text
    if turn.match.kind is Match.UNCLEAR:
        return turn.match.ask is not None and bool(about(text).objects)  # 「想转学怎么办」
    if turn.match.kind is not Match.SURE:
        return not _is_of_the_danger(text) and (asks_what_is_known(turn) or goes_on_elsewhere(turn))
    return candidates[0].score >= ASKS_PLAINLY and bool(about(text).objects)


def _is_of_the_danger(text: str) -> bool:
    """「怎么办」「急死我了」「你们管不管」; 「请假找谁」 is of something else, and so is 「请三天」 right after it."""
    heard = (_WHAT_TO_DO, _WHOSE, _FEELS, _CALLED_POLICE, _NOBODY)
    return is_misery(text) or any(pattern.search(text) for pattern in heard)
