"""Rules while the desk has it: waiting for a person, being with one, and the bot switched off."""

import re
from datetime import timedelta

from bot.dialogue.aftercare import asks_progress
from bot.dialogue.answering import answered_along
from bot.dialogue.complaining import complaint, is_angry
from bot.dialogue.courtesy import asks_what_is_known, courteous, goes_on_elsewhere
from bot.dialogue.duty import date_of, noted_as, waiting
from bot.dialogue.followups import asked_section
from bot.dialogue.matters import named
from bot.dialogue.offices import asked_the_way
from bot.dialogue.passages import TROUBLE
from bot.dialogue.person import NUMBER, calls_for_a_person, open_ticket
from bot.dialogue.picking import chosen
from bot.dialogue.service_questions import asked_of_us, asks_for_contact
from bot.dialogue.turn import Awaiting, Context, Decision, Handoff, Turn
from bot.message import Kind, Reply
from handoff.ticket import TicketKind
from intents.match import Kind as Match

ALL = "*"  # as an area: the whole bot
LONGEST_END = 16
_OVER = (
    r"(?:结束|退出|取消|撤销|撤回|撤诉|撤(?:了|掉)|搞定了?|没事了|算了|等不了了|(?:已经?|都)*(?:解决|处理|办|弄)好?完?了|已解决|"
    r"(?:不用|不需要|不必|不)(?:再|你们?)*(?:回|等|麻烦|管|转|找|处理|要|投诉|反映|举报|问)*(?:复|电话|人工|人)?了|"
    r"我?自己(?:打电话|打|去问|去|想办法|解决)(?:吧|了)?|别转了?|不用转了?|回到?(?:自动|机器人).*)"
)
_END = re.compile(
    rf"^(?:(?:我|那|就|先|还是|要|想|好吧|好的?|嗯|哦|都|说了|人工|那个|的事|这事)*{_OVER}(?:对话|咨询|人工|服务|投诉|工单)?"
    r"[。！!吧啊谢 ,，]*){1,3}$"
)
_TAKES_BACK = re.compile(r"结束|退出|撤|不(?:用|要|想)?(?:投诉|反映|举报)|自动|机器人")
_ASIDE = re.compile(r"^(?:再|还想|顺便|另外|我?还)(?:再)?(?:问|请教|打听)|^(?:另外|顺便|对了)")
LATE = timedelta(hours=1)  # after it was opened, with somebody on duty now
_NOBODY_CAME = re.compile(r"没(?:有)?(?:一个)?(?:人)?(?:回|理|答复|联系)|等(?:了)?(?:这么|好|一晚|半天|很)")
WAITS = re.compile(
    r"(?:还|还要|要|得)等(?:到)?(?:多久|多长|几|什么时候|啥时候|哪天)|^(?:怎么|都|还|一直|到现在)*没(?:有)?(?:一个)?人(?:回|理|答复|联系)(?:过?我)?|(?:什么|啥)时候(?:有人|能?回|来人|能有人|轮到|答复|处理|解决|有结果|办)|怎么(?:还)?(?:没|不)(?:有)?(?:人|回)|"
    r"有人(?:看|理|回|来)|^人呢|轮到我|前面(?:还)?有?几|没人理|不想等|(?:多久|几天)(?:能|才|可以|会)?(?:回|答复|有?结果|处理|解决|来人|有人|轮到)|"
    r"归谁管|你们管还是|排(?:到|在)?第?几|第几(?:位|个)|(?:多久|几天|什么时候|啥时候).{0,3}(?:给|有)?(?:个)?(?:答复|回复|回话|回音|结果|说法)|"
    r"登记(?:上)?(?:了)?(?:没|吗|么)|记(?:上|下|录)了?(?:没|吗)|还在(?:吗|么|不)|谁在?(?:处理|办|负责)|催一?下|^(?:在吗|快点|急|快一点|进度)+[啊吧了。！!]*$"
)


def ends(text: str) -> bool:
    """「结束」「没事了」."""
    return len(text) <= LONGEST_END and bool(_END.match(text.strip()))


def with_the_desk(turn: Turn) -> Decision | None:
    """While a person has the chat the bot is silent: it forwards; 「结束」 gives it back."""
    if turn.ticket is None:
        return None
    if _withdraws(turn):
        complained = turn.ticket.kind is TicketKind.COMPLAINT
        text = turn.say("withdrawn_complaint" if complained else "withdrawn", number=turn.ticket.number)
        fresh = Context(notices=turn.context.notices, at=turn.now.isoformat())
        return Decision(replies=(Reply(text=text),), context=fresh, kind="chat", withdraw=True, rule="withdrawn")
    if turn.message.kind is Kind.TEXT and asks_progress(turn):
        return None
    if turn.with_person:
        return _silent(turn)
    return _while_waiting(turn)


def _withdraws(turn: Turn) -> bool:
    """「不用了」 may be an answer to the officer, and a complaint is not taken back by the way."""
    assert turn.ticket is not None
    if turn.ticket.urgent or not ends(turn.text):
        return False
    in_so_many_words = bool(_TAKES_BACK.search(turn.text)) or turn.context.awaiting is Awaiting.TOPIC
    return in_so_many_words or (turn.ticket.kind is TicketKind.CONSULT and not turn.with_person)


