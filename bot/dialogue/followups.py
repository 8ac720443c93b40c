"""Short questions about what was just answered: which section do they want? No policy, only ways of asking."""

import re

from faq.answer import Section
from intents.text import normalise

# A line that asks something, and does not only tell.
QUESTION = re.compile(
    r"[吗么呢不没]$|吗[，,。！!\s]|[?？]|几|谁|怎|咋|啥|什么|哪|多[少久大长快远]|好多|好久(?!了)|何时|"
    r"能不能|可不可以|要不要|是否|可否|能否|有无|是不是|会不会|有(?:没有|没得|莫得|冇)|好久(?=[来去给打回查办能有])|行不行|好不好|用不用|需不需要|(?:是|先|要|用|去|在|算|走|比).{1,8}还是|([\u4e00-\u9fff])不\1"
)
_WHAT = r"(?:什么|啥子?|哪些|哪样|哪几样|么子|么斯|几样|嘛玩意)"
_HOW = r"(?:怎么|咋个?|如何|咋样|啷个|点样|怎样|怎么样)"
_DO = r"(?:办理?|弄|操作|申请|走|整|搞|做|补办?|交|提交|申办)"
_NOT_DONE = r"(?:办|收|转|开|弄|补|接|放|批|签|盖|理|要|认|换|报|发|打印|查|退|改|录|招)"
_WHERE = r"(?:哪里|哪儿|哪个地方|哪点|哪块|哪边|哪旮瘩|哪|什么地方|啥地方|嘛地方)"
_OFFICE = r"(?:窗口|科室|科|部门|单位|学校|机关|办公室|大厅|局)"
_WHICH_OFFICE = rf"(?:哪(?:个|家)(?:{_OFFICE}|管|负责)|(?:什么|啥){_OFFICE})"
_PAPERS = (
    r"(?:户口[本簿]?|身份证|照片|结婚证|房产证|居住证|毕业证|出生证|委托书|申请书|社保|租房合同|购房合同|劳动合同|"
    r"营业执照|盖章|成绩单|体检|接种证|疫苗本?)"
)

