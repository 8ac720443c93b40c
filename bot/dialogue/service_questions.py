"""Short questions about the bureau and this service itself. No policy, only ways of asking."""

import re
from enum import StrEnum

from bot.dialogue.followups import asked_section, bare, names_nothing
from faq.answer import Section
from intents.about import about

LONGEST = 18


class OfUs(StrEnum):
    """What is asked of the service."""

    HOURS = "hours"
    NAME = "name"  # whether one's name has to be given
    PRIVATE = "private"  # who reads it
    COMPLAIN = "complain"  # where to complain
    PERSON = "person"  # whether this is one
    SENDING = "sending"  # whether pictures, sound, files can be sent
    UNREACHED = "unreached"  # nobody takes the phone
    LOOKUP = "lookup"  # whether it looks up one's own marks
    ROUTE = "route"  # which bus goes there


_HOLIDAY = r"国庆节?|元旦|春节|五一|清明节?|端午节?|中秋节?|长假|假期|放假|寒假|暑假|年前|年后|过年"
_DAY = (
    rf"(?:周末|周[六日天]|星期[六日天]|礼拜[六日天]?|双休日?|节假日|{_HOLIDAY}|早上|上午|中午|下午|晚上|现在|今天|明天)"
)
_ASKED = r"(?:吗|么|嘛|不|没(?!空|时间)|吧|呢|[?？]|$)"
_A_PERSON = r"(?:真的?)?(?:真人|活人|机器人?|人工智能|人工|人|ai|电脑|自动回复)"
_MEDIA = r"(?:图片|照片|相片|截图|图|语音|录音|音频|视频|录像|文件|附件|材料照片|证据|聊天记录)"
_WE = r"(?:我|这里|这边|你们?|那|有|我有)*"
_MAY = r"(?:能不能|能|可不可以|可以|怎么|咋|如何|往哪里?|在哪里?|需要|要不要|要)"
_ASKS: tuple[tuple[OfUs, re.Pattern[str]], ...] = (
    (OfUs.HOURS, re.compile(
        r"(?:几点|什么时候|啥时候|多会儿?)(?:钟)?(?:能)?(?:[上下]班|[开关]门)|(?:上|下)班(?:时间|几点)|(?:办公|工作)时间|"
        rf"{_DAY}(?:你们|还|也|都|能|局里)*(?:期间)?(?:上不上班|上班|开门|休息|办公|开不开门|办业务|值班){_ASKED}|^(?:你们)?(?:还)?上班{_ASKED}|"
        rf"(?:周末|周[六日天]|星期[六日天]|礼拜[六日天]?|双休日?|节假日)(?:也|还|都)?(?:能|可以|行|好)(?:不能)?[去来到](?:你们|局里|窗口|现场|那里|那边)*[办查交开弄补领取问]?{_ASKED}|"
        r"午休(?:时间|到?几点|多久|[吗么嘛不吧呢?？]|$)")),
    (OfUs.PRIVATE, re.compile(
        rf"保密{_ASKED}|保不保密|查(?:到|出).{{0,4}}是?我|(?:会|怕|担心|别|不要).{{0,7}}(?:泄[露漏]|报复|穿小鞋|针对|记恨|刁难)|(?:告诉|通知|透露给?).{{0,3}}(?:学校|老师|他们|别人|对方|单位).{{0,6}}(?:谁|我).{{0,4}}$|(?:学校|老师|他们|别人|人家).{{0,4}}(?:知道|晓得).{{0,3}}(?:是我|我(?:投诉|反映|说|告|举报)).{{0,5}}$|"
        r"(?:让|给|被|叫)(?:学校|老师|他们|别人)(?:给)?(?:知道|晓得)")),
    (OfUs.NAME, re.compile(
        r"实名(?!认证)|匿名|真名|不敢(?:说|写|留|讲)(?:出)?(?:名字|姓名)|(?:写|报|留|登记|署|填)(?:不(?:写|报|留|署|填))?(?:上|下|个|我的?|真实?)*(?:名字|姓名|名(?![校额单次师著人]))")),
    (OfUs.COMPLAIN, re.compile(
        r"(?:在哪里?|去哪里?|到哪里?|哪里|哪儿|怎么|咋|如何|找谁|向谁|上哪)(?:能|可以|去|才能)*(?:投诉|举报|反映(?:问题|情况)?|告)(?:啊|呢|呀)?$|"
        r"^(?:我|那|这|这个|就|也)?(?:能不能|可不可以|能|可以)(?:去|向你们|跟你们|在这里?)?(?:投诉|举报|反映)(?:他们|学校|老师)?(?:吗|么|不|嘛)?$|"
        r"^(?:投诉|举报)(?:谁|哪|到哪|给谁)|^(?:投诉|举报).{0,2}(?:打|拨|找)(?:哪|什么|啥|多少|谁)|^(?:投诉|举报|监督)(?:电话|热线|渠道|方式|邮箱|信箱)")),
    (OfUs.PERSON, re.compile(
        rf"^(?:你|您|这|对面|那边)?(?:们|里)?(?:到底|究竟|现在|就)?(?:是|是不是)(?:个)?{_A_PERSON}(?:还是.{{1,6}}|在(?:回复?|说话|聊))?(?:吗|么|嘛|不|吧|$)|"
        r"(?:真人|活人|人工)还是(?:机器|ai|自动|电脑)|(?:机器人?|ai|自动)还是(?:真?人)|"
        r"^有(?:没有)?真人(?:在)?(?:吗|么|没|没有)?$", re.IGNORECASE)),
    (OfUs.SENDING, re.compile(
        rf"^{_WE}(?:{_MAY}(?:给你们?|在这里|直接|用)*(?:发|传给你们?)(?:个|一下|点)?{_MEDIA}|"
        rf"{_MEDIA}(?:的话|也|行|不|呢|{_MAY})*(?:发|传给你们?|给你们?)?(?:可以|行|能行)?(?:给谁)?)(?:可以|行|能行|不行)?[吗么嘛呢]?$")),
    (OfUs.UNREACHED, re.compile(
        r"电话.{0,6}(?:打不通|打不进|没人接|不接|占线|一直忙|没有?人听|空号|停机)|打(?:了|你们).{0,6}电话.{0,6}(?:没人接|不接|不通)|"
        r"(?:打|座机|热线|科室?|中心|(?<![么咋])办|局里|你们|\d{3,}).{0,6}(?:打不通|没(?:有)?人接|不接电话|占线)|^(?:还是|一直|现在|怎么|都|也|老是?)*(?:没(?:有)?人接(?:听|电话)?|打不通)(?:啊|呀|了|怎么办)*$")),
    (OfUs.LOOKUP, re.compile(
        r"^(?:你们?|您|麻烦|能不能|能|可以|可不可以|请)*(?:帮|给|替)(?:我|忙|俺|咱)(?:们)?(?:查|看)(?:一?下|一查|查|看)?(?:好吗|行吗|可以吗|吗|么|不|嘛|吧|呗)?$")),
    (OfUs.ROUTE, re.compile(
        r"(?:坐|乘)(?:几路|什么车|啥车|公交|哪路)|(?:几|哪)路(?:公交)?车|公交(?:车|站)?(?:能|怎么|到|有)|导航(?![到去](?!你们|教育|局))|"
        r"(?:好|能|怎么)停车|怎么坐车")),
)  # fmt: skip
_QUESTION = re.compile(
    r"[吗么嘛呢不没?？]$|会不会|要不要|能不能|可不可以|用不用|行不行|行$|可以|怎么|咋|如何|怕|担心|保密$|(?:知道|晓得).*[吗么不]?$"
)
OF_THE_TALK = frozenset({OfUs.PERSON, OfUs.SENDING, OfUs.UNREACHED, OfUs.LOOKUP})  # how one is talking here
_OUTRIGHT = OF_THE_TALK | {
    OfUs.HOURS,
    OfUs.COMPLAIN,
    OfUs.ROUTE,
}  # asked whatever stands around; 「怕老师报复」 asks nothing
_MATTERS = re.compile(r"考试|面试|报名|错|(?:学校|幼儿园|老师|班主任|校长).{0,4}电话")
_THERE = frozenset({OfUs.HOURS, OfUs.ROUTE, OfUs.UNREACHED})
_OTHERS = re.compile(
    r"学校|校门|校车|幼儿园|老师|教师|学生|孩子|娃|食堂|医院|银行|派出所|考点|考上|考生"
)  # whose hours, whose phone


