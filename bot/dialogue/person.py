"""Rules around people: asking for one, waiting, being with one, complaining."""

import re
from dataclasses import replace
from datetime import timedelta

from bot.dialogue.aftercare import asks_progress
from bot.dialogue.answering import settled
from bot.dialogue.complaining import is_bare, only_declines, registered_as
from bot.dialogue.courtesy import asks_what_is_known, courteous, goes_on_elsewhere
from bot.dialogue.duty import date_of, noted_as, waiting
from bot.dialogue.followups import QUESTION, asked_section, names_nothing
from bot.dialogue.matters import named
from bot.dialogue.passages import TROUBLE
from bot.dialogue.picking import chosen
from bot.dialogue.service_questions import asked_of_us, asks_for_contact
from bot.dialogue.turn import Awaiting, Context, Decision, Handoff, Turn
from bot.message import Kind, Reply
from handoff.ticket import TicketKind
from intents.match import Kind as Match
from intents.text import normalise

ALL = "*"  # as an area: the whole bot
NUMBER = "{number}"  # the ticket's number is only known once it is opened: receive() puts it in
LONGEST_CALL = 40  # characters of a call for a person
_PERSON = r"(?:人工|真人|活人|大活人|客服|值班(?:员|人员|老师|的)?|工作人员|接线员|办事员|你们的人)"
_HUMAN = re.compile(
    r"^(?:算了|那就?|还是|麻烦|请|直接|快|帮我|给我|能不能|可不可以|能否|可以|我|先|再|就|你|现在)*(?:要|想|需要|得)?"
    rf"(?:转接?|找|接|要|叫|换|来|切换?|联系|求|有)?(?:个|一下|到|一个|给|位|成)?{_PERSON}"
    r"(?:客服|服务|台|坐席|回答|解答|处理|吧|啊|呢|来|谢谢|在吗|在不在|有吗|聊|说话|说|吗|咨询|帮忙|接待|一下)*$|"
    r"^(?:算了|那|还是|直接|请|麻烦|能不能|可以|我)*(?:要|想|需要|得)?(?:找|叫|来|换|派)(?:个|一个|你们的?|位)?(?:人|老师|领导|同志|负责人|局长|科长|管事的)"
    r"(?:来|问问?|聊聊?|说说?话?|谈谈?|咨询|帮忙|处理|解决|回答|跟我说|吧|行吗|行不|吗)*$|"
    r"^(?:请|能不能|可以|麻烦|能)?(?:你们)?(?:给我)?(?:打|回)(?:个)?电话(?:给我|过来)?(?:吗|吧|行吗)?$|给我(?:打|回)个?电话|打(?:个)?电话给我|"
    r"转(?:接)?(?:到|一下)?(?:人工|客服|真人)|(?:我要|我想要|要|找|换|接|叫|来个?|上)(?:个)?(?:人工|真人|活人)(?!智能|降雨|湖|授粉)|"
    r"不(?:要|想|跟|和)(?:跟|和|再)?(?:你这个?)?机器人|^(?:还)?有(?:没有)?(?:人|活人|真人)(?:在|吗|没|么|呢|啊|值班|管)*$|^人(?:呢|在哪里?|去哪了?)$|^转人$|^z?rg$|^rengong$",
)
_ANGRY = re.compile(
    r"没(?:什么|啥)?用|垃圾|废物|什么破|^(?:你们?|你们的|服务|态度|回答|这|这个|机器人|系统|也|都)*(?:太|真)(?:差|烂|垃圾|笨|蠢)|烂透|智障|听不懂人话|傻|^(?:你们?|都|就|全|是|这|机器人|教育局)*骗(?:人|子)|气死|没人管|推(?:来推去|诿)|踢皮球|踢球|不作为|滚|(?:^|[，,。！!？?\s]|你们?)(?:[他你特踏])?妈的(?=$|[，,。！!？?\s]|什么|啥|搞|到底|你们|都|又|破|烂)|"
    r"tmd|shit|(?:说|讲)人话|好好(?:说|讲|答)(?:个)?话|(?:说|讲|答)了?(?:等于|跟)没(?:说|讲|答)|敷衍|糊弄|打太极|答的(?:什么|啥)|什么玩意",
    re.IGNORECASE,
)
_LEFT_ALONE = re.compile(
    r"(?:孩子|娃娃?|儿子|女儿|闺女|孙子|孙女|小孩|弟弟|妹妹|老人|[他她])(?:在家|在老家|一个人|放学|平时|晚上|周末|中午|回家|现在|以后|也|都|就|又)*"
    r"没(?:有)?人管|没人管(?:孩子|娃|他|她|作业|学习|吃|接)"
)  # a child's lot, not the bureau's fault
_OVER = (
    r"(?:结束|退出|取消|撤销|撤回|撤诉|搞定了?|没事了|算了|等不了了|(?:已经?|都)*(?:解决|处理|办|弄)好?完?了|已解决|"
    r"(?:不用|不需要|不必|不)(?:再|你们?)*(?:回|等|麻烦|管|转|找|处理|要|投诉|反映|举报|问)*(?:复|电话|人工|人)?了|"
    r"我?自己(?:打电话|打|去问|去|想办法|解决)(?:吧|了)?|别转了?|不用转了?|回到?(?:自动|机器人).*)"
)
_END = re.compile(
    rf"^(?:(?:我|那|就|先|还是|要|想|好吧|好的?|嗯|哦|都|说了)*{_OVER}(?:对话|咨询|人工|服务|投诉|工单)?"
    r"[。！!吧啊谢 ,，]*){1,3}$"
)
_CALL_ME = re.compile(r"(?:打|回)(?:个)?我?(?:的)?(?:电话|手机)|联系我|给我(?:打|回)|(?:打|回)(?:个)?(?:电话)?给我")
_FAVOURS = re.compile(r"找.{0,4}(?:关系|熟人|后门|门路)")
_IS_SOMEWHERE = re.compile(r"^(?:我|本人)?(?:现在)?人(?:现在)?不?在(?![吗么哪呢不没]).{1,6}$")
LONGEST_ANGER = 30
LONGEST_END = 16
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


