"""What is said to whoever waits in danger: despair is listened to, the rest is noted or passed on."""

import re

from bot.dialogue.caring import is_misery
from bot.dialogue.courtesy import asks, courteous
from bot.dialogue.duty import waiting
from bot.dialogue.followups import corrects
from bot.dialogue.matters import named
from bot.dialogue.turn import Turn
from faq.entry import NotOurs
from intents.about import about
from intents.danger import read_danger
from intents.match import Kind as Match
from intents.text import normalise

SAFETY = "safety"  # of the departments in faq/local.yaml: whose matter any danger is
LONGEST_FACT = 10  # characters of 「初二女生」, which is for the desk
_WHAT_TO_DO = re.compile(
    r"怎么(?:办|弄|救|做|处理)|咋(?:办|弄)|该(?:做|干|怎么)|(?:做|干)(?:什么|啥)|没(?:有)?报(?:过)?警|报警(?:吗|么|嘛|呢|不)|要不要(?:报警|打(?!我))|"
    r"要不要紧|严不严重|有没(?:有|得)(?:生命|什么|啥子?)?(?:危险|大碍)|(?:要不要|用不用|需不需要|该不该)(?:去|送|上)(?:医院|急诊)"
)
_CALLED_POLICE = re.compile(
    r"报(?:过|了|完)警|报(?:警|案)(?:了|过)|打(?:过|了)110|110(?:打|来)了|(?:警察|派出所)(?:来|说|在|让|已经)"
)
_WANTS_POLICE = re.compile(
    r"^(?:我|我们|那|就|现在|马上)*(?:想|要|去|打算)+(?:打电话)?报(?:个)?(?:警|案)|(?:怎么|咋个?|如何|可以|能)报(?:个)?(?:警|案)"
)
_WHOSE = re.compile(
    r"(?:哪个|什么|啥)(?:部门|科室?|单位)|^(?:该|要|应该|我)*(?:找|归|问)谁(?!家)|(?:谁|哪个)(?:来)?(?:管|负责)|学校(?:那边|那里|那头).*(?:办|说|弄|找)|"
    r"(?:^|你们|局里?|到底)(?:管不管|会不会管|管吗|管么|会管吗|能管吗)"
)
# What whoever waits asks of the bureau and of the school, which nobody wrote an answer to.
_WHEN = r"(?:(?:什么|啥子?|哪个?|么子)时候|啥时|几时|何时|好久|多久|几点|哪天|哪阵)"
_OURS = r"(?:你们|局里?|教育局|上面|上级|领导|值班|学校|对方|他们)"
_DOES = (
    r"(?:处理|处罚|处分|追究|开除|解决|调查|检查|查|管|来|派|罚|赔|联系|通知|上门|打(?:个)?电话|"
    r"回(?:电|话|复)|说法|结果|答复|回信|动静)"
)
_OF_THE_BUREAU = re.compile(
    rf"{_WHEN}(?:能|会|才|可以|给|派|有|你们|他们|我|人|来|去|到|个|一个|学校)*{_DOES}|"
    rf"{_OURS}.{{0,4}}(?:会不会|能不能|要不要|打算|准备|怎么|咋个?|如何|派不派|来不来|查不查).{{0,6}}(?:{_DOES}|$)|"
    rf"{_OURS}.{{0,4}}(?:会|要|能|派人?|来人?|去){_DOES}.{{0,6}}(?:吗|么|不|没|嘛)[?？]?$|"
    r"(?:医药费|医疗费|住院费|营养费|看病的?钱|赔偿).{0,6}(?:谁|哪个|怎么|咋|多少)|(?:谁|哪个)(?:来)?(?:出钱|掏钱|赔)"
)
_FEELS = re.compile(r"(?<!紧)急(?!性|诊|救|用|支)|(?<!恐)怕|慌|担心|崩溃|受不了|哭|难受|活不")
_NOT_FELT = re.compile(r"(?:不是|没有?|莫得|不)(?:心里|觉得|很|太|有点|在|那么)?(?:难受|着?急|害?怕|心?慌|担心|哭)")
_SHAKEN = re.compile(r"不(?:说话|吃|睡|出门|敢|肯|想(?:去|上|读|回|见))|噩梦|发抖|吓|睡不着|没人(?:帮|理|跟)")
_NOT_THAT = re.compile(r"不是.{1,10}我(?:就|只|是|在)?(?:问|说|想知道)")
_CALLS_OUT = re.compile(
    r"^(?:怎么|都|还|到现在|一直)*没(?:有)?(?:一个)?人(?:来|回|理|管|接)|^(?:快|赶紧|赶快|马上|请|求)(?:点|你们)?(?:派(?:个)?)?(?:来)?(?:个)?人|"
    r"(?:派|来)(?:一?个)?人(?:来|过来)?(?:吗|么|不|没|嘛)?[?？]?$|有(?:没有|没得)?人(?:上班|值班|接电话)|"
    r"(?:半夜|夜里|晚上|周末|这会儿?|现在).{0,6}(?:哪个|谁|没人|有(?:没有|没得)?人).{0,3}(?:接|在|管|值班)"
)
_ABOUT_ANOTHER = re.compile(r"[她他]|孩子|儿子|女儿|闺女|娃|同学|学生|朋友")
_ONE_S_CHILD = re.compile(r"孩子|小孩|儿子|女儿|闺女|娃|崽|囡|孙|侄|外甥|[弟妹]|学生|同桌|我们?班")
_ONESELF = re.compile(r"我|俺|自己")
_A_PLACE = re.compile(
    r"(?:中|小|校|学|园|班|级|楼|室|路|街|村|门口|院)$|年级|[初高大小][一二三四五六]|在.{0,4}(?:房间|家|屋里?|宿舍|厕所|阳台|楼顶|天台|桥上)|[上下]午|昨|今|点|\d"
)
SELF_HARM = "urgent_selfharm"  # faq/not_ours: 「没事了」 from somebody who wants to die ends nothing
MISSING = "urgent_missing"  # faq/not_ours: who looks for a child needs to know what to do, not somebody who listens
LISTENED_TO = frozenset({SELF_HARM, "urgent_abuse"})  # faq/not_ours: whatever is said, somebody is there to hear it
SUFFERED = frozenset({"urgent_bullying", "urgent_violence"})  # faq/not_ours: by whoever writes, or by their child


