"""Short questions about what was just answered: which section do they want? No policy, only ways of asking."""

import re

from faq.answer import Section

# The first that fits wins, so the narrower stand above the wider.
_ASKS: tuple[tuple[Section, re.Pattern[str]], ...] = (
    (Section.REMEDY, re.compile(
        r"不(给|让|肯|予|同意)(我)?(办|收|转|开|弄|补)|(被)?(拒绝?|退回|卡)(了|住)|办不(了|成|下来)|不(收|办|批)(怎么办|咋办|咋整)|"
        r"(没|不)(通过|同意|理)(怎么办|咋办)?|不行(的话)?(怎么办|咋办)|不合格怎么办")),
    (Section.MATERIALS, re.compile(
        r"材料|资料|证件|手续(是)?(什么|哪些|有哪些)|(带|准备|拿|交|提供|备|需要|要)(些|点)?(什么|啥|哪些|哪几样)(东西|证|呢|嘛)?$|"
        r"(带|准备|拿|交)(什么|啥|哪些)|原件|复印件|几份|照片要")),
    (Section.PHONE, re.compile(r"电话|号码(是)?多少|打给谁|联系(方式|谁|人)|手机号|咨询谁|座机")),
    (Section.FEE, re.compile(r"(要|收|花|交)(不要|不收)?(多少)?(钱|费)|多少钱|费用|收费|免费|工本费|贵(不贵|吗)")),
    (Section.VALIDITY, re.compile(r"有效期|过期|(能|可以)?(管|用|保留|有效)(几|多少)(年|久)|长期有效|(能|可以)用多久")),
    (Section.ONLINE, re.compile(r"网上|线上|手机上|小程序|公众号上|在线|app|网办|不用跑|在家(能|可以)?办", re.I)),
    (Section.WHERE, re.compile(
        r"(在|去|到|上|找)(哪|那)(里|儿|个|办|弄|交|家|的)?|哪(里|儿)(办|弄|交|可以)|地址|地点|位置|"
        r"哪个(窗口|科室|部门|单位|地方)|什么地方|怎么(去|走)|几点(上|下)班|上班时间|周[六日末].*(上班|能办)")),
    (Section.TIME_LIMIT, re.compile(
        r"多(长时间|久|少天|少时间)|几(天|个工作日|个月|周)|(什么|啥)时候(能|可以)?(办|好|拿|下来|出来|完)|何时|时限|"
        r"要等|快(不快|吗)|(需要|得|要)等|多快|工作日|当天能")),
    (Section.SOURCES, re.compile(
        r"依据|(什么|哪个|哪条|哪份)(文件|规定|政策|法律)|凭(什么|啥)|文号|谁(规定|说)的|出处|来源")),
    (Section.CONDITIONS, re.compile(
        r"条件|资格|(什么|啥|哪些|哪种)人(能|可以)|谁(能|可以)|符合|要求(是)?(什么|啥)|有(什么|啥)要求|限制")),
    (Section.STEPS, re.compile(
        r"流程|步骤|程序|(具体)?(怎么|咋|如何)(办|弄|操作|申请|走|整|搞)(理|的)?|先(去|找|到|干|做)|第一步|顺序|然后呢|下一步|接下来|详细")),
)  # fmt: skip
_OTHER = re.compile(
    r"^(都)?(不是|不对)(这个|这些|这|的)?(问题|意思|事)?(啊|呀|呢|吧|了)?$|^(还)?有(没有)?(别的|其他|其它)(的)?(吗|么|呢|答案|情况)?$|"
    r"不是(问)?(这个|这)|答非所问|我(问|说)的(不是|是别的)|(换|看看)(一个|别的)|别的(呢|吗)|^下一个$|^其他$|^其它$|不是我(要|想)?问的"
)
_FILLER = re.compile(
    r"^(那|那么|嗯|哦|好的?|请问|再问(一下|下)?|还有|另外|顺便|对了|老师|您好|你好|还要|那我|我|这个|它)+[,，、]?|[\s。？！?!，,~～…]+"
)
_LONGEST = 18


def bare(text: str) -> str:
    """Without courtesies and punctuation."""
    before = ""
    while before != text:
        before, text = text, _FILLER.sub("", text.strip())
    return text


def asked_section(text: str) -> Section | None:
    """Which section a short question asks for; None when it is long or asks for none."""
    short = bare(text)
    if not short or len(short) > _LONGEST:
        return None
    return next((section for section, pattern in _ASKS if pattern.search(short)), None)


def section_named(text: str) -> Section | None:
    """Which section a whole question asks for at its end, however long it is."""
    last = re.split(r"[，,。；;！!\s]+", text.strip("。？！?!，, "))[-1]
    return next((section for section, pattern in _ASKS if pattern.search(last)), None)


def names_nothing(text: str) -> bool:
    """Whether a short question stands on nothing of its own: all of it is the asking."""
    short = bare(text)
    for _, pattern in _ASKS:
        short = pattern.sub("", short)
    return len(re.sub(r"[吗呢嘛呀啊吧么了的得要需能可以给我去办理都是有没不这那个件事一下]", "", short)) <= 1


def wants_other(text: str) -> bool:
    return bool(_OTHER.search(bare(text)))
