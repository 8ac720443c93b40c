"""Rules for trouble that is no emergency: misery, money lost to a cheat, a word of danger that is asked about."""

import re

from bot.dialogue.answering import settled
from bot.dialogue.turn import Decision, Turn
from bot.message import Reply
from intents.match import Kind as Match
from intents.text import normalise

FRAUD = "fake_agency_warning"  # faq/entries
LONGEST_MISERY = 30  # characters; a longer line tells a matter
_MISERY = re.compile(
    r"(?:要|快|都|我|彻底|心态|情绪|精神)(?:要|快)?崩溃|崩溃了|心态崩|(?:天天|每天|一直|老是?|总是?|整天|晚上)(?:都)?(?:在|偷偷)?哭|"
    r"压力(?:真的?|好|太|很|特别|非常|实在|有点)*大|(?:得|到)(?:都)?(?:想|要)死$|(?:好|太|很|特别|非常)(?:绝望|压抑|痛苦|难受|抑郁|焦虑|无助)|"
    r"(?:熬|扛|坚持|受)不(?:住|下去|了)了|喘不过气|整夜睡不着|天天失眠|不想(?:读|上学)了?.{0,4}哭|怎么活|(?:没|没有|看不到)什?么?希望"
)
_ASKS = re.compile(r"怎么|咋|如何|？|能不能|可以")
_NOT_OF_PEOPLE = re.compile(r"(?:系统|网站|网页|平台|程序|服务器|软件|手机|电脑|app).{0,4}崩")
_ABOUT_DANGER = re.compile(
    r"(?:霸凌|欺凌|欺负|体罚|虐待|家暴|骚扰|性侵|猥亵|自杀|自残|溺水).{0,6}(?:热线|电话|定义|标准|意思|是(?:什么|啥)|算(?:什么|啥|哪些)|预防|防治|干预)|"
    r"(?:什么叫|什么是|啥叫|啥是|怎么才?算).{0,4}(?:霸凌|欺凌|欺负|虐待|家暴|骚扰|性侵|猥亵)|(?:心理|危机|青少年|未成年人).{0,4}(?:热线|援助|电话)|预防自杀"
)
_PREGNANT = re.compile(r"^我(?:好像|可能|是不是)?怀孕了(?:吗|怎么办|咋办)?$")  # it may be a pupil who writes
_TRUST = re.compile(r"靠谱|可靠|可信|能信|真的(?:假的|吗|么)|是真的|(?:是不是|会不会)(?:骗|被骗|真)|假的吧|骗人的")
_CHEATED = re.compile(
    r"(?:被|让人|遭)(?:人|他|她|中介|机构)?(?:给)?骗|(?:转|打|汇|交|付)(?:了|过)?(?:钱|款|账|[0-9一二两三五几]+万).{0,16}(?:骗|联系不上|不见|跑|不回|不理|失联)|"
    r"钱.{0,6}(?:转|打|汇|交|付|给).{0,16}骗|(?:交|付|转|给)了?(?:他|人家|中介)?\d*(?:元|块)?(?:定金|押金|中介费|好处费)|(?:把我|给我|我被)?拉黑|骗子(?:吗|吧|么|不|啊|呀)*$|是(?:不是)?骗(?:人|我)"
)
_PAID = re.compile(r"(?:转|打|汇|付|交|给)(?:了|过)+(?:他|人家)?[0-9一二两三四五六七八九十几]")
_POLICE = re.compile(r"报(?:过)?警|派出所|110|公安|追回|要回来|怎么办")


def misery(turn: Turn) -> Decision | None:
    """Somebody is at the end of their strength, but in no danger: one warm sentence and who listens, no menu."""
    text = normalise(turn.text)
    if not is_misery(turn.text):
        return None
    topic = turn.match.topic or ""
    if text.endswith(("吗", "吗？")) or (_ASKS.search(text) and topic and not topic.startswith("chat_")):
        return None  # 「上幼儿园天天哭怎么办」 has a reply of its own
    return _said(turn, turn.say("misery"), rule="misery")


def is_misery(text: str) -> bool:
    """「快崩溃了」 of people, not of a system."""
    text = normalise(text)
    return len(text) <= LONGEST_MISERY and bool(_MISERY.search(text)) and not _NOT_OF_PEOPLE.search(text)


def about_danger(turn: Turn) -> Decision | None:
    """「什么叫校园欺凌」「自杀预防热线是多少」 is no alarm; whoever asks it may need the lines all the same."""
    text = normalise(turn.text)
    asked = _ABOUT_DANGER.search(text) or (turn.context.entry is None and _PREGNANT.search(text))
    if turn.match.kind in (Match.SURE, Match.URGENT) or not asked:
        return None
    return _said(turn, turn.say("about_danger"), rule="about_danger")


def cheated(turn: Turn) -> Decision | None:
    """「钱转给那个招生的人了 是不是骗子」: the police first, then what the bureau wrote about such people."""
    if not turn.book.knows(FRAUD) or not turn.book.in_force(FRAUD, turn.now):
        return None
    if turn.context.elsewhere and turn.sure_of == FRAUD:
        return settled(turn, FRAUD, rule="cheated")  # 「有人代报，3800 包过」, whosever the exam is
    heard = turn.match.kind is not Match.SURE and bool(_CHEATED.search(turn.text))
    if turn.context.entry == FRAUD:
        return _spoken_of(turn, heard=heard)
    return settled(turn, FRAUD, before=turn.say("cheated"), rule="cheated") if heard else None


def _spoken_of(turn: Turn, *, heard: bool) -> Decision | None:
    """Where the warning was just read out: the police, or that it is not to be trusted; a longer line tells more."""
    short = len(turn.text) <= LONGEST_MISERY
    if short and _POLICE.search(turn.text):
        return _said(turn, turn.say("cheated"), rule="cheated")
    if short and _TRUST.search(turn.text):
        return _said(turn, turn.say("not_to_trust"), rule="cheated")
    return _said(turn, turn.say("cheated"), rule="cheated") if heard or _PAID.search(turn.text) else None


def _said(turn: Turn, text: str, *, rule: str) -> Decision:
    """What was spoken of stays in mind, what was offered too."""
    return Decision(replies=(Reply(text=text),), context=turn.remember(), kind="chat", rule=rule)