def heard(turn: Turn) -> str:
    """What to do, and who sees to it, is told again; a fact is noted, a question passed on; despair is listened to."""
    assert turn.ticket is not None
    number, told = turn.ticket.number, _told(turn)
    kind = told.id if told else ""
    if told and _WHOSE.search(turn.text):
        office = turn.book.department(told.department)
        return turn.say("urgent_office", department=office.name, phone=office.phone, number=number)
    if asks_the_bureau(turn):
        return passed_on(turn)
    if _WANTS_POLICE.search(turn.text):
        return turn.say("urgent_call_police", number=number)
    if told and _WHAT_TO_DO.search(turn.text):
        return turn.say("urgent_do", reply=told.reply, number=number)
    if _CALLED_POLICE.search(turn.text):
        return turn.say("urgent_police_missing" if kind == MISSING else "urgent_police", number=number)
    if kind == MISSING:
        waits = _FEELS.search(turn.text) or turn.context.asked % 2
        return turn.say("urgent_missing_wait" if waits else "urgent_missing_noted", number=number)
    return _listened_to(turn, kind) if listens(turn) else _taken_down(turn)


def _listened_to(turn: Turn, kind: str) -> str:
    assert turn.ticket is not None
    number = turn.ticket.number
    if _answers(turn) and not is_misery(turn.text):
        beside = kind == SELF_HARM and _ABOUT_ANOTHER.search(turn.text)
        return turn.say("urgent_beside" if beside else "urgent_noted", number=number)
    return turn.say("urgent_listening" if turn.context.asked % 2 else "urgent_again", number=number)


def _taken_down(turn: Turn) -> str:
    """Who tells of their child's stomach or black eye is heard as any citizen: what is asked, told, or feared."""
    assert turn.ticket is not None
    number, asked = turn.ticket.number, asks(turn.text)
    if _feels(turn.text) or (_SHAKEN.search(turn.text) and not asked):
        return turn.say("urgent_worry", number=number)
    if asked:
        return passed_on(turn)
    if courteous(turn.text):
        return turn.say("urgent_here", number=number, waiting=waiting(turn))
    return turn.say("urgent_kept" if turn.context.asked % 2 else "urgent_noted", number=number)


