"""Which thing, and what to do with it: an explainable reading of a question by the lexicon."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from intents.lexicon import NOT, read
from intents.text import normalise
from intents.words import same_province

# What stands before 证 without naming it (补证, 我的证), names ours (本科证, 二甲证), or makes another word (认证).
_NAMELESS = (
    "补办换丢掉失缺领发取考拿得个本张这那些种我你您他她它的了着过到查有要没无件份证交带用持"
    "凭把和跟与或等级格书毕认求论验保见公签印佐旁例两双几科专甲乙质授业话语子纸旧原老新假班"
)
_PAPER = re.compile(
    f"(?<=[\u4e00-\u9fff])(?<![{_NAMELESS}])(?<!大学)(?<!老师)证(?![明实据券监词件])"
    "|(?<=[\u4e00-\u9fff])(?<!教师)(?<![教考要有的个本张])资格证"
)
FACETS = ("paper", "exam", "level", "place", "who", "home", "matter")


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """`objects` by facet ("paper:毕业证", "level:初中", …) and `actions`; no entry serves a `strange` action."""

    objects: tuple[str, ...] = ()
    actions: tuple[str, ...] = ()
    strange: tuple[str, ...] = ()

    def of(self, facet: str) -> tuple[str, ...]:
        """The objects of one facet, without its name."""
        return tuple(name.partition(":")[2] for name in self.objects if name.startswith(f"{facet}:"))


@dataclass(frozen=True, slots=True)
class Reader:
    """Finds names by their spellings, longest first, without overlaps."""

    pattern: re.Pattern[str]
    names: Mapping[str, tuple[str, ...]]

    @classmethod
    def of(cls, spellings: Mapping[str, Iterable[str]]) -> "Reader":
        names: dict[str, tuple[str, ...]] = {}
        for name, words in spellings.items():
            for word in words if name != NOT else ():
                names[word] = (*names.get(word, ()), name)
        longer = spellings.get(NOT, ())
        longest = sorted(names, key=len, reverse=True)
        return cls(re.compile("|".join(f"{_not_within(word, longer)}{re.escape(word)}" for word in longest)), names)

    def read(self, text: str) -> tuple[str, ...]:
        found = (name for hit in self.pattern.finditer(text) for name in self.names[hit[0]])
        return tuple(dict.fromkeys(found))


def _not_within(word: str, longer: Iterable[str]) -> str:
    """会考, but not where it stands in 社会考: a pattern that fails there and reads nothing."""
    around = (one.partition(word) for one in longer if word in one and word != one)
    return "".join(f"(?!(?<={re.escape(head)}){re.escape(word + tail)})" for head, _, tail in around)


@lru_cache(maxsize=1)
def _readers() -> tuple[tuple[Reader, ...], Reader, Reader]:
    objects, actions = read("objects"), read("actions")
    facets = tuple(Reader.of({name if name == NOT else f"{facet}:{name}": words
                              for name, words in objects[facet].items()}) for facet in FACETS)  # fmt: skip
    return facets, Reader.of(actions["asked"]), Reader.of(actions["other"])


def readings(normal: str) -> list[tuple[str, str]]:
    """Facets and the spellings that stand in a normalised text, in the order of FACETS."""
    return [(facet, hit[0]) for facet, reader in zip(FACETS, _readers()[0], strict=True)
            for hit in reader.pattern.finditer(normal)]  # fmt: skip


@lru_cache(maxsize=8192)
def about(text: str) -> About:
    """Read objects and actions; every facet is read on its own, so 毕业证 and 初中 are both found in 初中毕业证."""
    normal = normalise(text)
    facets, asked, other = _readers()
    objects = tuple(name for reader in facets for name in reader.read(normal))
    objects = (*objects, *_between(normal), *_other_papers(normal, facets[0]))
    return About(objects=objects, actions=asked.read(normal), strange=other.read(normal))


def _between(normal: str) -> Iterator[str]:
    """从驻马店到郑州 says as much as 省内."""
    same = same_province(normal)
    if same is not None:
        yield "place:同省两地" if same else "place:两省"


def _other_papers(normal: str, papers: Reader) -> Iterator[str]:
    """导游证, 健康证: a paper that nothing here is about, whatever it is called."""
    ours = {at for hit in papers.pattern.finditer(normal) for at in range(*hit.span())}
    if any(hit.start() not in ours for hit in _PAPER.finditer(normal)):
        yield "paper:别的证"


def spellings(fact: str) -> tuple[str, ...]:
    """All the words for a fact: "level:初中" is 初中, 初二, 八年级…; none for what is read otherwise."""
    facet, _, name = fact.partition(":")
    return tuple(read("objects").get(facet, {}).get(name, ()))
