"""Sentences of an answer that speak of just what was asked; nothing is said that does not stand there."""

import re
from collections.abc import Collection, Sequence

from bot.dialogue.turn import Decision, Turn
from bot.followups import bare, names_nothing
from bot.message import Reply
from faq.answer import Answer, Section
from intents.about import spellings
from intents.lexicon import any_of
from intents.words import cut

MOST_HINTS = 2
QUESTION = re.compile(r"[吗么呢不没?？]$|几|谁|怎|咋|啥|什么|哪|多少|多久|能不能|可不可以|要不要|是不是")
Word = re.Pattern[str]
_TOUCHES = {
    Section.ONLINE: re.compile(r"网上|网站|官网|平台|小程序|公众号|政务服务网|网报|在线|app", re.IGNORECASE),
    Section.FEE: re.compile(r"收费|免费|费用|工本费|不要钱|交费|缴费"),
    Section.VALIDITY: re.compile(r"有效|过期|保留"),
    Section.MATERIALS: re.compile(r"材料|户口|身份证|证明"),
    Section.TIME_LIMIT: re.compile(r"工作日|天内|当天|时间"),
}
# What answers say instead of the citizen's word: 「外省转过来的」 is 换省 where one changes to another province.
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
_WITHOUT = re.compile(r"没|缺|不在")
SHORTEST_SENTENCE = 8  # characters: 「请问学校。」 answers nothing
_ADDRESS = re.compile(r"\d[:：]\d\d")  # the window with its hours: 教师工作科 says nothing of 工作
_HOW_MANY = re.compile(r"(?:几|多少)个?(?P<unit>年|月|天|次|寸|份|级|张|科|门|岁)")
_NUMBER = r"[0-9一二两三四五六七八九十半]"


def hints(answer: Answer, section: Section) -> list[str]:
    """Sentences of other sections that touch on the one which is not there."""
    words = _TOUCHES.get(section)
    if words is None:
        return []
    return [one for one in _sentences(answer) if words.search(one)][:MOST_HINTS]


def _sentences(answer: Answer) -> list[str]:
    parts = filter(None, map(answer.part, _TELLING))
    sentences = (one for part in parts for line in part.lines for one in re.findall(r"[^。；]+[。；]?", line))
    return [one for one in dict.fromkeys(sentences) if len(one) >= SHORTEST_SENTENCE and not _ADDRESS.search(one)]


def words_of(text: str, facts: Collection[str] = ()) -> list[Word]:
    """What a sentence has to contain to be about this: the words, the things in any spelling, and how many."""
    asked = bare(text)
    counted = _HOW_MANY.search(asked)
    rest = _HOW_MANY.sub("，", asked)
    words = (word for word in cut(rest) if len(word) > 1 and not names_nothing(word))
    plain = tuple(map(_pattern, words)) or tuple(_ACTS.findall(rest))
    named = (any_of((*spellings(fact), *_ALSO_SAID.get(fact, ()), fact.partition(":")[2])) for fact in facts)
    found = [re.compile(pattern) for pattern in dict.fromkeys((*plain, *named))]
    if counted and "一次" in asked:
        found.append(re.compile("一次"))
    if counted:
        found.append(re.compile(rf"{_NUMBER} ?个?(?:学(?=年))?{counted['unit']}(?!级)"))
    return found


def _pattern(word: str) -> str:
    hit = _WHAT_HAPPENED.search(word)
    return hit[0] if hit else _OTHER_WORDS.get(word, re.escape(word))


def said_of(answer: Answer, words: Sequence[Word], *, without: bool = False) -> list[str]:
    """The sentences with most of it: 「要医院证明吗」 finds 医院的病历、诊断证明.

    `without` says that they lack it: what is done without it comes first.
    """
    touching: dict[str, int] = {}
    for one in _sentences(answer):
        found = sum(bool(word.search(one)) for word in words)
        touching[one] = 2 * found + (without and bool(_WITHOUT.search(one))) if found else 0
    most = max(touching.values(), default=0)
    return [one for one, weight in touching.items() if weight == most] if most else []


def quoted(turn: Turn, entry_id: str, words: Sequence[Word], *, rule: str) -> Decision | None:
    """What an entry in force says of these words, or None where it says nothing of them."""
    if _HOW_MANY.search(bare(turn.text)):
        return all_of(turn, entry_id, rule=rule)  # 「要几年」 by itself is of anything that lasts years
    lines = said_of(turn.book.answers[entry_id], words, without=bool(_WITHOUT.search(turn.text)))
    return found_in(turn, entry_id, lines, rule=rule)


def all_of(turn: Turn, entry_id: str, *, thing: str = "", rule: str) -> Decision | None:
    """A sentence with two or more of the words and with all of them: 「能补发原件吗」 finds 原件一律不再补发."""
    words = [*words_of(turn.text), *([re.compile(thing)] if thing else [])]
    lines = [one for one in _sentences(turn.book.answers[entry_id]) if all(word.search(one) for word in words)]
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
    office = turn.book.department(turn.book.entry(entry_id).department)
    key = "detail" if QUESTION.search(turn.text) and not turn.facts else "not_told_apart"
    text = turn.say(key, said=said, department=office.name, phone=office.phone)
    reply = Reply(text=text, choices=turn.context.offered, entry_id=entry_id)
    return Decision(replies=(reply,), context=turn.remember(asked=0), kind="sure", ids=(entry_id,), rule=rule)
