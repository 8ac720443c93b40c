"""Which of the offered choices a line means: a tap, a number, a place in the list, words; and plain yes and no."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from bot.message import Choice
from intents.about import about
from intents.text import normalise

ENTRY = "entry:"  # begins the key of a choice that is an entry
LONGEST_WORDS = 14  # characters of an answer in words
LONGEST_FACT = 12  # characters of an answer that gives the fact behind a choice
_DIGITS = {"一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9, "十": 10,
           "壹": 1, "贰": 2, "叁": 3, "首": 1, "头一": 1}  # fmt: skip
_CIRCLED = "①②③④⑤⑥⑦⑧⑨"
_FIRST_OF_ALL = re.compile(
    r"^(?:(?:算了|那就|那|就|还是|好+的?|好[吧嘛]|行[吧嘛]?|嗯+|恩|哦|唉|可以|要得|对|是|ok)(?:[，,。.！!、\s]+|(?=[第选選回按0-9(（【①-⑨])))+",
    re.IGNORECASE,
)  # 「算了 1」「好 2」; 「那一个」 and 「好一点」 are no numbers
_SAYS = r"(?:我)?(?:就)?(?:选|選|选择|選擇|回复|回復|回|按|发|要|是|看|想问|问|应该是|属于|按)?(?:的)?(?:是)?"
_AFTER = r"(?:个|项|种|条|号|款|类|那个|那种|这个|吧|的|了|、|\.|。|\)|）|】|哈|呀|啊|嘛|咯|，|转|谢谢|麻烦|\s)*"
_NUMBER = re.compile(rf"^{_SAYS}\s*[(（【]?第?\s*([0-9]{{1,2}}|[一二两三四五六七八九十壹贰叁])\s*{_AFTER}$")
_FIRST = re.compile(rf"^{_SAYS}(?:头一|首|最?前面?的?那?|最?上面?的?那?){_AFTER}$")
_LAST = re.compile(rf"^{_SAYS}(?:最后|末尾?|最末|倒数第一|最?下面的?|最?后面的?|后头的?)(?:一|那)?{_AFTER}$")
_MIDDLE = re.compile(rf"^{_SAYS}中间的?那?{_AFTER}$")
_SEVERAL = re.compile(
    r"^(?:我)?(?:选|要)?第?\s*([1-9一二两三四])\s*个?\s*(?:和|跟|、|，|,|及|与|\s)\s*第?([1-9一二两三四])\s*个?(?:都.{0,6}|吧)?$"
)
_BOTH = re.compile(r"[和跟与、及]")
_ALL = re.compile(
    r"^(?:我)?(?:两|二|俩|几|全|这两|这几)?(?:个|样|种|者|项|本)?(?:证)?(?:全)?都(?:丢了?|要|有|是|想问|需要|问|没了)?(?:了|的|啊)?$"
)
_PROVINCE = re.compile(r"(?:外|本|跨|同|隔|异)省(?=考)")  # 「在外省考的」 is no 省考
_YEAR = re.compile(
    r"(?<![0-9])(?:((?:19|20)[0-9]{2})(?![0-9])(?!年级)(?:年|届|级)?|([0-9]{2})(?:年(?!级|了)|届|级))(起|以?后|以?前)?"
)
_LIMIT = re.compile(r"([0-9]{4}) ?年(?: ?[0-9]{1,2} ?月)?及?(起|以后|之后|后|以前|之前|前)")
_GRADES = re.compile(r"(初|高)([一二三])|([一二三四五六七八九])年级")
_FROM = {"初": 6, "高": 9}
_PAST = frozenset({"以前", "之前", "前"})
_KEYCAP = re.compile("[\ufe0f\u20e3]")
_AGREE = re.compile(
    r"^(?:嗯+|恩|啊|哦)?[，,]?(?:好|好好|行|可以|可|要|需要|是|对|对对|没错|成|中|要得|得行|同意|ok|okk?|yes|y|嗯+|恩|对呀|是呀|当然)"
    r"(?:的|滴|嘞|吧|啊|呀|嘛|了|哒|就是)*[，,。]?(?:就)?(?:是)?(?:这个|这样|它)?(?:吧|了)?(?:麻烦了?|麻烦您了?|辛苦了?)?$|"
    r"^(?:就|正)?是?(?:这个|它)(?:的|了|吧)?$|^麻烦(?:了|您|你|您了)?$",
    re.IGNORECASE,
)
# 「那你转嘛」「把我的话转给他们」; 「转了」 is done, 「转到二中」 is a move, and 「想转」「能转不」 are about one.
_YES = r"(?:嗯+|恩|哦|好+的?|好嘛|行|可以|要得|得行|要|需要|中|成|是|对|ok|那|就|还是|算了|直接|快|先|都|[吧嘛啊的])"
_PLEASE = r"(?:麻烦|请|拜托|你|您|们|(?:帮|替|给)(?:我们?|忙|个忙|一?下)?)"
_WORDS = r"(?:把?(?:我们?|这|那)?(?:刚才|[说问讲])*的?(?:这|那)?(?:些|个|件)?(?:话|问题|情况|意见|事情?)(?:都|也|全)?)?"
_DESK = r"(?:人工|值班(?:人员|的)?|工作人员|他们|你们|领导|局里|教育局|上面|[有相]关(?:部门|科室))(?:那边|那里)?"
_HAND_OVER = re.compile(
    rf"^(?:{_YES}|{_PLEASE}|[，。])*{_WORDS}{_PLEASE}*转(?:[达告述交接](?!过)|过去|一?下)?"
    rf"(?:(?:给|到)?{_DESK}|给[^，。？吗么]{{1,6}}?)?(?:过去|一?下|看看|听听|知道|处理|解决)*"
    r"(?:吧|嘛|呗|哈|咯|噻|撒|啊|呀|嗷|好了|就是了?|就行|得了|算了)*[，。]?(?:谢谢.{0,2}|多谢|麻烦.{0,2}|辛苦.{0,2})?$"
)
_ADDRESSED = re.compile(rf"{_PLEASE}|{_DESK}|把|的话|转[达告述交接]|转给")
_RESIGNED = re.compile(r"^(?:嗯+|哦|噢|唉|那)?[，,]?(?:好|行|可以)(?:吧|的吧)$|^(?:哦+|噢|嗯)$")
_DECLINE = re.compile(
    r"^(?:(?:算了|那|就|嗯+|哦|唉|好吧?|行吧?|先|暂时|还是|你|您|们|都|也)[，,。]?)*"
    r"(?:(?:不用|不要|不需要|算|不|不必|别|莫|甭|不找|用不着|没必要|不麻烦|免)(?:你|您|们|再|帮我|给我|替我)*(?:转(?:过去|达|给.{1,6})?|找|麻烦|人工)?|没事)"
    r"(?:了|啦|吧|嘛|你们|先)*[，,。]?(?:谢谢.{0,2}|我自己.*|我再(?!问|请教|打听).*)?$|"
    r"^(?:(?:算了|那|就|好吧?|行吧?)[，,。]?)*我?(?:先)?自己(?:再)?(?:去|问|找|跑|解决|想办法|处理)(?:一?下|一趟|问|问问|学校|窗口|办|看看|说|老师|他们)*(?:吧|嘛|算了|好了|得了|就是|就行)*$|^no$"
)
_NO = re.compile(r"^(?:都)?(?:不是|不对|没有|错了?|不)(?:的|啊|呀|这个|这些|我要的)*$")


def entries_of(choices: Iterable[Choice]) -> tuple[str, ...]:
    """The ids of the entries among them, in their order."""
    return tuple(one.key.removeprefix(ENTRY) for one in choices if one.key.startswith(ENTRY))


def number_of(text: str) -> int | None:
    """1, １, 一, 第一个, 选2, ③, 2️⃣."""
    bare = _plain_number(text)
    if len(bare) == 1 and bare in _CIRCLED:
        return _CIRCLED.index(bare) + 1
    found = _NUMBER.match(bare)
    return _value(found[1]) if found else None


def _plain_number(text: str) -> str:
    bare = _KEYCAP.sub("", text).strip().strip("。.!！，,、 ")
    return _FIRST_OF_ALL.sub("", bare.translate(str.maketrans("０１２３４５６７８９", "0123456789")))


def _value(digits: str) -> int:
    return _DIGITS.get(digits) or int(digits)


def place_of(text: str, count: int) -> int | None:
    """The place in a list of `count` that a line names, from 1; a number may lie beyond the list."""
    number = number_of(text)
    if number is not None:
        return number
    bare = _plain_number(text)
    if _FIRST.match(bare):
        return 1
    if _LAST.match(bare):
        return count
    return (count + 1) // 2 if count % 2 and _MIDDLE.match(bare) else None


def chosen(offered: Sequence[Choice], text: str, tapped: str | None) -> Choice | None:
    """The offered choice that a message means, or None."""
    by_tap = next((choice for choice in offered if choice.key == tapped), None)
    if by_tap or not offered:
        return by_tap
    place = place_of(text, _last(offered))
    if place is not None:
        return offered[place - 1] if 1 <= place <= len(offered) else None
    return (
        _by_year(offered, text)
        or _by_words(offered, text)
        or by_fact(offered, facts(text) if len(text) <= LONGEST_FACT else ())
    )


def _last(offered: Sequence[Choice]) -> int:
    """「最后一个」 is the last thing one can be told about; the way to a person is not one of them."""
    things = [choice for choice in offered if not choice.key.startswith("person")]
    return len(things) or len(offered)


def several(offered: Sequence[Choice], text: str) -> tuple[Choice, ...]:
    """「1和2」, or 「两个都丢了」 where two entries are offered."""
    things = tuple(choice for choice in offered if choice.key.startswith(ENTRY))
    found = _SEVERAL.match(_plain_number(text))
    if found:
        places = dict.fromkeys((_value(found[1]), _value(found[2])))
        picked = tuple(offered[place - 1] for place in places if place <= len(offered))
        return picked if len(picked) == 2 and set(picked) <= set(things) else ()
    if len(things) == 2 and _ALL.match(_plain_number(text)):
        return things
    return _both_named(things, text)


def _both_named(things: Sequence[Choice], text: str) -> tuple[Choice, ...]:
    """「大学和高中都丢了」: two facts, each of one choice alone."""
    if not _BOTH.search(text) or len(text) > LONGEST_WORDS:
        return ()
    owners = [[one for one in things if fact in facts(one.label)] for fact in facts(text)]
    picked = tuple(dict.fromkeys(found[0] for found in owners if len(found) == 1))
    return picked if len(picked) == 2 else ()


def _by_year(offered: Sequence[Choice], text: str) -> Choice | None:
    """「2005年毕业」「97年的」 where the choices are 2001年起 and 2001年以前."""
    said, year = _YEAR.search(normalise(text)), year_of(text)
    if said is None or year is None or len(text) > LONGEST_WORDS:
        return None
    year -= said[3] in _PAST
    bounded = [(one, found[0]) for one in offered if (found := limits(one.label))]
    fit = [(one, past) for one, (limit, past) in bounded if (year < limit) == past]
    if said[3] and any(past != (said[3] in _PAST) for _, past in fit):
        return None  # 「2010年以前」 lies on both sides of 2001
    return fit[0][0] if len(bounded) > 1 and len(fit) == 1 else None


def year_of(text: str) -> int | None:
    """The year that a line names: 2005年, 97年的, 06届."""
    said = _YEAR.search(normalise(text))
    if said is None:
        return None
    if said[1]:
        return int(said[1])
    if said[3]:
        return None  # 「20年前」 is no year
    return int(said[2]) + (1900 if int(said[2]) > 40 else 2000)


def grades(text: str) -> frozenset[str]:
    """The years of school that a text names, from 1 to 12 as words: 初二 is 八年级."""
    found = _GRADES.findall(normalise(text))
    return frozenset(
        str(_FROM[level] + _DIGITS[year]) if level else str(_DIGITS[grade]) for level, year, grade in found
    )


def limits(text: str) -> list[tuple[int, bool]]:
    """The years that a text draws a line at, and whether it speaks of the time before: 2001年以前."""
    return [(int(hit[1]), hit[2] in _PAST) for hit in _LIMIT.finditer(text)]


def _by_words(offered: Sequence[Choice], text: str) -> Choice | None:
    said = _plain(text)
    exact = [choice for choice in offered if said and said == _plain(choice.label)]
    if exact:
        return exact[0]
    if _NO.match(_said(text)) and not text.strip().startswith("都"):
        return None  # a bare 「不是」 is no wish for the person of 「都不是，转人工」
    # 「高中」 for 「高中（普高）」: a short answer that only one label contains, or that contains one label's words.
    offered = [choice for choice in offered if not choice.key.startswith("star")]  # 「不太满意」 is not 「满意」
    partly = [choice for choice in offered if 2 <= len(said) <= 8 and said in _plain(choice.label)]
    words = [
        choice for choice in offered if len(said) <= LONGEST_WORDS and any(w in said for w in _words(choice.label))
    ]
    for found in (partly, words):
        if len(found) == 1:
            return found[0]
    return None


def by_fact(offered: Sequence[Choice], said: Sequence[str]) -> Choice | None:
    """「初三的」 for 「小学或初中」: the one choice to which a fact belongs that was said, and to no other."""
    owners = {fact: [one for one in offered if fact in facts(one.label)] for fact in said}
    found = {owners[fact][0].key: owners[fact][0] for fact in said if len(owners[fact]) == 1}
    return next(iter(found.values())) if len(found) == 1 else None


@lru_cache(maxsize=8192)
def facts(text: str) -> tuple[str, ...]:
    """Which paper, exam, level, place, person or home a text names, as "level:初中"."""
    return tuple(name for name in about(apart(text)).objects if not name.startswith("matter:"))


def of_facet(named: Iterable[str], facet: str) -> frozenset[str]:
    """Those of the facts that are of one kind: level, exam, place…"""
    return frozenset(fact for fact in named if fact.startswith(f"{facet}:"))


def apart(text: str) -> str:
    """「在外省考的」 is no 省考."""
    return _PROVINCE.sub(r"\g<0>，", normalise(text))


def same_exam(one: str, other: str) -> bool:
    """Two texts that do not name different exams."""
    exams = [set(about(text).of("exam")) for text in (one, other)]
    return not all(exams) or not exams[0].isdisjoint(exams[1])


def agrees(text: str) -> bool:
    return bool(_AGREE.match(_said(text)))


@dataclass(frozen=True, slots=True)
class HandsOver:
    """A line that wants what was said to be handed over; whether it is said to whoever shall do that."""

    addressed: bool


def hands_over(text: str) -> HandsOver | None:
    """「那你转嘛」「行 你们转」「帮我转给值班人员」."""
    said = _said(text)
    return HandsOver(bool(_ADDRESSED.search(said))) if _HAND_OVER.match(said) else None


def resigns(text: str) -> bool:
    """「好吧」 to 「这件事归别处」 is no wish for a person."""
    return bool(_RESIGNED.match(_said(text)))


def declines(text: str) -> bool:
    """「不用了」 to an offer, or 「不是」 to a question."""
    return bool(_DECLINE.match(_said(text)) or _NO.match(_said(text)))


def _said(text: str) -> str:
    return normalise(text).strip("。.!！~？ ").lower()


def _plain(text: str) -> str:
    bare = re.sub(r"[\s。？！?!，,、（）()“”\"「」]", "", normalise(text))
    return re.sub(
        r"^(?:我家|我们家?|孩子|我)?(?:说的|问的|要的|丢的|想要)?(?:是|就是|选|属于|读的|上的)|(?:的|吧|啊|呀|呢|那个|那种|这种|这个|了|哈)+$",
        "",
        bare,
    )


def _words(label: str) -> list[str]:
    """The separate words that a label offers: 「小学或初中」 → 小学, 初中."""
    return [word for word in re.split(r"[、，,（）()/或和：: ]", label) if len(word) >= 2]
