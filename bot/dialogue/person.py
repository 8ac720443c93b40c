"""Rules around people: asking for one, waiting, being with one; and what must reach one at once."""

import re
from dataclasses import replace

from bot.dialogue.aftercare import asks_progress
from bot.dialogue.duty import waiting
from bot.dialogue.turn import Awaiting, Decision, Handoff, Turn
from bot.message import Kind, Reply
from handoff.ticket import Status, TicketKind
from intents.match import Kind as Match

ALL = "*"  # as an area: the whole bot
NUMBER = "{number}"  # the ticket's number is only known once it is opened: receive() puts it in
_HUMAN = re.compile(
    r"^(我?(要|想|需要)?(转|找|接|要|叫|换)?(个|一下|到)?(人工|真人|活人|客服|值班(员|人员)?|工作人员|接线员)(客服|服务|台|坐席|吧|啊|呢|谢谢)*|"
    r"(我)?(要|想)?找(个|你们)?(人|老师|领导|同志|负责人)(问问|聊|说|说话|谈|咨询)?|"
    r"(请|能不能|可以|麻烦)?(给我)?(打|回)(个)?电话(给我)?(吗|吧)?|转人|rg|zrg)[。！!？?~吧啊呀]*$",
    re.IGNORECASE,
)
_KIND = (
    (TicketKind.COMPLAINT, re.compile(
        r"^(我要?|我想|请问?)?(实名)?(投诉|举报|控告|检举|反映|曝光)|(我要|我想|要)(投诉|举报)|投诉(你们|一下)|反映.{2,}(问题|情况)$")),
    (TicketKind.HELP, re.compile(r"^(我要?|紧急)?求助|^(请|恳请|请求|盼|求)(求|政府|教育局|领导|帮|解决|协调).{4,}")),
    (TicketKind.SUGGESTION, re.compile(
        r"^(我)?(有个|提个|提一个|关于.{2,30}的)?建议(?!书)|^希望.{4,}(能|可以|尽快|早日|加强|增设|取消)")),
)  # fmt: skip
_ANGRY = re.compile(
    r"没用|垃圾|废物|什么破|(太|真)差|烂透|智障|听不懂人话|傻|骗(人|子)|气死|没人管|推(来推去|诿)|踢皮球|踢球|不作为|滚|妈的|tmd|shit|"
    r"(说|讲|答)(了)?(等于|跟)没(说|讲|答)",
    re.IGNORECASE,
)
_END = re.compile(
    r"^(结束|退出|不用了|不需要了|不问了|没事了|取消|算了|解决了|已解决|回到?(自动|机器人).*)[。！!吧了啊谢 ]*(谢谢)?$"
)


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
    if turn.context.entry and turn.book.knows(turn.context.entry):
        return turn.book.entry(turn.context.entry).department
    found = turn.book.not_ours(turn.match.topic)
    return found.department if found else None


def human(turn: Turn) -> Decision | None:
    """「人工」「转人工」「找个人」 from every state."""
    if _HUMAN.match(turn.text.strip()) or turn.match.kind is Match.HUMAN:
        return ask_for_person(turn)
    return None


def urgent(turn: Turn) -> Decision | None:
    """Self-harm, bullying, violence, a missing child: the caring text at once and a red ticket; no menu, no rating."""
    if turn.match.kind is not Match.URGENT:
        return None
    if turn.ticket is not None and turn.ticket.urgent:
        text = turn.say("urgent_again", number=turn.ticket.number)
        handoff = Handoff(reason="urgent", kind=TicketKind.URGENT, urgent=True)
        return Decision(replies=(Reply(text=text),), context=turn.settle(), kind="urgent", forward=True,
                        handoff=handoff, rule="urgent")  # fmt: skip
    topic = turn.book.not_ours(turn.match.topic)
    reply = topic.reply if topic else ""
    handoff = Handoff(reason="urgent", kind=TicketKind.URGENT, urgent=True, subject=turn.text,
                      department=topic.department if topic else None)  # fmt: skip
    return open_ticket(turn, turn.say("urgent", reply=reply, number=NUMBER), handoff, rule="urgent")


