"""How well are questions understood whose right answers are known? Values in, values out."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Self

from intents.match import Intent, Kind, Match, Role

NONE = "none"  # not ours, or for a person: neither an answer nor a question back
WORDS = frozenset({NONE, "human", "urgent", "chat"})
_ROLES = {Role.NOT_OURS: NONE, Role.CHAT: "chat", Role.HUMAN: "human", Role.URGENT: "urgent"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Gold:
    """What would be right: any of these ids, any of these words; with both, either way."""

    ids: frozenset[str] = frozenset()
    words: frozenset[str] = frozenset()

    @classmethod
    def parse(cls, text: str) -> Self:
        """`id`, `a|b`, `none`, `human`, `urgent`, `chat`, `urgent|id`."""
        parts = frozenset(part.strip() for part in text.split("|")) - {""}
        return cls(ids=parts - WORDS, words=parts & WORDS)

    def __str__(self) -> str:
        return "|".join([*sorted(self.words), *sorted(self.ids)])


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One question with its right answer; `style` says what kind of question it is."""

    text: str
    gold: Gold
    style: str = ""

    @property
    def ours(self) -> bool:
        return bool(self.gold.ids) and not self.gold.words

    def only(self, word: str) -> bool:
        return self.gold.words == {word} and not self.gold.ids


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """One question and what was made of it."""

    case: Case
    match: Match

    @property
    def answered(self) -> bool:
        return self.match.kind is Kind.SURE

    @property
    def asked_back(self) -> bool:
        return self.match.kind is Kind.UNCLEAR

    @property
    def found(self) -> bool:
        """A right id is in the answer or among the choices."""
        return (self.answered or self.asked_back) and not self.case.gold.ids.isdisjoint(self.match.ids)

    @property
    def wrong(self) -> bool:
        """Answered, and no right id in it."""
        return self.answered and not self.found

    @property
    def right(self) -> bool:
        """Nobody would complain; for one of ours a question back counts when a right choice is in it."""
        return self.found or any(_said(self.match.kind, word) for word in self.case.gold.words)

    def top(self, count: int) -> bool:
        return any(one.id in self.case.gold.ids for one in self.match.candidates[:count])


def _said(kind: Kind, word: str) -> bool:
    if word == NONE:
        return kind not in (Kind.SURE, Kind.UNCLEAR)
    return kind.value == word or (word == "chat" and kind is Kind.UNKNOWN)


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """A figure: the share of `of` for which `hit` holds; `less` means that less is better."""

    key: str
    name: str
    of: Callable[[Outcome], bool]
    hit: Callable[[Outcome], bool]
    less: bool = False

    def of_all(self, outcomes: Iterable[Outcome]) -> "Share":
        counted = [self.hit(one) for one in outcomes if self.of(one)]
        return Share(hits=sum(counted), total=len(counted))


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """Hits of a total; `value` is None when there is nothing to count."""

    hits: int
    total: int

    @property
    def value(self) -> float | None:
        return self.hits / self.total if self.total else None

    def __str__(self) -> str:
        return "—" if self.value is None else f"{self.value:.3f}"


def _ours(one: Outcome) -> bool:
    return one.case.ours


def _not_ours(one: Outcome) -> bool:
    return one.case.only(NONE)


def _word(word: str) -> Callable[[Outcome], bool]:
    return lambda one: one.case.only(word)


MEASURES: tuple[Measure, ...] = (
    Measure(key="top1", name="首选就对", of=_ours, hit=lambda one: one.top(1)),
    Measure(key="top3", name="前三有对的", of=_ours, hit=lambda one: one.top(3)),
    Measure(key="top4", name="前四有对的", of=_ours, hit=lambda one: one.top(4)),
    Measure(key="found", name="答的或让选的里有对的", of=_ours, hit=lambda one: one.found),
    Measure(key="answered", name="没反问就答了", of=_ours, hit=lambda one: one.answered),
    Measure(key="wrong", name="答错", of=_ours, hit=lambda one: one.wrong, less=True),
    Measure(
        key="clarified_right",
        name="反问得对（反问里）",
        of=lambda one: _ours(one) and one.asked_back,
        hit=lambda one: one.found,
    ),
    Measure(key="none_answered", name="不归我们却答了", of=_not_ours, hit=lambda one: one.answered, less=True),
    Measure(key="none_clarified", name="不归我们却反问", of=_not_ours, hit=lambda one: one.asked_back, less=True),
    Measure(key="human", name="要找人，听出来了", of=_word("human"), hit=lambda one: one.right),
    Measure(key="urgent", name="要紧的，听出来了", of=_word("urgent"), hit=lambda one: one.right),
    Measure(key="chat", name="闲话，没当真", of=_word("chat"), hit=lambda one: one.right),
    Measure(
        key="either",
        name="两可的，对了一样",
        of=lambda one: len(one.case.gold.words) > 1 or bool(one.case.gold.words and one.case.gold.ids),
        hit=lambda one: one.right,
    ),
)
Figures = Mapping[str, Share]


