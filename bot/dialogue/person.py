"""Rules for asking for a person, and for having what was said handed over to one."""

import re
from dataclasses import replace

from bot.dialogue.duty import waiting
from bot.dialogue.followups import QUESTION, asked_section, names_nothing
from bot.dialogue.offices import asked_the_way, instead_of_names
from bot.dialogue.offices import named as named_offices
from bot.dialogue.picking import hands_over
from bot.dialogue.service_questions import OfUs, asked_of_us
from bot.dialogue.turn import Awaiting, Decision, Handoff, Turn
from bot.message import Reply
from intents.match import Kind as Match
from intents.text import normalise

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
_DECLINES = re.compile(rf"(?:(?<![是要用])不|别|莫)(?:是|想|再|需)*(?:要|用|找|转接?|叫)+(?:了)?(?:个|到)?{_PERSON}")
_WANTS_ONE = re.compile(r"(?:我要|想要|给我|换|转接?)(?:找|个)?(?:人工|真人|活人)")
_CALL_ME = re.compile(r"(?:打|回)(?:个)?我?(?:的)?(?:电话|手机)|联系我|给我(?:打|回)|(?:打|回)(?:个)?(?:电话)?给我")
_FAVOURS = re.compile(r"找.{0,4}(?:关系|熟人|后门|门路)")
_OF_PEOPLE = re.compile(r"人|电话|你们|[您找谁问聊说讲]|老师|领导|同志|机器|联系|帮")
LONGEST_DETAIL = 8  # characters that may only add to what was answered
_IS_SOMEWHERE = re.compile(r"^(?:我|本人)?(?:现在)?人(?:现在)?不?在(?![吗么哪呢不没]).{1,6}$")


def calls_for_a_person(text: str) -> bool:
    said = normalise(text).strip("。！!？?~～吧啊呀，, ")
    if _DECLINES.search(said):
        return False  # 「不找人工，就问…」
    return len(said) <= LONGEST_CALL and bool(_HUMAN.search(said))


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
                      department=_called(turn) or department_of(turn))  # fmt: skip
    awaiting = Awaiting.NOTHING if about else Awaiting.TOPIC
    decision = open_ticket(
        turn, turn.say(key, number=NUMBER, waiting=waiting(turn)), handoff, awaiting=awaiting, rule="human"
    )
    return replace(decision, kind="human")


def department_of(turn: Turn) -> str | None:
    """Which section the ticket goes to: that of the last answer, or of what is not ours, now or just before."""
    if turn.context.entry:
        return turn.book.entry(turn.context.entry).department
    found = (turn.book.not_ours(topic) for topic in (turn.match.topic, turn.context.elsewhere))
    return next((one.department for one in found if one and one.department), None)


def _called(turn: Turn) -> str | None:
    """「那就转给监督室」「找教师科的人」: the one section that is named."""
    keys = named_offices(turn, turn.text)
    return keys[0] if len(keys) == 1 else None


def human(turn: Turn) -> Decision | None:
    """「人工」「转人工」「找个人」 from every state; whether this is a person is only asked."""
    asked = asked_of_us(turn.text)
    only_asks = asked is not None and not (asked is OfUs.PERSON and _WANTS_ONE.search(turn.text))
    if only_asks or asked_the_way(turn) or _FAVOURS.search(turn.text) or _DECLINES.search(turn.text):
        return None
    if calls_for_a_person(turn.text) or _calls_a_section(turn) or (turn.phone and _CALL_ME.search(turn.text)):
        return ask_for_person(turn)
    if turn.match.kind is not Match.HUMAN or _asks_for_the_number(turn) or _says_where(turn):
        return None
    if turn.context.entry and len(turn.text) <= LONGEST_DETAIL and not _OF_PEOPLE.search(turn.text):
        return None  # 「生病了」 after 休学 tells something of it
    if (turn.context.entry or turn.context.elsewhere) and QUESTION.search(turn.text):
        return None  # 「能不能你们开个证明」 asks for something of the matter; a person is offered with the reply
    return ask_for_person(turn)


def _calls_a_section(turn: Turn) -> bool:
    """「帮我转教师科」 is a call like 「帮我转人工」."""
    return "转" in turn.text and calls_for_a_person(instead_of_names(turn, turn.text, "值班人员"))


def _asks_for_the_number(turn: Turn) -> bool:
    """「联系谁」「你们电话多少」 wants the number, not a ticket."""
    return asked_section(turn.text) is not None and names_nothing(turn.text)


def _says_where(turn: Turn) -> bool:
    """「人在外地」 after an answer calls nobody."""
    return turn.context.entry is not None and bool(_IS_SOMEWHERE.search(turn.text))


def wants_it_handed_over(turn: Turn) -> bool:
    """「那你转嘛」「转给监督室」 where that was offered; beside a move to another school 「转吧」 may mean that.

    Two of three: a person is what was offered first, it is said to whoever hands over, and no move is spoken of.
    """
    offered = [one.key.startswith("person") for one in turn.context.offered]
    said = hands_over(instead_of_names(turn, turn.text, "值班人员"))
    entry = turn.context.entry
    moves = "转" in turn.context.question + (turn.book.entry(entry).title if entry else "")
    return said is not None and any(offered) and offered[0] + said.addressed + (not moves) >= 2