# Where a room is and how it is reached, for what stands around a department's name.
_WHICH = r"(?:哪一?|几|什么|啥|嘛|多少)"
_ROOM = r"(?:号楼|楼层|楼|层|栋|幢|座|间|号|室|办公室|房间|房|地方|位置|窗口|方向|里|儿|点|块|边)"
_THE_WAY = re.compile(
    rf"{_WHICH}(?:个|道|扇)?{_ROOM}+(?:{_WHICH}{_ROOM}+)?|(?:在|到|去|往)哪(?![\u4e00-\u9fff])|(?:具体|详细|办公)?(?:地址|位置|地点|楼层|门牌号?|房间号?)|"
    r"(?:怎么|咋个?|如何|往哪里?)(?:样|才能|能)?(?:联系|走|去|找|过去|到|打)(?:得?到|过去)?|联系(?:电话|方式|谁|哪)?|(?:办公|咨询|座机)?电话(?:号码)?|座机|号码|"
    r"打(?:哪|几|什么|啥|多少)(?:个|号)?|有(?:没有)?人(?:值班|办公|接待)?(?=[吗么没不]|$)|(?<!现)在(?:不在|[吗么没不])(?![\u4e00-\u9fff])"
)
_AROUND = re.compile(
    r"(?:[\u4e00-\u9fff]?(?:科长|主任|局长|老师|同志)|负责人|领导|教育(?:体育)?局|局里|"
    r"请问|您好|你好|麻烦|谢谢|晓得|知道|告诉|现在|今天|明天|上午|下午|具体|到底|多少|好多|什么|办公室|办事|材料|那个|那边|这边|还有|以及|一下|"
    r"[\s，。？！,?!~]|[我你您们咱他她要想去找问查给说个的是在到有没不吗么呢嘛啊呀哈吧了得能可以和跟与县人啥哪])"
)