def with_the_desk(turn: Turn) -> Decision | None:
    """While a person has the chat the bot is silent: it forwards; 「结束」 gives it back."""
    if turn.ticket is None:
        return None
    if _END.match(turn.text.strip()):
        text = turn.say("withdrawn", number=turn.ticket.number)
        return Decision(
            replies=(Reply(text=text),), context=turn.settle(), kind="chat", withdraw=True, rule="withdrawn"
        )
    if turn.message.kind is Kind.TEXT and asks_progress(turn):
        return None
    if turn.ticket.urgent and turn.ticket.status is Status.WAITING:
        text = turn.say("urgent_again", number=turn.ticket.number)
        return Decision(
            replies=(Reply(text=text),), context=turn.settle(), kind="urgent", forward=True, rule="urgent_wait"
        )
    if turn.with_person:
        return Decision(replies=(), context=turn.settle(), kind="human", forward=True, rule="with_person")
    return _while_waiting(turn)


def _while_waiting(turn: Turn) -> Decision | None:
    """Nobody took it yet: the desk hears everything; a question the bot is sure of is answered all the same."""
    if turn.context.awaiting is Awaiting.TOPIC and not _HUMAN.match(turn.text.strip()):
        key = "contact_thanks" if turn.phone else "topic_thanks"
        text = turn.say(key, waiting=waiting(turn))
        return Decision(replies=(Reply(text=text),), context=turn.settle(), kind="human", forward=True,
                        subject=turn.text, contact=turn.phone, rule="topic")  # fmt: skip
    if turn.message.kind is not Kind.TEXT:
        return Decision(replies=(Reply(text=turn.say("media_forwarded")),), context=turn.settle(), kind="human",
                        forward=True, rule="media")  # fmt: skip
    if turn.phone:
        text = turn.say("contact_thanks", waiting=waiting(turn))
        return Decision(replies=(Reply(text=text),), context=turn.settle(), kind="human", forward=True,
                        contact=turn.phone, rule="contact")  # fmt: skip
    if turn.match.kind in (Match.SURE, Match.HUMAN, Match.CHAT) or turn.context.offered:
        return None  # the other rules answer; receive() forwards what is said while a ticket is open
    text = turn.say("added", number=turn.ticket.number if turn.ticket else "")
    return Decision(replies=(Reply(text=text),), context=turn.settle(), kind="human", forward=True, rule="added")


def bot_off(turn: Turn) -> Decision | None:
    """The off switch hands everything to the desk."""
    if ALL not in turn.off:
        return None
    text = turn.say("bot_off", number=NUMBER, waiting=waiting(turn))
    return open_ticket(turn, text, Handoff(reason="bot_off", subject=turn.text), rule="bot_off")


def complaint(turn: Turn) -> Decision | None:
    """投诉、求助、建议 are taken as such, with their promise, not argued with an FAQ."""
    if turn.match.kind is Match.SURE and turn.match.candidates and turn.match.candidates[0].score > 0.9:
        return None
    kind = next((kind for kind, pattern in _KIND if pattern.search(turn.text.strip())), None)
    if kind is None or len(turn.text) < 4:
        return None
    text = turn.say(kind.value, number=NUMBER, promise="{promise}")
    handoff = Handoff(reason=kind.value, kind=kind, subject=turn.text, department=_department(turn))
    return open_ticket(turn, text, handoff, rule="complaint")


def angry(turn: Turn) -> Decision | None:
    """Anger goes to a person."""
    text = turn.text.strip()
    if not (_ANGRY.search(text) and len(text) <= 30 and turn.match.kind is not Match.SURE):
        return None
    handoff = Handoff(reason="angry", subject=turn.context.question or text, department=_department(turn))
    return open_ticket(turn, turn.say("angry", number=NUMBER, waiting=waiting(turn)), handoff, rule="angry")
