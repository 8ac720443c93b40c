"""From probabilities to a decision: answer, ask back, or leave it to people. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Self

import numpy as np
from numpy.typing import NDArray

from intents.lexicon import read
from intents.match import Ask, Candidate, Intent, Kind, Match, Role
from intents.sparse import Floats

SHOWN = 5  # candidates that are told
MOST_CHOICES = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Thresholds:
    """Shares of probability, measured on held-out questions: see lexicon/thresholds.yaml."""

    sure: float  # of the best answer, to give it
    ask: float  # of all answers together, to ask which
    choice: float  # of a choice, as a share of the best one
    urgent: float  # of all urgent intents together
    danger: float  # the same where words of danger are in the text
    human: float  # of asking for a person

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

    def share(self, role: Role, shares: Floats) -> float:
        return float(shares[self.places[role]].sum())

    def candidates(self, shares: Floats, most: int = SHOWN) -> tuple[Candidate, ...]:
        """The likeliest answers, best first."""
        answers = self.places[Role.ANSWER]
        order = answers[np.argsort(-shares[answers], kind="stable")[:most]]
        return tuple(Candidate(id=self.intents[at].id, score=float(shares[at])) for at in order)


def judge(
    text: str, shares: Floats, classes: Classes, asks: Sequence[Ask], limits: Thresholds, *, dangerous: bool
) -> Match:
    """The decision on one question; `shares` are the intents' probabilities."""
    candidates = classes.candidates(shares)
    by_role = {role: classes.share(role, shares) for role in Role}
    urgent = limits.danger if dangerous else limits.urgent
    if by_role[Role.URGENT] >= urgent and (topic := classes.best(Role.URGENT, shares)):
        return Match(text=text, kind=Kind.URGENT, candidates=candidates, topic=topic.id, reason="像是要紧的事")
    other = max((Role.NOT_OURS, Role.CHAT, Role.HUMAN), key=by_role.__getitem__)
    topic = classes.best(other, shares)
    if by_role[Role.HUMAN] >= limits.human and (topic := classes.best(Role.HUMAN, shares)):
        return Match(text=text, kind=Kind.HUMAN, candidates=candidates, topic=topic.id, reason="想找人")
    named = topic.id if topic else None
    if candidates and candidates[0].score >= limits.sure:
        reason = f"首选占 {candidates[0].score:.2f}，够 {limits.sure:.2f} 就答"
        return Match(text=text, kind=Kind.SURE, ids=(candidates[0].id,), candidates=candidates, topic=named,
                     reason=reason)  # fmt: skip
    if by_role[Role.ANSWER] >= limits.ask and candidates:
        return _question(text, candidates, asks, limits, named, by_role[Role.ANSWER])
    kind = Kind.CHAT if other is Role.CHAT and by_role[Role.CHAT] > by_role[Role.ANSWER] else Kind.UNKNOWN
    reason = f"各条目合起来只占 {by_role[Role.ANSWER]:.2f}，不够 {limits.ask:.2f}"
    return Match(text=text, kind=kind, candidates=candidates, topic=named, reason=reason)


def _question(
    text: str, candidates: tuple[Candidate, ...], asks: Sequence[Ask], limits: Thresholds, topic: str | None,
    answers: float,
) -> Match:  # fmt: skip
    """Ask back among the candidates worth offering, in the words of the question that separates the first two."""
    likely = tuple(one.id for one in candidates[:MOST_CHOICES] if one.score >= limits.choice * candidates[0].score)
    ask = next((ask.id for ask in asks if set(likely) <= set(ask.options)), None) if len(likely) > 1 else None
    reason = f"各条目合起来占 {answers:.2f}，没有一条够 {limits.sure:.2f}，问一句"
    return Match(text=text, kind=Kind.UNCLEAR, ids=likely, candidates=candidates, ask=ask, topic=topic, reason=reason)