def figures(outcomes: Sequence[Outcome]) -> Figures:
    """Every measure by its key, in the order of MEASURES."""
    return {one.key: one.of_all(outcomes) for one in MEASURES}


def grouped(outcomes: Iterable[Outcome], name: Callable[[Outcome], str]) -> Mapping[str, list[Outcome]]:
    """Outcomes by area or style, in the order of their names."""
    groups: dict[str, list[Outcome]] = {}
    for one in outcomes:
        groups.setdefault(name(one), []).append(one)
    return dict(sorted(groups.items()))


@dataclass(frozen=True, slots=True, kw_only=True)
class Confusion:
    """Taken for something else: `gold` is what was meant, `given` what came, with the questions."""

    gold: str
    given: str
    texts: tuple[str, ...]


def given(match: Match) -> str:
    """What came, in one word: the ids of an answer or a question back, else the kind."""
    if match.kind is Kind.SURE:
        return "|".join(match.ids)
    return f"?{'|'.join(match.ids)}" if match.kind is Kind.UNCLEAR else match.kind.value


def confusions(outcomes: Iterable[Outcome]) -> list[Confusion]:
    """Answers given where another or none was right; the most frequent pair first."""
    pairs: dict[tuple[str, str], list[str]] = {}
    for one in outcomes:
        if one.answered and not one.right:
            pairs.setdefault((str(one.case.gold), given(one.match)), []).append(one.case.text)
    found = [Confusion(gold=gold, given=came, texts=tuple(texts)) for (gold, came), texts in pairs.items()]
    return sorted(found, key=lambda one: (-len(one.texts), one.gold, one.given))


def strangers(cases: Iterable[Case], known: Iterable[str]) -> list[tuple[str, int]]:
    """Ids that no intent has, with the number of questions they spoil: a slip of the pen, or an entry that is gone."""
    have = set(known)
    return Counter(name for case in cases for name in case.gold.ids - have).most_common()


def held_out(intents: Sequence[Intent], folds: int) -> Iterator[tuple[list[Intent], list[Case]]]:
    """What to learn from and what to be asked, fold by fold.

    Each fold holds out one run of neighbouring phrasings of every intent: neighbours were thought up in one sitting,
    and a model that has seen the rest of the sitting looks better than it is.
    """
    for fold in range(folds):
        rest, held = [], []
        for one in intents:
            start, end = (len(one.phrasings) * at // folds for at in (fold, fold + 1))
            kept = one.phrasings[:start] + one.phrasings[end:]
            if kept:
                gold = Gold.parse(_ROLES.get(one.role, one.id))
                style = "" if one.role is Role.ANSWER else one.group
                held += [Case(text=text, gold=gold, style=style) for text in one.phrasings[start:end]]
            rest.append(Intent(id=one.id, role=one.role, phrasings=kept or one.phrasings, group=one.group))
        yield rest, held


def parse_floors(text: str) -> Mapping[str, float]:
    """`top1=0.9,wrong=0.05`; ValueError says in Chinese what is wrong with it."""
    floors: dict[str, float] = {}
    for part in filter(None, (part.strip() for part in text.split(","))):
        key, _, number = (word.strip() for word in part.partition("="))
        if key not in {one.key for one in MEASURES}:
            raise ValueError(f"没有“{key}”这个指标；有：{'、'.join(one.key for one in MEASURES)}")
        try:
            floors[key] = float(number)
        except ValueError:
            raise ValueError(f"“{part}”读不懂，写成 {key}=0.9 这样") from None
    return floors


def below(found: Figures, floors: Mapping[str, float]) -> list[str]:
    """The keys of figures that are worse than their floor; one that cannot be counted is worse too."""
    less = {one.key for one in MEASURES if one.less}
    return [key for key, floor in floors.items() if _worse(found[key].value, floor, less=key in less)]


def _worse(value: float | None, floor: float, *, less: bool) -> bool:
    return value is None or (value > floor if less else value < floor)