def asks_the_way(rest: str) -> bool:
    """「在哪个楼」「电话好多」「打哪个」「科长在吗」 beside a department's name, and nothing else."""
    return bool(_THE_WAY.search(rest)) and len(_AROUND.sub("", _THE_WAY.sub("", rest))) <= 1


def says_nothing(rest: str) -> bool:
    """「我找」 beside a department's name."""
    return not _AROUND.sub("", rest)


def asked_of_us(text: str) -> OfUs | None:
    """What a short question asks of the service, if it does."""
    short = bare(text)
    if not short or len(short) > LONGEST or _MATTERS.search(short) or _MATTERS.search(text):
        return None
    asked = next((one for one, pattern in _ASKS if pattern.search(short)), None)
    if asked is OfUs.SENDING and asked_section(text) is Section.SOURCES:
        return None  # 「这个有文件吗」
    if asked in _THERE and (_OTHERS.search(short) or about(short).objects):
        return None  # 「食堂几点开门」「特岗教师什么时候上班」
    return asked if asked in _OUTRIGHT or _QUESTION.search(short) else None


def asks_for_contact(text: str) -> bool:
    """「你们电话多少」「在哪里」, and nothing else."""
    return asked_section(text) in (Section.PHONE, Section.WHERE) and names_nothing(text) and "请假" not in text