def _silent(turn: Turn) -> Decision:
    """Once to each ticket: who is there, and how to get the bot back."""
    assert turn.ticket is not None
    number = turn.ticket.number
    replies = () if turn.context.told == turn.ticket.id else (Reply(text=turn.say("with_person", number=number)),)
    context = turn.settle(told=turn.ticket.id)
    return Decision(replies=replies, context=context, kind="human", forward=True, rule="with_person")


def _while_waiting(turn: Turn) -> Decision | None:
    """Nobody took it yet: the desk hears everything; a question the bot is sure of is answered all the same."""
    assert turn.ticket is not None
    number = turn.ticket.number
    if turn.ticket.kind is TicketKind.CONSULT and (registered := complaint(turn)) is not None:
        return registered
    if WAITS.search(turn.text) and not asks_for_contact(turn.text):
        return _heard(turn, still_with_the_desk(turn), rule="waits")
    if turn.message.kind is not Kind.TEXT:
        return _heard(turn, turn.say("media_forwarded"), rule="media")
    if asks_about_us(turn) or (_ASIDE.search(turn.text) and turn.match.topic):
        return None  # answered by the rules for that, and forwarded like the rest
    polite, calls = courteous(turn.text), calls_for_a_person(turn.text)
    if (turn.context.awaiting is Awaiting.TOPIC or not turn.ticket.subject) and not polite and not calls:
        return _topic(turn)
    if turn.phone and turn.match.kind is not Match.SURE:
        return _heard(turn, turn.say("contact_thanks"), rule="contact", contact=turn.phone)
    if polite or calls or turn.match.kind in (Match.SURE, Match.HUMAN) or _continues(turn) or _is_asked(turn):
        return None  # the other rules answer; receive() forwards what is said while a ticket is open
    if is_angry(turn.text):
        return _heard(turn, turn.say("added_angry", number=number, waiting=waiting(turn)), rule="added")
    return _heard(turn, turn.say(noted_as(turn), number=number), rule="added")


def _is_asked(turn: Turn) -> bool:
    """A question asked meanwhile; who complained tells of it in questions too."""
    assert turn.ticket is not None
    if turn.ticket.urgent and goes_on_elsewhere(turn):
        return True
    return (turn.ticket.urgent or turn.ticket.kind is TicketKind.CONSULT) and asks_what_is_known(turn)


def asks_about_us(turn: Turn) -> bool:
    """「你们电话多少」「资助中心在几楼」「要实名吗」: the desk need not be waited for."""
    return asked_of_us(turn.text) is not None or asks_for_contact(turn.text) or bool(asked_the_way(turn))


def still_with_the_desk(turn: Turn) -> str:
    """Where it is, and what was promised; that it takes too long is owned up to."""
    assert turn.ticket is not None
    if _NOBODY_CAME.search(turn.text) and turn.desk.on_duty and turn.now - turn.ticket.opened_at >= LATE:
        return turn.say("waits_late", number=turn.ticket.number, waiting=waiting(turn))
    said = turn.say("human_already", number=turn.ticket.number, waiting=waiting(turn))
    return (
        said if turn.ticket.kind is TicketKind.CONSULT else said + turn.say("promise", due=date_of(turn.ticket.due_at))
    )


def _topic(turn: Turn) -> Decision:
    """What the call for a person is about; the bureau's own answer comes along where there is one."""
    text = turn.say("contact_thanks" if turn.phone else "topic_thanks")
    return answered_along(turn, _heard(turn, text, rule="topic", subject=turn.text, contact=turn.phone))


def _continues(turn: Turn) -> bool:
    """A choice of what was offered, or a short question about what was answered."""
    if chosen(turn.context.offered, turn.text, turn.message.choice):
        return True
    of_it = asked_section(turn.text) is not None or bool(named(turn.text)) or bool(TROUBLE.search(turn.text))
    return turn.context.entry is not None and of_it


def _heard(
    turn: Turn, text: str, *, rule: str, subject: str | None = None, contact: str | None = None
) -> Decision:  # fmt: skip
    return Decision(replies=(Reply(text=text),), context=turn.settle(), kind="human", forward=True, subject=subject,
                    contact=contact, rule=rule)  # fmt: skip


def bot_off(turn: Turn) -> Decision | None:
    """The off switch hands everything to the desk; how far it is and how it was can still be said."""
    if ALL not in turn.off or turn.context.awaiting in (Awaiting.RATING, Awaiting.RATING_WORD):
        return None
    if asks_progress(turn) or turn.match.kind is Match.HUMAN or calls_for_a_person(turn.text):
        return None
    if turn.ticket is not None:
        return _heard(turn, turn.say("added", number=turn.ticket.number), rule="bot_off")
    text = turn.say("bot_off", number=NUMBER, waiting=waiting(turn))
    return open_ticket(turn, text, Handoff(reason="bot_off", subject=turn.text), rule="bot_off")
