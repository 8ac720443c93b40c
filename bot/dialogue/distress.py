"""Rules for somebody in danger: the caring text at once, and nobody is left alone until a person is there."""

import re
from dataclasses import replace

from bot.dialogue.aftercare import asks_progress
from bot.dialogue.complaining import complaint, registered_as
from bot.dialogue.consoling import (
    SELF_HARM,
    asks_the_bureau,
    calls_out,
    heard,
    is_of_the_danger,
    kinds,
    listens,
    passed_on,
    whoever_comes,
)
from bot.dialogue.courtesy import asks, asks_what_is_known, courteous, goes_on_elsewhere
from bot.dialogue.desk import WAITS, asks_about_us
from bot.dialogue.matters import named
from bot.dialogue.person import NUMBER, calls_for_a_person, open_ticket
from bot.dialogue.service_questions import OfUs, asked_of_us
from bot.dialogue.turn import Decision, Handoff, Turn
from bot.message import Reply
from handoff.ticket import TicketKind
from intents.about import about
from intents.danger import read_danger
from intents.match import Kind as Match
from intents.text import normalise

GUESSED = 0.58  # share of all dangers together, below which words that name none only make one guess
ASKS_PLAINLY = 0.85  # share of an answer that is a question about papers or school, even from a parent in need
_NO = r"(?<!有)(?:没|莫)(?:有|得)?"  # 「没得危险」 is Sichuan's; 「有没得危险」 asks
_ANY = r"(?:什么|啥子?)?"
_ASKING = r"(?!找|吗|么|吧|嘛|没|不?[?？]|不$)"
_MISTAKEN = re.compile(
    rf"误会|发{_ANY}神经|{_NO}出{_ANY}事|(?:搞|弄|理解|听|发|打|点)错(?:字|人|的)?了?(?=$|[，,。！!\s])|开玩笑|说着玩|没(?:有)?(?:想不开|要?自杀|被打|被欺负|人打)|"
    r"不是(?:这个|那个)?(?:意思|欺负|霸凌|打人|暴力|要?(?:自杀|轻生|寻死|跳楼)|想不开)|^(?:我)?(?:只|就)?是想?(?:问|反映|咨询)"
)
_OVER = re.compile(
    rf"(?:我|已经|现在|人|娃儿?|孩子)(?:没|莫得|没得{_ANY})事{_ASKING}|{_NO}{_ANY}事了{_ASKING}|没那么严重|不严重|{_NO}{_ANY}大(?:事|碍|问题){_ASKING}|"
    rf"{_NO}{_ANY}(?:生命)?危险{_ASKING}|不是(?:有|说)?危险|没(?:怎么)?受{_ANY}伤|皮外伤|已经出院|(?:人|孩子|娃)?(?:已经)?(?:找到|回来|到家|联系上)了"
)
# Clauses that say that no such thing happened; what others say, and 「110没打通」, ends nothing.
_DENIED = re.compile(
    r"(?:我|我们|孩子|娃儿?|真的?|其实|都|也|又|可)*(?:"
    r"没(?:有)?(?:人|谁|哪个)(?:在|再|敢)*(?:欺负|体罚|霸凌|打)(?:过)?(?:我|他|她|孩子|娃儿?|人)?|没(?:有)?(?:被)(?:欺负|体罚|霸凌|打)(?:过)?|"
    r"没(?:有)?(?:说|讲)(?:过)?(?:是|有)?(?:欺负|体罚|霸凌|打人)|不是(?:我|孩子|娃儿?|人|他|她)?(?:走)?(?:丢|失踪|不见)了?|"
    r"没(?:有)?(?:的|这(?:回)?)事|你们?(?:搞|弄|想|听|理解)(?:错|多|岔)了)[啊呀哦哈的了]*"
)
_I_MEANT = re.compile(r"(?:我)?(?:就|只|只是|就是)?是?(?:问|说的是|想问)")
_CLAUSE = re.compile(r"[，,。.；;！!\s]+")
_FEARS = frozenset({OfUs.NAME, OfUs.PRIVATE})
_OF_US = frozenset({OfUs.COMPLAIN, OfUs.NAME, OfUs.PRIVATE, OfUs.SENDING, OfUs.HOURS})  # 「电话打不通」 is the child's


def calmed(turn: Turn) -> Turn:
    """「误会了，就是想反映」「没大事」: from this very line on, questions and complaints are heard as always."""
    if not _waits_in_danger(turn) or not denies(turn):
        return turn
    assert turn.ticket is not None
    return replace(turn, context=replace(turn.context, calm=turn.ticket.id))


def no_danger(turn: Turn) -> Decision | None:
    """Nothing but that there is none; the desk still looks at it."""
    if turn.ticket is None or not _is_calm(turn) or not denies(turn):
        return None
    if complaint(turn) or named(turn.text) or _asks_plainly(turn) or asks_progress(turn) or WAITS.search(turn.text):
        return None
    said = "no_danger" if _OVER.search(turn.text) else "no_danger_after_all"
    reply = Reply(text=turn.say(said, number=turn.ticket.number))
    return Decision(replies=(reply,), context=turn.settle(), kind="human", forward=True, rule="no_danger")


def denies(turn: Turn) -> bool:
    """From somebody who wants to die 「没事了」 ends nothing."""
    over = _OVER.search(turn.text) and SELF_HARM not in kinds(turn)
    return bool(over or _denies_all(turn) or _MISTAKEN.search(turn.text))