# The first that fits wins, so the narrower stand above the wider.
_ASKS: tuple[tuple[Section, re.Pattern[str]], ...] = (
    (Section.REMEDY, re.compile(
        r"(?:学校|老师|单位|人家|他们|窗口|局里|对方|那边).{0,2}不(?:管|要|理|收|认|给|同意|办)|"
        rf"不(?:给|让|肯|予|同意|愿意|帮)(?:我|我们|咱|俺)?们?{_NOT_DONE}|{_NOT_DONE}(?:不了|不成|不下来|不到(?:的话|了)?(?:怎么办|咋办|咋整|咋弄|呢)?$)|"
        r"(?:没|未|忘|错过|耽误|弄丢|晚了|超过|不[在够全符齐]|断)[^，]{0,6}(?:怎么办|咋个?办|咋整|咋弄|怎么整|怎么弄|咋搞)$|"
        r"(?:被|给)(?:拒绝?|驳回|退回|打回|卡)|(?:拒绝?|驳回|退回|打回|卡)(?:收|了|住|来|着)|不(?:收|办|批|认|放)(?:我|的话)?(?:怎么办|咋办|咋整|呢|咋弄)|"
        r"(?:没|不|未)(?:有)?(?:通过|同意|批准|批下来|合格|理我)(?:的话)?(?:怎么办|咋办|咋整|呢)?|没(?:人|给)(?:管|办|批)|不受理|不予受理|"
        r"(?:不行|不成|没办成|办失败|失败)(?:的话|了)?(?:怎么办|咋办|咋整|呢)|(?:怎么|去?哪里?|向谁|到哪里?|找谁)(?:能|可以|去)*(?:投诉|申诉|反映|说理|告(?!诉))|行政复议|申诉|"
        r"拖着(?:不|没)|推来推去|踢皮球|说(?:收|办|改|开|转|弄)不了|"
        r"救济|对结果不(?:服|满)|不服")),
    (Section.PHONE, re.compile(
        r"联系电话|(?<!打)电话(?!打不通|没人接|不通|占线)|打电话(?:问|咨询)|号码(?:是?多少)?$|打给谁|打哪个|联系方式|联系(?:谁|人|你们|哪)|怎么联系|手机号(?!换|变|停|改|没|不)|"
        r"(?:咨询|问)谁|座机|热线|(?:打|拨)(?:什么|啥|哪个)")),
    (Section.FEE, re.compile(
        r"(?:要|收|花|交|付|掏|给|用)(?:不要|不用|不收|不花|不交)?(?:多少|好多|几多)?(?:钱|费)|(?:多少|好多|几多)(?:钱|费)|费用|收费|免费|"
        r"工本费|(?:钱|费用?)(?:要|得|是|收)?(?:多少|几多|好多)|贵(?:不贵|吗)|几块|不要钱|一分钱|价(?:格|钱)|钱(?:吗|不|么|没)|缴费|白办|花销")),
    (Section.VALIDITY, re.compile(
        r"有效期|有效吗|过期|失效|(?:能|可以)?(?:管|用|保留|有效|保存)(?:几|多少|多久|好久)年?|长期有效|永久|(?:能|可以)用多久|一直有效|"
        r"终身|(?:几|多少)年有效")),
    (Section.ONLINE, re.compile(
        r"网上|线上|网页|手机|小程序|公众号|在线|app|网办|网址|网站|电脑上|不用跑|不跑腿|(?:在|待在)?家里?(?:就)?(?:能|可以)?(?:办|弄|搞)|远程|"
        r"(?:不去|不到)(?:现场|窗口)|(?:必须|非得?|一定要?)(?:去|跑|到)(?:现场|窗口|一趟)?|跑一趟|现场")),
    (Section.SOURCES, re.compile(
        rf"依据|{_WHAT}(?:文件|规定|政策|法律)|(?:哪个|哪条|哪份|有没有|有)(?:文件|规定|政策|法律|条文)|凭{_WHAT}|文号|谁(?:规定|说)的|出处|来源|"
        r"(?:准|靠谱|可靠|权威|官方)(?:不准|不靠谱|的)?(?:吗|不|么)|真的假的|说的准")),
    (Section.WHERE, re.compile(
        r"(?:材料|东西|资料|表)(?:要|该|得)?(?:交|送|拿|寄|递)(?:到|给|去|往|在)?(?:哪|谁|什么地方)|"
        r"^(?:交|送|拿|寄|递|提交)(?:到|给|去|往)(?:哪|谁|什么地方)")),
    (Section.MATERIALS, re.compile(
        rf"材料|资料|证件|清单|{_WHAT}手续|手续(?:是|有|要|都要)?{_WHAT}|复印|原件|(?<![办开补打])几份|几张照片|照片要|几寸|"
        rf"(?:带|备|准备|拿|交|提供|提交|携带|备齐|递交|捎)(?:些|点|好|着|齐|上)?(?:{_WHAT}|东西)|"
        rf"(?:需要|要|得要|用|得)(?:些|点|有|出|出示)?{_WHAT}(?:东西|证明?|物件|玩意儿?)?(?:呢|嘛|呀|啊|不|么|的)?$|"
        rf"{_WHAT}东西|哪些证明|带够|"
        rf"{_PAPERS}(?:要不要|用不用|要|用|需要)?(?:带|交|用)?(?:吗|不|么)$|"
        rf"(?:要不要|用不用|需不需要|还要|需要)(?:带|交|复印)|(?:要不要|用不用|要|需要)(?:带|用|交)?{_PAPERS}")),
    (Section.WHERE, re.compile(
        rf"你们(?:这里?|这边|那里?|那边|局里?)?(?:能|可以|给|管)*(?:办|开|弄|补|受理)(?:理)?(?:吗|不|么|得了)|"
        rf"(?:在|去|到|上|找|归)?{_WHICH_OFFICE}|(?:在|去|到|上|找|往|奔|克|切|来|跟|于){_WHERE}|{_WHERE}(?:办|弄|交|可以|能|受理|收|领|取|搞|找)|(?:在|去|到|上|找)那(?:里|儿|个地方)(?:办|弄|交)|"
        r"地址|地点|位置|窗口|"
        r"怎么(?:去|过去)|几点(?:上|下|开|关)|(?:周[一二三四五六日天末]|现在|今天|明天|中午|几点|你们|^)[^，]{0,3}[上下]班|[上下]班时间|办公时间|周[一二三四五六日天末]|星期[一二三四五六日天]|礼拜|中午|节假日|"
        r"(?:找|问|归|属)(?:谁|哪位|哪个)|谁(?:管|负责|来办|给办|办)|几楼|坐几路|公交|导航|(?:去|到|找)(?:你们)?(?:学校|教育局|局里|大厅|政务中心)"
        r".{0,8}(?:吗|还是|不|么)|^哪(?:里|儿)?$")),
    (Section.TIME_LIMIT, re.compile(
        r"多(?:长时间|久|少天|少时间|少日子|长|少个?工作日)|好久(?!了)|几(?:天|个工作日|个月|周|日|个星期|个礼拜)|(?:什么|啥|嘛)(?:时候|时间|日子)|啥时|何时|几时|时限|期限|"
        r"要等|等(?:几|多)|快不快|快(?:吗|么)|多快|工作日|当(?:天|场)|哪(?:天|一天|个月)|几号|几月|截止|时间(?:限制|要求|上|出来|出了|定了|公布|下来)|办理时间|^时间|周期|"
        r"立等可取|(?:现在|今天|明天|这会儿)(?:还)?(?:能|可以)?(?:办|去|弄|交)|(?:现在|这会儿|今年)还?(?:能|可以)(?:转|报|补|申请)")),
    (Section.CONDITIONS, re.compile(
        rf"条件|(?<!教师)资格(?!证|考试|认定|认证|确认)|(?:{_WHAT}|哪种|哪类)(?:人|情况)(?:下)?(?:能|可以|才)|谁(?:能|可以)|符合|要求(?!几|多少|[^，]{1,8}几)|限制|门槛|前提|要满足|"
        r"(?:我|我们|我家|孩子|我这种|我这样)?(?:这种|这样)?(?:情况)?(?:能|可以|够|行)(?:不能|不可以|不够)?"
        r"(?:办|申请|弄|报名?|报考|转|上|考|补|用|去)(?:吗|不|么)")),
    (Section.STEPS, re.compile(
        rf"流程|步骤|程序|(?:具体|到底)?{_HOW}(?:个)?(?:去)?{_DO}|怎么办法|先(?:去|找|到|干|做|办|弄)|第一步|顺序|然后|下一步|接下来|"
        r"之后(?:呢|怎么)|详细|具体|办法|怎么个|办(?:理)?手续|手续|一步一步|咋整|点办|搞")),
)  # fmt: skip
_OTHER = re.compile(
    r"^(?:都|也|好像)?(?:不是|不对)(?:这个|这些|这|我要的|我问的|的)?(?:问题|意思|事儿?|答案|情况)?(?:啊|呀|呢|吧|了)?$|"
    r"^(?:还)?有(?:没有)?(?:别的|其他|其它|另外的?)(?:的)?(?:吗|么|呢|不|没|答案|情况|选项|说法)?$|不是问?(?:的)?(?:这个|这|那个)|答非所问|"
    r"我(?:要)?(?:问|说)的(?:不是|是别的)|^(?:换|看看)(?:一)?个?(?:别的|其他|其它)?$|换一(?:个|条)|看看别的|^别的(?:呢|吗)?$|^下一(?:个|条)$|"
    r"^(?:其他|其它)(?:的)?(?:呢|吗)?$|不是我(?:要|想)?(?:问|找)?的|^(?:答|说|搞|理解|弄)错了?$|不(?:是|对)我问的|^跑题|^你?(?:说|答|讲|回答)(?:的|得)?(?:都|完全)?不对"
)
_FILLER = re.compile(
    r"^(?:那么|那就|那|嗯+|哦+|噢|喔|好的|好(?!久|多|不)|行(?!政|不)|对了|请问|再问(?:一?下|一?句|一?个)?|还有(?:就是)?|另外|顺便(?:问一?下|再问)?|老师|您好|你好|还要|"
    r"我想(?:知道|问)|我(?:再)?问(?:一?下|一句)?|所以|然后(?=.{3})|这个|这|它|知道了|明白了|好吧|谢谢|我(?!能|可以|够))+[,，、。]?|"
    r"[\s。？！?!，,~～…、]+$|^[\s。？！?!，,~～…、]+|(?:谢谢|老师|麻烦了|哈)$"
)
_STOP = re.compile(
    r"一般|大概|大约|具体|到底|究竟|现在|直接|自己|是不是|需要|必须|一定|有没有|能不能|可不可以|要不要|会不会|用不用|告诉|知道|说|讲|清楚|总共|一共|多少|申请|补办|报名|报考|报|登记|受理|开始|提交|领取|拿|全部|"
    r"东西|事情|手续|时间|地址|这种|这样|情况|时候|业务|证书?|过去|那边|你们|我们|咱们|他们|孩子|娃娃?|小孩|怎么|咋|什么|啥|办理|是吧|"
    r"[吗呢嘛呀啊吧么了的得要需能可以给我你您他她咱俺去来到办是都也还就再先有没不这那个件事一下会该请才跑想帮些点]"
)
_SAYS_MUCH = frozenset("丢坏错改查退转考")  # one character that makes it another matter
_LONGEST = 20
_BREAKS = re.compile(r"[，,。；;！!？?、\s]+|还有|另外|以及|顺便|(?<=.{2})和(?=.{2})")