def passed_on(turn: Turn) -> str:
    """Nobody wrote what the bureau will do: who sees to it, and when somebody is there."""
    missed = turn.say("missed") if corrects(turn.text) or _NOT_THAT.search(turn.text) else ""
    before = turn.context.line
    again = asks(before) or _OF_THE_BUREAU.search(before)
    lines = turn.say("urgent_lines") if listens(turn) else ""
    return missed + whoever_comes(turn, "urgent_asked_too" if again else "urgent_asked") + lines


def whoever_comes(turn: Turn, said: str) -> str:
    assert turn.ticket is not None
    told = _told(turn)
    office = turn.book.department(told.department if told else SAFETY)
    contact = "，".join(filter(None, (f"电话 {office.phone}" if office.phone else None, turn.book.local.bureau.hours)))
    return turn.say(said, number=turn.ticket.number, waiting=waiting(turn), department=office.name, contact=contact)


def asks_the_bureau(turn: Turn) -> bool:
    """「你们会不会处理」「啥时候来查」 from whoever is in no despair; of a paper it is a question of ours."""
    if not _OF_THE_BUREAU.search(turn.text) or named(turn.text) or is_misery(turn.text):
        return False
    known = _now(turn)
    return bool(known) and SELF_HARM not in known


def calls_out(text: str) -> bool:
    """「没人来」「快来人」「明天有人上班没」."""
    return bool(_CALLS_OUT.search(text))


def is_of_the_danger(text: str) -> bool:
    """「怎么办」「急死我了」「你们管不管」; 「请假找谁」 is of something else, and so is 「请三天」 right after it."""
    patterns = (_WHAT_TO_DO, _WHOSE, _FEELS, _CALLED_POLICE, _CALLS_OUT)
    return is_misery(text) or any(pattern.search(text) for pattern in patterns)


def _feels(text: str) -> bool:
    """「急死我了」, and not 「我又不是心里难受」."""
    return is_misery(text) or bool(_FEELS.search(_NOT_FELT.sub("", text)))


def listens(turn: Turn) -> bool:
    """Despair, and whoever suffers it themselves; where nobody knows what it is, rather too much than too little."""
    assert turn.ticket is not None
    known = _now(turn)
    if not known or known & LISTENED_TO or is_misery(turn.text):
        return True
    said = f"{turn.ticket.subject}，{turn.text}"
    return bool(known & SUFFERED and _ONESELF.search(said)) and not _ONE_S_CHILD.search(said)


def _now(turn: Turn) -> frozenset[str]:
    """With what is heard in this very line."""
    heard_now = (turn.match.topic,) if turn.match.kind is Match.URGENT and turn.match.topic else ()
    known = kinds(turn)
    return frozenset((*known, *heard_now)) if known else frozenset()


def kinds(turn: Turn) -> tuple[str, ...]:
    """The dangers that were read out; after half an hour, what the words that opened the ticket name."""
    subject = turn.ticket.subject if turn.ticket else ""
    if turn.context.danger or not subject:
        return turn.context.danger
    if named_ones := read_danger(normalise(subject)).kinds:
        return tuple(sorted(named_ones))
    first = turn.understand(subject) if turn.understand else None
    return (first.topic,) if first and first.kind is Match.URGENT and first.topic else ()


def _told(turn: Turn) -> NotOurs | None:
    """Which danger it is: the one read out last, or the only one that was named."""
    known = kinds(turn)
    return turn.book.not_ours(known[-1]) if turn.context.danger or len(known) == 1 else None


def _answers(turn: Turn) -> bool:
    """「二中」「她在房间」: every text ends in a question; its answer is for the desk. Despair is listened to."""
    text = turn.text.strip("。.！!，, ")
    if len(text) > LONGEST_FACT:
        return False
    if turn.facts or _A_PLACE.search(text):
        return True
    first = turn.context.asked == 0 and bool(turn.context.danger) and not about(text).actions
    return first and (SELF_HARM not in turn.context.danger or bool(_ABOUT_ANOTHER.search(text)))
