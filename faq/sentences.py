"""An answer cut into the sentences that can be quoted alone."""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import takewhile

from faq.answer import Answer, Section

# Where a circumstance is told of first; what is quoted of many sentences comes from there.
_TELLING = (
    Section.SUMMARY, Section.CONDITIONS, Section.REMEDY, Section.MATERIALS, Section.WHERE, Section.STEPS,
    Section.TIME_LIMIT, Section.ONLINE, Section.VALIDITY, Section.FEE,
)  # fmt: skip
SHORTEST_SENTENCE = 8  # characters: 「请问学校。」 answers nothing
SHORTEST_PLACE = 12  # characters: 「原来就读的学校。」 answers nothing but where
LONGEST_SENTENCE = 70  # characters: a longer one is cut at its semicolons
# It tells citizens what they told.
_WHO_IT_IS_FOR = re.compile(r"(?:您|你)(?:是|或|原来|已|读过)|(?:上面|这里)?说的是")
_ADDRESS = re.compile(r"\d[:：]\d\d")  # the window with its hours: 教师工作科 says nothing of 工作
_SENTENCE = re.compile(r"(?:（[^）]*）|[^。])+。?")
_CLAUSE = re.compile(r"(?:（[^）]*）|[^。；])+[。；]?")  # 「残疾人证（原件，有就带；没有的先问窗口）」 is one


@lru_cache(maxsize=2048)
def sentences(answer: Answer) -> dict[str, Section]:
    """Every sentence that may answer something, in the order of telling, with where it stands."""
    parts = filter(None, map(answer.part, _TELLING))
    found = {one: part.section for part in parts for line in part.lines for one in _cut(line)}
    return {one: section for one, section in found.items() if _tells(one, section)}


def cut(text: str) -> list[str]:
    """Any text in its sentences."""
    return _SENTENCE.findall(text)


def with_own(answer: Answer, sentence: str) -> str:
    """With what the bureau adds to a sentence in the same line: 「先问窗口用什么代替。」「本县认营业执照。」"""
    lines = (line for part in answer.parts for line in part.lines if sentence in line)
    _, found, rest = next(lines, sentence).partition(sentence)
    following = takewhile(lambda one: any(one in own for own in answer.own), _SENTENCE.findall(rest))
    return "".join([found, *following])


def _tells(sentence: str, section: Section) -> bool:
    least = SHORTEST_PLACE if section is Section.WHERE else SHORTEST_SENTENCE
    return len(sentence) >= least and not _ADDRESS.search(sentence) and not _WHO_IT_IS_FOR.match(sentence)


def _cut(line: str) -> Iterator[str]:
    for one in _SENTENCE.findall(line):
        yield from [one] if len(one) <= LONGEST_SENTENCE else _CLAUSE.findall(one)
