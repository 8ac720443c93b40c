"""Which sentences of an answer speak of a line: by its words, and by how close they come in meaning."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import exp
from typing import NamedTuple

from bot.dialogue.followups import QUESTION, bare
from bot.dialogue.foreseen import SURELY, Foreseen, foreseen
from bot.dialogue.picking import facts as facts_of
from bot.dialogue.picking import grades, limits, of_facet, year_of
from bot.dialogue.searched import Word, Year, words_of
from bot.dialogue.turn import Turn
from faq.answer import Answer, Section
from faq.sentences import sentences

MOST_HINTS = 2
_TOUCHES = {
    Section.ONLINE: re.compile(r"网上|网站|官网|平台|小程序|公众号|政务服务网|网报|在线|app", re.IGNORECASE),
    Section.FEE: re.compile(r"收费|免费|费用|工本费|不要钱|交费|缴费"),
    Section.VALIDITY: re.compile(r"有效|过期|保留"),
    Section.MATERIALS: re.compile(r"材料|户口|身份证|证明"),
    Section.TIME_LIMIT: re.compile(r"工作日|天内|当天|时间"),
}
WITHOUT = re.compile(r"没|缺|不在")


# How likely a sentence is the one that is asked about: shares of all sentences and of NOTHING, by these weights, which
# were fitted on lines that others wrote and marked (tests/passages; docs/understanding.md).
@dataclass(frozen=True, slots=True)
class Weights:
    """By the first four for each unit of closeness, or for having all the words; the others for being so at all."""

    meant: float  # to the sentence
    asked: float  # to what is asked next of it …
    asked_of_section: float  # … or of the section where it stands
    not_said: float  # to what is asked next and not said: the weight is that of there being no such sentence
    said: float
    lacks: float  # says what is done where it lacks
    remedies: float  # says what to do where something went wrong
    forbids: float  # says that what is asked for may not be
    dated: float  # draws the line at which a line lies that names a year and hardly more; by hand
    nothing: float  # there is no such sentence


FORESEEN = Weights(meant=6.1, asked=7.8, asked_of_section=2.8, not_said=10.2, said=0.0, lacks=1.5, remedies=1.6,
                   forbids=0.3, dated=2.5, nothing=2.6)  # fmt: skip
# Where nobody wrote what is asked next, or nothing like this line.
UNFORESEEN = Weights(meant=7.2, asked=0.0, asked_of_section=0.0, not_said=0.0, said=1.7, lacks=1.5, remedies=1.4,
                     forbids=0.6, dated=1.5, nothing=4.1)  # fmt: skip
COMPARES = 0.5  # closeness to anything that is asked next, for that to tell
CLOSE = 0.4  # share to be quoted …
NEAREST = 0.25  # … or to be named as what comes closest
BESIDE = 0.6  # of the likeliest, to be quoted beside it
TROUBLE = re.compile(
    r"(?:说|讲)(?:没|不)|[没不]给|不(?:肯|让|办|收|认|放|理)|[找查]不到|[登进打]不[进去开上]|没通知|关门|提示|报错|卡(?:住|着|在)|"
    r"别的(?:路|办法|法子)|还有.{0,3}办法|来不及|退回|错过|截止|拆|定金|不管|没摇|没了$|没(?:有)?(?:学|书|法)(?:上|读)|没法|不满\d|没满|"
    r"拖着|拖了|推来推去|踢皮球|[催逼劝](?:我|着|娃|孩子|他|她)|说(?:收|办|改|开|转|弄)不了"
)
MAY = re.compile(r"(?:可以|能|行|让|准)(?:吗|不|么|吧|的吧)|能不能|可不可以|行不行")
_MONEY = re.compile(r"[钱费花贵免块元]")  # who asks of no money is told of none
_EXAMPLE = re.compile(r"别(?:的省|的市|处|的地方)的?例子")  # how it is elsewhere answers nobody here
_FORBIDS = re.compile(r"别|不得|不能|不要|不可|不准|严禁|禁止")

LONGEST_YEAR = 8  # characters of 「2012年毕业的」
_FORM = re.compile(r"（(?:原件和复印件|原件|复印件)")  # how to bring a paper says nothing of 原件 that were lost
_NO_LEVEL = re.compile("中小学")
_TELLING_APART = ("level", "exam")
_Apart = tuple[frozenset[str], ...]


def hints(answer: Answer, section: Section) -> list[str]:
    """Sentences of other sections that touch on the one which is not there."""
    words = _TOUCHES.get(section)
    if words is None:
        return []
    return [one for one in sentences(answer) if words.search(one)][:MOST_HINTS]


def said_of(answer: Answer, words: Sequence[Word], *, without: bool = False) -> list[str]:
    """The sentences with most of it: 「要医院证明吗」 finds 医院的病历、诊断证明.

    `without` says that they lack it: what is done without it comes first.
    """
    touching: dict[str, int] = {}
    for one in sentences(answer):
        found = _found(one, words)
        touching[one] = 2 * found + (without and bool(WITHOUT.search(one))) if found else 0
    most = max(touching.values(), default=0)
    return [one for one, weight in touching.items() if weight == most] if most else []


def _found(sentence: str, words: Sequence[Word]) -> int:
    bare_of_forms = _NO_LEVEL.sub("", _FORM.sub("", sentence))
    return sum(bool(word.search(bare_of_forms)) for word in words)


def closest(turn: Turn, entry_id: str, words: Sequence[Word], *, enough: float = CLOSE) -> list[str]:
    """The sentences of an entry that come close to the line in meaning, the closest first; none if none does."""
    return list(close_to(turn, entry_id, words, enough=enough))


def close_to(turn: Turn, entry_id: str, words: Sequence[Word], *, enough: float = CLOSE) -> dict[str, float]:
    """The same with the share of each, from 0 to 1."""
    answer = turn.book.answers[entry_id]
    if turn.closeness is None:
        return dict.fromkeys(said_of(answer, words, without=bool(WITHOUT.search(turn.text))), 1.0)
    shares = likely(turn, (entry_id,), words)
    enough = max(enough, BESIDE * max(shares.values(), default=0.0))
    near = (one for one in shares if shares[one] >= enough)
    return {one: shares[one] for one in sorted(near, key=lambda one: -shares[one])}


def likely(turn: Turn, ids: Iterable[str], words: Sequence[Word], *, first: bool = False) -> dict[str, float]:
    """How likely each sentence is the one of its entry that is asked about; what is left to 1 is that none is.

    The `first` line of a matter is not held against what is asked next.
    """
    told = {name: _told(turn, name) for name in ids}
    close = _near(turn, dict.fromkeys(one for each in told.values() for one in each))
    tells_it = bool(QUESTION.search(turn.text) or WITHOUT.search(turn.text))  # what to bring tells no circumstance
    found: dict[str, float] = {}
    for name, each in told.items():
        next_ones = Foreseen({}, {}) if first else foreseen(turn, name)
        near = tuple(
            _Near(one, section, close[one], next_ones.sentences.get(one, 0.0), next_ones.sections.get(section, 0.0))
            for one, section in each.items()
            if one in close
            and (section is not Section.MATERIALS or tells_it or next_ones.sentences.get(one, 0.0) >= SURELY)
        )
        by = FORESEEN if next_ones.closest[0] >= COMPARES else UNFORESEEN
        for one, share in _shares(near, turn.text, tuple(words), by, next_ones.not_said):
            found[one] = max(share, found.get(one, 0.0))
    return found


def _told(turn: Turn, entry_id: str) -> dict[str, Section]:
    """What may answer the line: not how it is elsewhere, nor what it costs where nobody asks of money."""
    told = sentences(turn.book.answers[entry_id]).items()
    of_money = bool(_MONEY.search(turn.text))
    return {one: where for one, where in told if not _EXAMPLE.match(one) and (of_money or where is not Section.FEE)}


def closest_of(turn: Turn, lines: Sequence[str], *, enough: float = CLOSE) -> str | None:
    """Of any sentences that belong together, the one that is asked about."""
    if turn.closeness is None or not lines:
        return None
    close = turn.closeness(bare(turn.text) or turn.text, lines)
    near = tuple(_Near(one, Section.SUMMARY, how, 0.0, 0.0) for one, how in zip(lines, close, strict=True))
    shares = dict(_shares(near, turn.text, words_of(turn.text, turn.facts), UNFORESEEN, 0.0))
    best = max(shares, key=lambda one: shares[one])
    return best if shares[best] >= enough else None


class _Near(NamedTuple):
    """A sentence and where it stands; how close the line comes to it, and to what is asked next of it and of there."""

    sentence: str
    section: Section
    close: float
    asked: float
    asked_of_section: float


@lru_cache(maxsize=2048)  # the same is asked again and again
def _shares(
    near: tuple[_Near, ...], text: str, words: tuple[Word, ...], by: Weights, not_said: float
) -> tuple[tuple[str, float], ...]:
    lacks, troubled, may = (bool(one.search(text)) for one in (WITHOUT, TROUBLE, MAY))
    only_a_year = len(bare(text)) <= LONGEST_YEAR

    def weight(one: _Near) -> float:
        of_the_year = any(isinstance(word, Year) and word.search(one.sentence) for word in words)
        hits = _found(one.sentence, words) + of_the_year
        fits = by.dated * (of_the_year and only_a_year)
        fits += by.lacks * bool(lacks and WITHOUT.search(one.sentence))
        fits += by.remedies * (troubled and one.section is Section.REMEDY)
        fits += by.forbids * bool(may and _FORBIDS.search(one.sentence))
        fits += by.asked * one.asked + by.asked_of_section * one.asked_of_section
        return exp(by.meant * one.close + by.said * min(1.0, hits / max(1, len(words))) + fits)

    weights = [(one.sentence, weight(one)) for one in near]
    total = sum(found for _, found in weights) + exp(by.nothing + by.not_said * not_said)
    return tuple((one, found / total) for one, found in weights)


def _near(turn: Turn, told: Iterable[str]) -> dict[str, float]:
    """Those that are not about another level, exam or time, with how close they come to the line."""
    left = _not_of_another(tuple(told), turn.text)
    if turn.closeness is None or not left:
        return {}
    return dict(zip(left, turn.closeness(bare(turn.text) or turn.text, left), strict=True))


@lru_cache(maxsize=2048)
def _not_of_another(told: tuple[str, ...], text: str) -> tuple[str, ...]:
    apart, year = _apart(text), year_of(bare(text) or text)
    return tuple(one for one in told if not _of_another(one, apart, year))


def asks_the_whole(turn: Turn, entry_id: str) -> bool:
    """The line comes closer to the title than to any sentence: it asks of nothing in particular."""
    entry, close = turn.book.entry(entry_id), _near(turn, sentences(turn.book.answers[entry_id]))
    if turn.closeness is None or not close:
        return False
    titles = turn.closeness(bare(turn.text) or turn.text, [entry.title, entry.short])
    return max(titles) >= max(close.values())


def _of_another(sentence: str, apart: _Apart, year: int | None) -> bool:
    """A sentence about 初三 tells nothing of 八年级, one about 中考 nothing of 高考."""
    if year is not None and limits(sentence) and not Year(year).search(sentence):
        return True  # 「2010年毕业的」 is not told what holds from 2023 on
    return any(one and other and one.isdisjoint(other) for one, other in zip(apart, _apart(sentence), strict=True))


@lru_cache(maxsize=8192)
def _apart(text: str) -> _Apart:
    """By what a sentence and a line may be of different things: level, exam, year of school."""
    named = facts_of(text)
    return *(of_facet(named, facet) for facet in _TELLING_APART), grades(text)


def of_all(answer: Answer, words: Sequence[Word]) -> list[str]:
    """The sentences with every one of the words."""
    return [one for one in sentences(answer) if _found(one, words) == len(words)]
