"""Rules for complaining: 投诉, 求助, 建议, who is angry, and who wants none of it."""

import re

from bot.dialogue.answering import answered_along
from bot.dialogue.duty import waiting
from bot.dialogue.outside import is_of_another_office
from bot.dialogue.person import NUMBER, department_of, open_ticket
from bot.dialogue.turn import Awaiting, Decision, Handoff, Turn
from bot.message import Reply
from handoff.ticket import TicketKind
from intents.match import Kind as Match

_ASKS_HOW = re.compile(
    r"(?:怎么|如何|去哪|哪里|在哪|找谁|向谁|能不能|可不可以|可以|咋|怎样|到哪).{0,6}(?:投诉|投訴|举报|舉報|反映|求助)|(?:投诉|举报|反映)(?:了|过|完|后|的话|以后)*(?:要|得)?(?:多久|多长时间|什么时候|啥时候|几天|有没有用|会不会)|(?:投诉|举报|反映)(?:谁|给谁|到?哪里?|电话|渠道|方式|热线|邮箱|信箱|有用吗)|"
    r"(?:投诉|举报|反映).{0,2}(?:打|拨|找)(?:哪|什么|啥|多少|谁)"
)
_ASKS = re.compile(r"[?？]|[吗么呢]$|怎么|咋|如何|什么|啥|哪|多少|多久|几|能不能|可不可以|是否|是不是|要不要")
_KIND = (
    (TicketKind.COMPLAINT, re.compile(
        r"^(?:我要?|我想|我们要?|本人|请|你好)?[，, ]?(?:实名|匿名|强烈)?(?:投诉|投訴|举报|舉報|控告|检举|反映|曝光)|"
        r"(?:我要|我想|要|想)(?:实名|匿名)?(?:投诉|投訴|举报|舉報|告)(?!诉)|投诉(?:你们|一下)|反映.{2,}(?:问题|情况)$")),
    (TicketKind.HELP, re.compile(
        r"^(?:我要?|紧急)?求助|^(?:恳请|请求|盼|求|请)(?:政府|教育局|领导|各位|贵局|相关部门|有关部门|局里|帮帮|解决|协调).{4,}")),
    (TicketKind.SUGGESTION, re.compile(
        r"^(?:我)?(?:有个|有一个|提个|提一个|提点|想提个?|关于.{2,30}的)?(?:小)?建议(?!书)|"
        r"^希望(?:教育局|学校|政府|领导|贵局|相关部门|有关部门|你们|局里).{2,}|^希望.{4,}(?:尽快|早日|加强|增设|取消|规范|改善|重视)")),
)  # fmt: skip
_NOT_TO_COMPLAIN = re.compile(
    r"(?:不|没有?|别|并非)(?:是|想|要|打算|敢|去|来|用|准备|真的?|再|现在|马上)*(?:投诉|投訴|举报|舉報|控告|检举|反映|曝光|告)(?:谁|他们?|她|你们|学校|老师|别人)?"
)
_BARE_COMPLAINT = re.compile(
    r"^(?:我)?(?:要|想)?(?:投诉|投訴|举报|舉報)(?:举报)?(?:一下|一件事|你们|个事|件事)?[。！!]*$"
)
_FILLS = re.compile(r"只是|就是|随便|而已|害怕|问问|问一?下|看看|了解|咨询|[怕就想问先我也了算的吧啊，,。.！! ]")