def bare(text: str) -> str:
    """Simplified, without courtesies, fillers and the marks around."""
    before, text = "", normalise(text)
    while before != text:
        before, text = text, _FILLER.sub("", text.strip())
    return text


def asked_sections(text: str) -> tuple[Section, ...]:
    """The sections that a short question asks for, in its order; none when it is long or asks for none."""
    short = bare(text)
    if not short or len(short) > _LONGEST:
        return ()
    each = [found for part in _BREAKS.split(short) if part and (found := _section(part))]
    whole = _section(short)
    return tuple(dict.fromkeys(each)) or ((whole,) if whole else ())


def asked_section(text: str) -> Section | None:
    """The first section that a short question asks for."""
    return next(iter(asked_sections(text)), None)


def section_named(text: str) -> Section | None:
    """Which section a whole question asks for at its end, however long it is."""
    clauses = re.split(r"[，,。；;！!？?\s]+", normalise(text).strip("。？！?!，, "))
    return _section(clauses[-1])


def _section(text: str) -> Section | None:
    return next((section for section, pattern in _ASKS if pattern.search(text)), None)


def names_nothing(text: str) -> bool:
    """Whether a short question stands on nothing of its own: all of it is the asking."""
    short = bare(text)
    for _, pattern in _ASKS:
        short = pattern.sub("", short)
    left = re.sub(r"[^\w]", "", _STOP.sub("", short))
    return len(left) <= 1 and left not in _SAYS_MUCH


