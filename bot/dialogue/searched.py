"""What a sentence is searched for: the words, things, numbers and years of a line."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

from bot.dialogue.followups import bare, names_nothing
from bot.dialogue.picking import limits, year_of
from bot.dialogue.turn import Turn
from intents.about import spellings
from intents.lexicon import any_of, read
from intents.words import cut

# What answers say instead of the citizen's words, besides the synonyms of the lexicon.
_ALIKE = (
    ("早一年", "早半年", "早点上", "提前上", "早上学"), ("差一天", "差两天", "差几天", "通融"),
    ("没房", "没有房", "无房", "没得房"), ("房本", "房产证", "不动产证"), ("生病", "病历", "病好", "因病"),
    ("复检", "体检"), ("月生", "号生", "日生", "出生", "周岁"),
)  # fmt: skip
# The same for a thing: 「外省转过来的」 is 换省 where one changes to another province; 中小学 singles out neither.
_ALSO_SAID = {
    "place:外省": ("换省", "别的省", "原来的省", "转入省", "转出省", "两省", "不在本省"),
    "place:本省": ("省里", "省、市规定"),
    "place:乡下": ("乡镇",),
}
_OTHER_WORDS = {"工作": "工作(?!日)", "毕业": "毕业(?!证|（学历）)"}  # 「没有工作」 is not said by 10 个工作日
_WHAT_HAPPENED = re.compile(r"[丢坏错改]")  # 写错 is 弄错, 印错, 有错
_ACTS = re.compile(r"[换查补改退寄领印卷留休停]")  # one character that is asked about: 「能换不」
_HOW_MANY = re.compile(r"(?:几|多少)个?(?P<unit>年|月|天|次|寸|份|级|张|科|门|岁)")
_NUMBER = r"[0-9一二两三四五六七八九十半]"


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


@lru_cache(maxsize=1024)
def words_of(text: str, facts: tuple[str, ...] = ()) -> tuple[Word, ...]:
    """What a sentence has to contain to be about this: the words, the things in any spelling, how many, which year."""
    asked = bare(text)
    if (year := year_of(asked)) is not None:
        return (Year(year),)
    counted = _HOW_MANY.search(asked)
    rest = _HOW_MANY.sub("，", asked)
    groups = [group for group in _ALIKE if any(one in rest for one in group)]
    things = [word for word in _things(rest) if not any(word in one for group in groups for one in group)]
    said = (hit[0] if (hit := _WHAT_HAPPENED.search(word)) else _any_name_of(word, facts) for word in things)
    plain = (*said, *map(any_of, groups)) or tuple(_ACTS.findall(rest))
    named = (any_of((*spellings(fact), *_ALSO_SAID.get(fact, ()), fact.partition(":")[2])) for fact in facts)
    found: list[Word] = [re.compile(pattern) for pattern in dict.fromkeys((*plain, *named))]
    if counted and "一次" in asked:
        found.append(re.compile("一次"))
    if counted:
        found.append(re.compile(rf"{_NUMBER} ?个?(?:学(?=年))?{counted['unit']}(?!级)"))
    return tuple(found)


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


def beside_its_name(turn: Turn, entry_id: str, text: str) -> list[Word]:
    """What a text asks for beside the entry's own name: nothing in 「省内转学带什么」."""
    name = f"{turn.book.entry(entry_id).title}，{turn.book.short(entry_id)}"
    return [word for word in words_of(text) if not word.search(name)]


def counts(text: str) -> bool:
    """「要几年」 asks for a number of something."""
    return bool(_HOW_MANY.search(bare(text)))
