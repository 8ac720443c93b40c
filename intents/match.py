"""What goes into the engine and what comes out: values only."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Kind(StrEnum):
    """How the decision fell."""

    SURE = "sure"
    UNCLEAR = "unclear"
    UNKNOWN = "unknown"
    HUMAN = "human"
    CHAT = "chat"
    URGENT = "urgent"


class Role(StrEnum):
    """What an intent is for: an answer to give, or evidence that there is none."""

    ANSWER = "answer"
    NOT_OURS = "not_ours"
    CHAT = "chat"
    HUMAN = "human"
    URGENT = "urgent"


@dataclass(frozen=True, slots=True, kw_only=True)
class Intent:
    """Something a citizen may mean; `group` is the area of an answer or the class of what is not ours."""

    id: str
    role: Role
    phrasings: tuple[str, ...]
    group: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """A clarifying question: the intent ids that it separates, the commonest first; `phrasings` are open to all."""

    id: str
    options: tuple[str, ...]
    phrasings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """One possible answer: `score` is its probability, `parts` what each signal adds to or takes from it."""

    id: str
    score: float
    parts: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """A decision: `ids` are answered (sure) or offered (unclear); `topic` is the best intent that is no answer.

    `topic_share` is that intent's probability, 0 where none is told; of danger that of all dangers together, and 1
    where a word names it.
    """

    text: str
    kind: Kind
    ids: tuple[str, ...] = ()
    candidates: tuple[Candidate, ...] = ()
    ask: str | None = None
    topic: str | None = None
    topic_share: float = 0.0
    reason: str = ""
    other: "Match | None" = None  # a second question in the same message, which has to be asked back

    @property
    def best(self) -> float:
        """The share of the likeliest answer; nothing where there is none."""
        return self.candidates[0].score if self.candidates else 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Near:
    """A phrasing close to the question and the intent that it belongs to."""

    id: str
    phrasing: str
    similarity: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """Why a decision fell so; `scores` are the numbers that were compared with the thresholds."""

    match: Match
    normal: str
    near: tuple[Near, ...]
    about: Mapping[str, tuple[str, ...]]
    scores: Mapping[str, float]
    thresholds: Mapping[str, float]
