"""Sentences of an answer that speak of just what was asked; nothing is said that does not stand there."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Protocol

from bot.dialogue.answering import serves_any
from bot.dialogue.picking import limits, year_of
from bot.dialogue.turn import Decision, Turn
from bot.followups import bare, names_nothing
from bot.message import Choice, Reply
from faq.answer import Answer, Section
from faq.entry import Area
from intents.about import about, spellings
from intents.lexicon import any_of, read
from intents.words import cut

MOST_HINTS = 2
QUESTION = re.compile(r"[吗么呢不没?？]$|几|谁|怎|咋|啥|什么|哪|多少|多久|能不能|可不可以|要不要|是不是")
_TOUCHES = {
    Section.ONLINE: re.compile(r"网上|网站|官网|平台|小程序|公众号|政务服务网|网报|在线|app", re.IGNORECASE),
    Section.FEE: re.compile(r"收费|免费|费用|工本费|不要钱|交费|缴费"),
    Section.VALIDITY: re.compile(r"有效|过期|保留"),
    Section.MATERIALS: re.compile(r"材料|户口|身份证|证明"),
    Section.TIME_LIMIT: re.compile(r"工作日|天内|当天|时间"),
}
# What answers say instead of the citizen's words, besides the synonyms of the lexicon.
_ALIKE = (
    ("早一年", "早半年", "早点上", "提前上", "早上学"), ("差一天", "差两天", "差几天", "通融"),
    ("没房", "没有房", "无房", "没得房"), ("房本", "房产证", "不动产证"), ("生病", "病历", "病好"), ("复检", "体检"),
)  # fmt: skip
# The same for a thing: 「外省转过来的」 is 换省 where one changes to another province; 中小学 singles out neither.
_ALSO_SAID = {
    "place:外省": ("换省", "别的省", "原来的省", "转入省", "转出省", "两省", "不在本省"),
    "place:本省": ("省里", "省、市规定"),
    "place:乡下": ("乡镇",),
}
# Where a circumstance is told of first; what is quoted of many sentences comes from there.
_TELLING = (
    Section.SUMMARY, Section.CONDITIONS, Section.REMEDY, Section.MATERIALS, Section.WHERE, Section.STEPS,
    Section.TIME_LIMIT, Section.ONLINE, Section.VALIDITY, Section.FEE,
)  # fmt: skip
_OTHER_WORDS = {"工作": "工作(?!日)", "毕业": "毕业(?!证|（学历）)"}  # 「没有工作」 is not said by 10 个工作日
_WHAT_HAPPENED = re.compile(r"[丢坏错改]")  # 写错 is 弄错, 印错, 有错
_ACTS = re.compile(r"[换查补改退寄领印卷留休停]")  # one character that is asked about: 「能换不」
WITHOUT = re.compile(r"没|缺|不在")
_FAR = re.compile(r"在外[地省](?![考读上发办])|(?:回|来|去)不[了去来]|不在(?:本地|当地|家)")
SHORTEST_SENTENCE = 8  # characters: 「请问学校。」 answers nothing
_ADDRESS = re.compile(r"\d[:：]\d\d")  # the window with its hours: 教师工作科 says nothing of 工作
_HOW_MANY = re.compile(r"(?:几|多少)个?(?P<unit>年|月|天|次|寸|份|级|张|科|门|岁)")
_NUMBER = r"[0-9一二两三四五六七八九十半]"
_SENTENCE = re.compile(r"(?:（[^）]*）|[^。；])+[。；]?")  # 「残疾人证（原件，有就带；没有的先问窗口）」 is one
_FORM = re.compile(r"（(?:原件和复印件|原件|复印件)")  # how to bring a paper says nothing of 原件 that were lost
_FROM_AFAR = frozenset({"代办", "邮寄"})
_NO_LEVEL = re.compile("中小学")


class Word(Protocol):
    """What a sentence is searched for."""

    def search(self, string: str, /) -> object: ...


@dataclass(frozen=True, slots=True)
class Year:
    """A sentence about 「2008 年以后」 speaks of 2010; one with 「更早」 speaks of 2006 too."""

    year: int

    def search(self, string: str, /) -> bool:
        found = limits(string)
        before = bool(found) and "更早" in string and all(self.year < limit for limit, _ in found)
        return str(self.year) in string or before or any((self.year < limit) == past for limit, past in found)


def hints(answer: Answer, section: Section) -> list[str]:
    """Sentences of other sections that touch on the one which is not there."""
    words = _TOUCHES.get(section)
    if words is None:
        return []
    return [one for one in _sentences(answer) if words.search(one)][:MOST_HINTS]


def _sentences(answer: Answer) -> list[str]:
    parts = filter(None, map(answer.part, _TELLING))
    sentences = (one for part in parts for line in part.lines for one in _SENTENCE.findall(line))
    return [one for one in dict.fromkeys(sentences) if len(one) >= SHORTEST_SENTENCE and not _ADDRESS.search(one)]


def words_of(text: str, facts: Collection[str] = ()) -> list[Word]:
    """What a sentence has to contain to be about this: the words, the things in any spelling, how many, which year."""
    asked = bare(text)
    if (year := year_of(asked)) is not None:
        return [Year(year)]
    counted = _HOW_MANY.search(asked)
    rest = _HOW_MANY.sub("，", asked)
    said = (hit[0] if (hit := _WHAT_HAPPENED.search(word)) else _any_name_of(word, facts) for word in _things(rest))
    alike = [any_of(group) for group in _ALIKE if any(one in rest for one in group)]
    plain = (*said, *alike) or tuple(_ACTS.findall(rest))
    named = (any_of((*spellings(fact), *_ALSO_SAID.get(fact, ()), fact.partition(":")[2])) for fact in facts)
    found: list[Word] = [re.compile(pattern) for pattern in dict.fromkeys((*plain, *named))]
    if counted and "一次" in asked:
        found.append(re.compile("一次"))
    if counted:
        found.append(re.compile(rf"{_NUMBER} ?个?(?:学(?=年))?{counted['unit']}(?!级)"))
    return found


def _things(asked: str) -> list[str]:
    return [word for word in cut(asked) if len(word) > 1 and not names_nothing(word)]


def names_a_thing(text: str) -> bool:
    """「体检要去哪」, and not 「多久改好」, which names only what is done anyway."""
    return any(not _WHAT_HAPPENED.search(word) for word in _things(bare(text)))


def _any_name_of(word: str, facts: Collection[str]) -> str:
    """爸妈 is 父母 and 家长: the lexicon's synonyms of more than one character; a fact brings its own."""
    if word in _OTHER_WORDS:
        return _OTHER_WORDS[word]
    groups = ((name, *words) for name, words in read("synonyms").items())
    names = {one for group in groups if word in group for one in group if len(one) > 1}
    return re.escape(word) if any(word in spellings(fact) for fact in facts) else any_of(names | {word})