def _denies_all(turn: Turn) -> bool:
    """「没人欺负他」, by itself or with what was meant instead; beside anything else that is heard as danger, none."""
    first, *rest = _CLAUSE.split(turn.text.strip("。！!，, "))
    meant = turn.match.kind is not Match.URGENT or (bool(rest) and _I_MEANT.match(rest[0]))
    denied = [one for one in (first, *rest) if _DENIED.fullmatch(one)]
    return bool(denied and meant) and SELF_HARM not in kinds(turn) and not asks("，".join(denied))


def _is_calm(turn: Turn) -> bool:
    return turn.ticket is not None and turn.ticket.urgent and turn.context.calm == turn.ticket.id


def urgent(turn: Turn) -> Decision | None:
    """Self-harm, bullying, violence, a missing child: the caring text at once and a red ticket; no menu, no rating."""
    if turn.match.kind is not Match.URGENT or (_is_calm(turn) and (denies(turn) or complaint(turn))):
        return None
    if fears_only(turn):
        return None
    if turn.ticket is not None and turn.ticket.urgent:
        return _more_danger(turn)
    return alarm(turn, turn.match.topic or "", subject=turn.text)


def fears_only(turn: Turn) -> bool:
    """「匿名行吗 怕穿小鞋」 asks of us, where the danger is only guessed."""
    return turn.match.topic_share < GUESSED and asked_of_us(turn.text) in _FEARS


def alarm(turn: Turn, danger: str, *, subject: str) -> Decision:
    """What was written for this danger, and a red ticket."""
    topic = turn.book.not_ours(danger)
    reply = topic.reply if topic else ""
    handoff = Handoff(reason="urgent", kind=TicketKind.URGENT, urgent=True, subject=subject,
                      department=topic.department if topic else None)  # fmt: skip
    decision = open_ticket(turn, turn.say("urgent", reply=reply, number=NUMBER), handoff, rule="urgent")
    return replace(decision, context=replace(decision.context, danger=(danger,)))


def _more_danger(turn: Turn) -> Decision:
    """While they wait: another kind of danger that is named has its own text; the same is not read out twice."""
    assert turn.ticket is not None
    told, topic = turn.context.danger, turn.book.not_ours(turn.match.topic)
    asked = turn.context.asked + 1
    text = heard(turn)
    if topic is not None and topic.id not in told and topic.id in read_danger(normalise(turn.text)).kinds:
        told, asked = (*told, topic.id), 0
        text = turn.say("urgent", reply=topic.reply, number=turn.ticket.number)
    context = turn.settle(calm=None, danger=told, asked=asked)
    handoff = Handoff(reason="urgent", kind=TicketKind.URGENT, urgent=True)
    return Decision(replies=(Reply(text=text),), context=context, kind="urgent", forward=True, handoff=handoff,
                    rule="urgent")  # fmt: skip


def stay(turn: Turn) -> Decision | None:
    """What they say never ends it, and nothing is asked; a plain question, a call or a complaint is still heard."""
    if _is_calm(turn) and _asks_calmly(turn):
        return replace(_with_them(turn, passed_on(turn)), kind="human")
    if not _waits_in_danger(turn) or asks_progress(turn) or _asks_of_us(turn):
        return None
    assert turn.ticket is not None
    if turn.phone and not registered_as(turn.text):
        said = "urgent_contact" if listens(turn) else "urgent_contact_noted"
        return _with_them(turn, turn.say(said, number=turn.ticket.number))
    if _asks_plainly(turn):
        return None
    if calls_for_a_person(turn.text) or calls_out(turn.text) or WAITS.search(turn.text):
        return _with_them(turn, whoever_comes(turn, "urgent_person" if listens(turn) else "urgent_when"))
    return complaint(turn) or _with_them(turn, heard(turn), asked=turn.context.asked + 1)


def _asks_of_us(turn: Turn) -> bool:
    """「要实名吗」「几点下班」; who is in despair and asks whether this is a person is not told of a machine."""
    asked = asked_of_us(turn.text)
    return asked in _OF_US or (asked is OfUs.PERSON and not listens(turn))


def _with_them(turn: Turn, text: str, **context: int) -> Decision:
    return Decision(replies=(Reply(text=text),), context=turn.settle(**context), kind="urgent", forward=True,
                    rule="urgent_wait")  # fmt: skip


def _waits_in_danger(turn: Turn) -> bool:
    """In danger, nobody is there yet, and they did not say that it was none."""
    ticket = turn.ticket
    return ticket is not None and ticket.urgent and not turn.with_person and turn.context.calm != ticket.id


def _asks_plainly(turn: Turn) -> bool:
    """A whole question about papers or school, as a parent has who waits; anything less is heard as distress."""
    candidates, text = turn.match.candidates, turn.text
    if asks_the_bureau(turn):
        return False
    if turn.match.kind is Match.UNCLEAR:
        return turn.match.ask is not None and bool(about(text).objects)  # 「想转学怎么办」
    if turn.match.kind is not Match.SURE:
        return not is_of_the_danger(text) and (asks_what_is_known(turn) or goes_on_elsewhere(turn))
    return candidates[0].score >= ASKS_PLAINLY and bool(about(text).objects)


def _asks_calmly(turn: Turn) -> bool:
    """No danger any more, and still nobody is there: what the bureau will do is of the same matter."""
    context, text = turn.context, turn.text
    if turn.with_person or not asks(text) or asks_about_us(turn) or asks_progress(turn):
        return False
    if asks_the_bureau(turn):
        return True
    if WAITS.search(text) or calls_for_a_person(text) or registered_as(text) or courteous(text):
        return False
    open_one = context.entry or context.elsewhere or context.offered or turn.match.kind is Match.SURE
    return not open_one and not asks_what_is_known(turn)
