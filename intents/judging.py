"""From probabilities to a decision: answer, ask back, or leave it to people. Pure."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Self

import numpy as np
from numpy.typing import NDArray

from intents.about import about
from intents.lexicon import read
from intents.match import Ask, Candidate, Intent, Kind, Match, Role
from intents.sparse import Floats

SHOWN = 5  # candidates that are told
MOST_CHOICES = 4
_TELLING = ("level", "exam", "place", "who", "home")  # facets that tell siblings apart
OTHERS = (Role.NOT_OURS, Role.CHAT, Role.HUMAN)


@dataclass(frozen=True, slots=True, kw_only=True)
class Thresholds:
    """Shares of probability, measured on held-out questions: see lexicon/thresholds.yaml."""

    sure: float  # of the best answer, to give it
    over_other: float  # of the best answer beside the best intent that is none: a / (a + b)
    over_second: float  # of the best answer beside the second: a / (a + b)
    over_siblings: float  # of the best answer beside all that one of the curators' questions puts with it: a / (a + b)
    ask: float  # of the likeliest four answers together, to ask which
    choice: float  # of a choice, as a share of the best one
    urgent: float  # of all urgent intents together, where no word of danger is in the text
    over_answer: float  # of all urgent intents beside the best answer: a / (a + b)
    over_calm: float  # and beside the best intent that is neither: a / (a + b)
    danger: float  # the same where words of danger are in the text
    human: float  # of asking for a person
    topic: float  # of the best intent that is no answer, to be named as what it is about
    settled: float  # of the best answer, from which on no second opinion is asked
    hopeless: float  # of the likeliest four together, below which none is asked either

    @classmethod
    @lru_cache(maxsize=1)
    def read(cls) -> Self:
        return cls(**{name: float(value) for name, value in read("thresholds").items()})


@dataclass(frozen=True, slots=True)
class Classes:
    """Which intents are what: their places in a row of probabilities."""

    intents: tuple[Intent, ...]
    places: Mapping[Role, NDArray[np.int64]]

    @classmethod
    def of(cls, intents: Sequence[Intent]) -> Self:
        places = {role: np.array([at for at, one in enumerate(intents) if one.role is role], int) for role in Role}
        return cls(tuple(intents), places)

    def best(self, role: Role, shares: Floats) -> Intent | None:
        places = self.places[role]
        return self.intents[places[np.argmax(shares[places])]] if len(places) else None

    def kind_of_danger(self, shares: Floats, named: Collection[str]) -> Intent | None:
        """The likeliest urgent intent among those that words of danger name, or of all."""
        places = [at for at in self.places[Role.URGENT] if self.intents[at].id in named]
        return self.intents[max(places, key=lambda at: shares[at])] if places else self.best(Role.URGENT, shares)

    def top(self, role: Role, shares: Floats) -> float:
        return float(shares[self.places[role]].max(initial=0.0))

    def share(self, role: Role, shares: Floats) -> float:
        return float(shares[self.places[role]].sum())

    def candidates(self, shares: Floats, most: int = SHOWN) -> tuple[Candidate, ...]:
        """The likeliest answers, best first."""
        answers = self.places[Role.ANSWER]
        order = answers[np.argsort(-shares[answers], kind="stable")[:most]]
        return tuple(Candidate(id=self.intents[at].id, score=float(shares[at])) for at in order)


def judge(
    text: str, shares: Floats, classes: Classes, asks: Sequence[Ask], limits: Thresholds, *, dangerous: bool,
    kinds: Collection[str] = (),
) -> Match:  # fmt: skip
    """The decision on one question; `shares` are the intents' probabilities, `kinds` of danger that words name."""
    candidates = classes.candidates(shares)
    by_role = {role: classes.share(role, shares) for role in Role}
    best = candidates[0].score if candidates else 0.0
    other, rival = _best_other(classes, shares)
    named, likeness = (other.id, rival) if other and rival >= limits.topic else (None, 0.0)
    urgent = _urgent(by_role[Role.URGENT], best, rival, limits, dangerous)
    if urgent and (topic := classes.kind_of_danger(shares, kinds)):
        return Match(text=text, kind=Kind.URGENT, candidates=candidates, topic=topic.id,
                     topic_share=1.0 if dangerous else by_role[Role.URGENT], reason="像是要紧的事")  # fmt: skip
    if by_role[Role.HUMAN] >= max(limits.human, best) and (topic := classes.best(Role.HUMAN, shares)):
        return Match(text=text, kind=Kind.HUMAN, candidates=candidates, topic=topic.id, reason="想找人")
    if candidates and not _one_of_many(text, candidates, asks, limits) and (reason := _sure(candidates, rival, limits)):
        return Match(text=text, kind=Kind.SURE, ids=(candidates[0].id,), candidates=candidates, topic=named,
                     topic_share=likeness, reason=reason)  # fmt: skip
    likely = sum(one.score for one in candidates[:MOST_CHOICES])
    if candidates and likely >= limits.ask:
        asked = _question(text, candidates, asks, limits, likely)
        return replace(asked, topic=named, topic_share=likeness)
    chat = other is not None and other.role is Role.CHAT and by_role[Role.CHAT] > likely
    reason = f"最像的四条合起来只占 {likely:.2f}，不够 {limits.ask:.2f}"
    return Match(text=text, kind=Kind.CHAT if chat else Kind.UNKNOWN, candidates=candidates, topic=named,
                 topic_share=likeness, reason=reason)  # fmt: skip