def said_of(answer: Answer, words: Sequence[Word], *, without: bool = False) -> list[str]:
    """The sentences with most of it: 「要医院证明吗」 finds 医院的病历、诊断证明.

    `without` says that they lack it: what is done without it comes first.
    """
    touching: dict[str, int] = {}
    for one in _sentences(answer):
        found = _found(one, words)
        touching[one] = 2 * found + (without and bool(WITHOUT.search(one))) if found else 0
    most = max(touching.values(), default=0)
    return [one for one, weight in touching.items() if weight == most] if most else []


def _found(sentence: str, words: Sequence[Word]) -> int:
    bare_of_forms = _NO_LEVEL.sub("", _FORM.sub("", sentence))
    return sum(bool(word.search(bare_of_forms)) for word in words)


def quoted(turn: Turn, entry_id: str, words: Sequence[Word], *, rule: str) -> Decision | None:
    """What an entry in force says of these words, or None where it says nothing of them."""
    if _HOW_MANY.search(bare(turn.text)):
        return all_of(turn, entry_id, rule=rule)  # 「要几年」 by itself is of anything that lasts years
    lines = said_of(turn.book.answers[entry_id], words, without=bool(WITHOUT.search(turn.text)))
    return found_in(turn, entry_id, lines, rule=rule)


def all_of(turn: Turn, entry_id: str, *, thing: str = "", rule: str) -> Decision | None:
    """A sentence with two or more words, all that there are: 「能补发原件吗」 finds 原件一律不再补发.

    `thing` is a pattern for one more.
    """
    words = [*words_of(turn.text), *([re.compile(thing)] if thing else [])]
    lines = [one for one in _sentences(turn.book.answers[entry_id]) if _found(one, words) == len(words)]
    return found_in(turn, entry_id, lines, rule=rule) if len(words) > 1 else None


def how_many(turn: Turn) -> Decision | None:
    """「要学籍几年」 where a sentence of the answer gives just that number of just that thing."""
    entry_id = turn.context.entry
    if entry_id is None or turn.is_plain or not _HOW_MANY.search(bare(turn.text)):
        return None
    return all_of(turn, entry_id, rule="how_many")


def found_in(
    turn: Turn, entry_id: str, lines: Sequence[str], *, section: Section | None = None, rule: str
) -> Decision | None:
    """These lines of an entry in force, and who knows more."""
    if not lines or not turn.book.in_force(entry_id, turn.now):
        return None
    office = turn.book.department(turn.book.entry(entry_id).department)
    text = turn.say("detail_found", lines="\n".join(lines[:MOST_HINTS]), department=office.name, phone=office.phone)
    reply = Reply(text=text, entry_id=entry_id, section=section.value if section else None)
    context = turn.remember(asked=0, misses=0)
    return Decision(replies=(reply,), context=context, kind="sure", ids=(entry_id,), rule=rule)


def remark(turn: Turn, entry_id: str, *, rule: str) -> Decision:
    """What the entry says of a circumstance that was named, or that it says nothing of it."""
    said = bare(turn.text).rstrip("呢的吗么")
    if found := quoted(turn, entry_id, words_of(turn.text, turn.facts) or [re.compile(re.escape(said))], rule=rule):
        return found
    if _FAR.search(turn.text) and (ways := _from_afar(turn, entry_id)):
        reply = Reply(text=turn.say("from_afar", short=turn.book.short(entry_id)), choices=ways, entry_id=entry_id)
        return Decision(replies=(reply,), context=turn.remember(offered=ways, asked=0), ids=(entry_id,), rule=rule)
    office = turn.book.department(turn.book.entry(entry_id).department)
    key = "detail" if QUESTION.search(turn.text) and not turn.facts else "not_told_apart"
    text = turn.say(key, said=said, department=office.name, phone=office.phone)
    reply = Reply(text=text, choices=turn.context.offered, entry_id=entry_id)
    return Decision(replies=(reply,), context=turn.remember(asked=0), kind="sure", ids=(entry_id,), rule=rule)


def _from_afar(turn: Turn, entry_id: str) -> tuple[Choice, ...]:
    """Whoever is far away and asks about a paper can be told of 代办 and 邮寄, which go with any."""
    area = turn.book.entry(entry_id).area
    here = (one for one in turn.book.answers if turn.book.entry(one).area is area and turn.book.in_force(one, turn.now))
    ways = [
        one for one in here if serves_any(turn, one) and _FROM_AFAR & set(about(turn.book.entry(one).title).actions)
    ]
    return tuple(Choice(key=f"entry:{one}", label=turn.book.short(one)) for one in ways if area is Area.CERTIFICATES)