_ANGRY = re.compile(
    r"没(?:什么|啥)?用|(?<![倒扔丢捡收运])垃圾(?![场车桶站处分堆焚回袋箱填清])|废物|什么破|^(?:你们?|你们的|服务|态度|回答|这|这个|机器人|系统|也|都)*(?:太|真)(?:差|烂|垃圾|笨|蠢)|烂透|智障|听不懂人话|傻|^(?:你们?|都|就|全|是|这|机器人|教育局)*骗(?:人|子)|气死|没人管|推(?:来推去|诿)|踢皮球|踢球|不作为|滚|(?:^|[，,。！!？?\s]|你们?)(?:[他你特踏])?妈的(?=$|[，,。！!？?\s]|什么|啥|搞|到底|你们|都|又|破|烂)|"
    r"tmd|shit|(?:说|讲)人话|好好(?:说|讲|答)(?:个)?话|(?:说|讲|答)了?(?:等于|跟)没(?:说|讲|答)|敷衍|糊弄|打太极|答的(?:什么|啥)|什么玩意",
    re.IGNORECASE,
)
_LEFT_ALONE = re.compile(
    r"(?:孩子|娃娃?|儿子|女儿|闺女|孙子|孙女|小孩|弟弟|妹妹|老人|[他她])(?:在家|在老家|一个人|放学|平时|晚上|周末|中午|回家|现在|以后|也|都|就|又)*"
    r"没(?:有)?人管|没人管(?:孩子|娃|他|她|作业|学习|吃|接)"
)  # a child's lot, not the bureau's fault
CERTAIN = 0.9  # share of an answer that a wish to be heard does not hide
LONGEST_ANGER = 30


def registered_as(text: str) -> TicketKind | None:
    """How a line wants to be taken; asking how or where to complain is a question, 「不想投诉」 is no complaint."""
    said = _NOT_TO_COMPLAIN.sub("", text).strip()
    kind = next((kind for kind, pattern in _KIND if pattern.search(said)), None)
    if kind is None or _ASKS_HOW.search(said):
        return None
    return None if kind is not TicketKind.COMPLAINT and _ASKS.search(said) else kind


def is_bare(text: str) -> bool:
    """「我要投诉」: what about is still to come."""
    return bool(_BARE_COMPLAINT.match(text.strip()))


def only_declines(text: str) -> bool:
    """「我不想投诉 怕」: nothing else is said or asked."""
    return bool(_NOT_TO_COMPLAIN.search(text)) and not _FILLS.sub("", _NOT_TO_COMPLAIN.sub("", text))


def complaint(turn: Turn) -> Decision | None:
    """投诉、求助、建议 are taken as such, with their promise, not argued with an FAQ; how to complain is a question.

    Whoever calls for help gets the bureau's own answer with it. Nothing is promised for another office: whose it is
    and a person are what can be offered.
    """
    kind = registered_as(turn.text)
    if (
        kind is None
        or (kind is not TicketKind.COMPLAINT and _is_a_question_of_ours(turn))
        or is_of_another_office(turn)
    ):
        return None
    if is_bare(turn.text):
        handoff = Handoff(reason=kind.value, kind=kind, department=department_of(turn))
        said = turn.say("complaint_open", number=NUMBER)
        return open_ticket(turn, said, handoff, awaiting=Awaiting.TOPIC, rule="complaint")
    said = turn.say(kind.value, number=NUMBER, promise="{promise}")
    handoff = Handoff(reason=kind.value, kind=kind, subject=turn.text, department=department_of(turn))
    noted = open_ticket(turn, said, handoff, rule="complaint")
    return answered_along(turn, noted) if kind is TicketKind.HELP else noted


def _is_a_question_of_ours(turn: Turn) -> bool:
    return turn.match.kind is Match.SURE and turn.match.best > CERTAIN


def angry(turn: Turn) -> Decision | None:
    """Anger goes to a person."""
    if turn.match.kind is Match.SURE or not is_angry(turn.text):
        return None
    handoff = Handoff(
        reason="angry", subject=turn.context.question or turn.text.strip(), department=department_of(turn)
    )
    return open_ticket(turn, turn.say("angry", number=NUMBER, waiting=waiting(turn)), handoff, rule="angry")


def is_angry(text: str) -> bool:
    """「气死我了」; 「孩子没人管」「他妈的名字」 is not."""
    return len(text.strip()) <= LONGEST_ANGER and bool(_ANGRY.search(_LEFT_ALONE.sub("", text.strip())))


def no_complaint(turn: Turn) -> Decision | None:
    """「我不想投诉 怕」: nothing is registered, and that is said; what is asked beside it is answered."""
    if not only_declines(turn.text):
        return None
    return Decision(replies=(Reply(text=turn.say("no_complaint")),), context=turn.remember(), kind="chat",
                    rule="no_complaint")  # fmt: skip