def _urgent(share: float, answer: float, calm: float, limits: Thresholds, dangerous: bool) -> bool:
    """With a word of danger the model need hardly agree; without one it must be clear of all that is not urgent."""
    if dangerous or share < limits.urgent:
        return dangerous and share >= limits.danger
    return share / (share + answer) >= limits.over_answer and share / (share + calm) >= limits.over_calm


def _best_other(classes: Classes, shares: Floats) -> tuple[Intent | None, float]:
    """The likeliest intent that is no answer, with its share."""
    found = [(one, classes.top(role, shares)) for role in OTHERS if (one := classes.best(role, shares))]
    return max(found, key=lambda pair: pair[1], default=(None, 0.0))


def _sure(candidates: tuple[Candidate, ...], rival: float, limits: Thresholds) -> str | None:
    """Why the best answer may be given, or None: likely enough, and clear of what is not ours and of the second."""
    best, second = candidates[0].score, candidates[1].score if len(candidates) > 1 else 0.0
    over_other, over_second = best / (best + rival), best / (best + second)
    if best < limits.sure or over_other < limits.over_other or over_second < limits.over_second:
        return None
    return f"首选占 {best:.2f}，对不归我们的占 {over_other:.2f}，对第二占 {over_second:.2f}，都够"


def _one_of_many(text: str, candidates: tuple[Candidate, ...], asks: Sequence[Ask], limits: Thresholds) -> bool:
    """「毕业证丢了怎么补」: likeliest is the university's, but only the curators' question can tell."""
    if not set(_TELLING).isdisjoint(name.partition(":")[0] for name in about(text).objects):
        return False
    best = candidates[0]
    beside = (sum(one.score for one in candidates if one.id in ask.options) for ask in asks if best.id in ask.options)
    return best.score < limits.over_siblings * max(beside, default=0.0)


def _question(
    text: str, candidates: tuple[Candidate, ...], asks: Sequence[Ask], limits: Thresholds, answers: float
) -> Match:
    """Ask back among the candidates worth offering, in the words of the question that separates the first two."""
    likely = tuple(one.id for one in candidates[:MOST_CHOICES] if one.score >= limits.choice * candidates[0].score)
    ask = next((ask.id for ask in asks if set(likely) <= set(ask.options)), None) if len(likely) > 1 else None
    reason = f"最像的四条合起来占 {answers:.2f}，没有一条够把握，问一句"
    return Match(text=text, kind=Kind.UNCLEAR, ids=likely, candidates=candidates, ask=ask, reason=reason)