def calls_for_a_person(text: str) -> bool:
    said = normalise(text).strip("。！!？?~～吧啊呀，, ")
    return len(said) <= LONGEST_CALL and bool(_HUMAN.search(said))


def ends(text: str) -> bool:
    """「结束」「没事了」."""
    return len(text) <= LONGEST_END and bool(_END.match(text.strip()))


def open_ticket(
    turn: Turn, text: str, handoff: Handoff, *, awaiting: Awaiting = Awaiting.NOTHING, rule: str
) -> Decision:
    """A reply that names the ticket's number, and the handoff that opens it."""
    context = turn.settle(awaiting=awaiting)
    kind = {"urgent": "urgent", "human": "human"}.get(handoff.reason, "unknown")
    return Decision(replies=(Reply(text=text),), context=context, kind=kind, handoff=handoff, rule=rule)


def ask_for_person(turn: Turn, *, reason: str = "human", subject: str = "") -> Decision:
    """A person in one step: the ticket is opened at once; what it is about may follow."""
    if turn.ticket is not None:
        text = turn.say("human_already", number=turn.ticket.number, waiting=waiting(turn))
        context = turn.settle(awaiting=turn.context.awaiting)
        return Decision(replies=(Reply(text=text),), context=context, kind="human", forward=True,
                        handoff=Handoff(reason="human"), rule="human")  # fmt: skip
    about = subject or turn.context.question
    key = "handed_over" if about else "human_opened"
    handoff = Handoff(reason="human" if reason in ("asked", "human") else reason, subject=about,
                      department=_department(turn))  # fmt: skip
    awaiting = Awaiting.NOTHING if about else Awaiting.TOPIC
    decision = open_ticket(
        turn, turn.say(key, number=NUMBER, waiting=waiting(turn)), handoff, awaiting=awaiting, rule="human"
    )
    return decision if decision.kind == "human" else _as_human(decision)


def _as_human(decision: Decision) -> Decision:
    return replace(decision, kind="human")


def _department(turn: Turn) -> str | None:
    """Which section the ticket goes to: that of the last answer, or of what is not ours."""
    if turn.context.entry:
        return turn.book.entry(turn.context.entry).department
    found = turn.book.not_ours(turn.match.topic)
    return found.department if found else None


