"""Short questions about the bureau and this service itself. No policy, only ways of asking."""

import re
from enum import StrEnum

from bot.followups import bare

LONGEST = 18


class OfUs(StrEnum):
    """What is asked of the service."""

    HOURS = "hours"
    NAME = "name"  # whether one's name has to be given
    PRIVATE = "private"  # who reads it
    COMPLAIN = "complain"  # where to complain


_DAY = r"(?:周末|周[六日天]|星期[六日天]|礼拜[六日天]?|双休日?|节假日|中午|晚上|现在|今天|明天)"
_ASKED = r"(?:吗|么|嘛|不|没|吧|呢|[?？]|$)"
_ASKS: tuple[tuple[OfUs, re.Pattern[str]], ...] = (
    (OfUs.HOURS, re.compile(
        r"(?:几点|什么时候|啥时候|多会儿?)(?:钟)?(?:能)?(?:上|下|开|关)(?:班|门)|(?:上|下)班(?:时间|几点)|(?:办公|工作)时间|"
        rf"{_DAY}(?:你们|还|也|都|能|局里)*(?:上不上班|上班|开门|休息|办公|开不开门){_ASKED}|^(?:你们)?(?:还)?上班{_ASKED}|午休")),
    (OfUs.PRIVATE, re.compile(
        rf"保密{_ASKED}|保不保密|泄[露漏]|(?:学校|老师|他们|别人|人家).{{0,4}}(?:知道|晓得).{{0,3}}(?:是我|我(?:投诉|反映|说|告|举报)).{{0,5}}$|"
        r"(?:让|给|被|叫)(?:学校|老师|他们|别人)(?:给)?(?:知道|晓得)|报复|穿小鞋")),
    (OfUs.NAME, re.compile(
        r"实名|匿名|真名|(?:写|报|留|登记|署|填)(?:不(?:写|报|留|署|填))?(?:上|下|个|我的?|真实?)*(?:名字?|姓名)")),
    (OfUs.COMPLAIN, re.compile(
        r"(?:在哪里?|去哪里?|到哪里?|哪里|哪儿|怎么|咋|如何|找谁|向谁|上哪)(?:能|可以|去|才能)*(?:投诉|举报|反映(?:问题|情况)?|告)(?:啊|呢|呀)?$|"
        r"^(?:投诉|举报)(?:谁|哪|到哪|给谁)|^(?:投诉|举报|监督)(?:电话|热线|渠道|方式|邮箱|信箱)")),
)  # fmt: skip
_QUESTION = re.compile(
    r"[吗么嘛呢不没?？]$|会不会|要不要|能不能|可不可以|用不用|可以|怎么|咋|如何|怕|担心|保密$|(?:知道|晓得).*[吗么不]?$"
)
_OUTRIGHT = frozenset({OfUs.HOURS, OfUs.COMPLAIN})  # asked whatever stands around; 「老师报复孩子」 asks nothing
_OTHERS = re.compile(
    r"(?:学校|幼儿园|老师|食堂|医院|银行|派出所)(?:几点|什么时候|周|中午|上班|放学|开门)|考试|面试|报名"
)


def asked_of_us(text: str) -> OfUs | None:
    """What a short question asks of the service, if it does."""
    short = bare(text)
    if not short or len(short) > LONGEST or _OTHERS.search(short):
        return None
    asked = next((one for one, pattern in _ASKS if pattern.search(short)), None)
    return asked if asked in _OUTRIGHT or _QUESTION.search(short) else None