def wants_other(text: str) -> bool:
    """「不是这个」「还有别的吗」, with or without what is wanted instead."""
    return bool(
        instead(text) or _OTHER.search(bare(text)) or _OTHER.search(re.split(r"[，,。！!；;\s]", normalise(text))[0])
    )


_INSTEAD = re.compile(
    r"^(?:都|也|好像)?(?:不是|不对|错了?|答非所问|搞错了?|弄错了?)(?P<this>[^，,。！!；;]{0,10}?)"
    r"(?:[，,。！!；;\s]+(?:我(?:要)?(?:问|说|找|要|是问|是说|是)?的?|而)?是?(?:说|问)?|了?(?:我(?:要)?(?:问|说)的)?是)(?P<that>.{2,}?)(?:不是.*)?$"
)


def instead(text: str) -> str:
    """What is meant instead, for 「不是这个，我问的是高中的」「不是大学，是高中」; empty when that is not said."""
    found = _INSTEAD.search(normalise(text))
    return found["that"].strip("，, ") if found else ""


_CORRECTS = re.compile(
    r"^(?:不对|错了|都说了|我(?:又|可)?没(?:有)?[说问要]|(?:唉|哎|哦)?我(?:是|要|在)?(?:问|说|指|讲)(?!一?下|问|过|个|不|你们?|到)|就(?:是)?问)|(?:问|说|指)的(?:就|都)?是|^不是[^，,]{1,8}[，,]?(?:我(?:是|说|问|要|指)|而是|是(?!不是|否))|"
    r"^我?不是要.{1,8}[，, ](?:就|只)|"
    r"答非所问|没(?:听|看)懂|没(?:有)?回答|(?:咋|怎么)(?:又|就|都)?[扯答说跑转].{0,6}去了|你(?:说|答|扯|给).{1,10}(?:干嘛|干啥|干什么|干吗)"
)


def corrects(text: str) -> bool:
    """「我问的是能不能补报」「不是校外，是学校的」「你说三岁干嘛」: the answer was beside the point."""
    return bool(_CORRECTS.search(normalise(text).strip("，,。.！! ")))


_HAPPENED = re.compile(r"了(?:的话)?(?:怎么|咋|如何|啷个)")


def happened(text: str) -> bool:
    """「打开了咋办」 asks what to do now, and not how it is done."""
    return bool(_HAPPENED.search(text))


_REFUSED = re.compile(r"(?<![给让肯愿帮])不(?:给|让|肯|同意|愿|帮)|拖着|推来推去|踢皮球|说.{0,2}不了")


def is_refused(text: str) -> bool:
    """「户口本是对的 学校拖着不给改」."""
    return bool(_REFUSED.search(text))