def human(turn: Turn) -> Decision | None:
    """「人工」「转人工」「找个人」 from every state; whether this is a person is only asked."""
    if asked_of_us(turn.text) is not None or _FAVOURS.search(turn.text):
        return None
    if calls_for_a_person(turn.text) or (turn.phone and _CALL_ME.search(turn.text)):
        return ask_for_person(turn)
    if turn.match.kind is not Match.HUMAN or _asks_for_the_number(turn) or _says_where(turn):
        return None
    if (turn.context.entry or turn.context.elsewhere) and QUESTION.search(turn.text):
        return None  # 「能不能你们开个证明」 asks for something of the matter; a person is offered with the reply
    return ask_for_person(turn)


def _asks_for_the_number(turn: Turn) -> bool:
    """「联系谁」「你们电话多少」 wants the number, not a ticket."""
    return asked_section(turn.text) is not None and names_nothing(turn.text)


def _says_where(turn: Turn) -> bool:
    """「人在外地」 after an answer calls nobody."""
    return turn.context.entry is not None and bool(_IS_SOMEWHERE.search(turn.text))


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
    if _is_angry(turn.text):
        return _heard(turn, turn.say("added_angry", number=number, waiting=waiting(turn)), rule="added")
    return _heard(turn, turn.say(noted_as(turn), number=number), rule="added")


def _is_asked(turn: Turn) -> bool:
    """A question asked meanwhile; who complained tells of it in questions too."""
    assert turn.ticket is not None
    if turn.ticket.urgent and goes_on_elsewhere(turn):
        return True
    return (turn.ticket.urgent or turn.ticket.kind is TicketKind.CONSULT) and asks_what_is_known(turn)


def asks_about_us(turn: Turn) -> bool:
    """「你们电话多少」「要实名吗」: the desk need not be waited for."""
    return asked_of_us(turn.text) is not None or asks_for_contact(turn.text)


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
    noted = _heard(turn, text, rule="topic", subject=turn.text, contact=turn.phone)
    if turn.match.kind is not Match.SURE or not turn.book.knows(turn.match.ids[0]):
        return noted
    before = f"{text}{turn.say('meanwhile')}"
    answered = settled(turn, turn.match.ids[0], before=before, rule="topic")
    return replace(noted, replies=answered.replies, context=answered.context, ids=answered.ids)


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


def complaint(turn: Turn) -> Decision | None:
    """投诉、求助、建议 are taken as such, with their promise, not argued with an FAQ; how to complain is a question."""
    kind = registered_as(turn.text)
    if kind is None or (kind is not TicketKind.COMPLAINT and _is_a_question_of_ours(turn)):
        return None
    if is_bare(turn.text):
        handoff = Handoff(reason=kind.value, kind=kind, department=_department(turn))
        said = turn.say("complaint_open", number=NUMBER)
        return open_ticket(turn, said, handoff, awaiting=Awaiting.TOPIC, rule="complaint")
    said = turn.say(kind.value, number=NUMBER, promise="{promise}")
    handoff = Handoff(reason=kind.value, kind=kind, subject=turn.text, department=_department(turn))
    return open_ticket(turn, said, handoff, rule="complaint")


def _is_a_question_of_ours(turn: Turn) -> bool:
    return turn.match.kind is Match.SURE and turn.match.best > 0.9


def angry(turn: Turn) -> Decision | None:
    """Anger goes to a person."""
    if turn.match.kind is Match.SURE or not _is_angry(turn.text):
        return None
    handoff = Handoff(reason="angry", subject=turn.context.question or turn.text.strip(), department=_department(turn))
    return open_ticket(turn, turn.say("angry", number=NUMBER, waiting=waiting(turn)), handoff, rule="angry")


def _is_angry(text: str) -> bool:
    """「气死我了」; 「孩子没人管」「他妈的名字」 is not."""
    return len(text.strip()) <= LONGEST_ANGER and bool(_ANGRY.search(_LEFT_ALONE.sub("", text.strip())))


def no_complaint(turn: Turn) -> Decision | None:
    """「我不想投诉 怕」: nothing is registered, and that is said; what is asked beside it is answered."""
    if not only_declines(turn.text):
        return None
    return Decision(replies=(Reply(text=turn.say("no_complaint")),), context=turn.remember(), kind="chat",
                    rule="no_complaint")  # fmt: skip
