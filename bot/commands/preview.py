"""What a change of the policy files does to questions: which get another answer, which lose theirs."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from bot.policy.book import Book
from faq.load import Complaint, LoadError, read_yaml
from intents.match import Kind, Match

_RANK = {Kind.SURE: 2, Kind.UNCLEAR: 1}


class Change(StrEnum):
    """How the reply to one question changes, the worst first."""

    LOST = "不再答"
    OTHER = "换了答案"
    WORDS = "文字变了"
    GAINED = "新答得上"


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A question to try; `gold` holds the right ids when it is a test question, `times` how often it was asked."""

    text: str
    gold: frozenset[str] = frozenset()
    times: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a citizen would get: an answer, a question back, or neither; `words` is the text of the answers."""

    kind: Kind
    ids: tuple[str, ...]
    words: str

    @property
    def rank(self) -> int:
        return _RANK.get(self.kind, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """One question whose reply changes."""

    question: Question
    change: Change
    before: Outcome
    after: Outcome

    @property
    def verdict(self) -> str:
        """对 when the new answer is right, 错 when it is not, blank when nobody knows."""
        if not self.question.gold:
            return ""
        return "对" if self.question.gold & set(self.after.ids) else "错"


Ask = Callable[[str], Outcome]


def asker(book: Book, match: Callable[[str], Match], now: datetime) -> Ask:
    """How one reading of the files replies today: an answer that is not in force is none."""

    def ask(text: str) -> Outcome:
        found = match(text)
        ids = tuple(book.current(one, now) for one in found.ids)
        ids = tuple(one for one in ids if book.knows(one) and book.in_force(one, now))
        if not ids:
            return Outcome(kind=Kind.UNKNOWN, ids=(), words="")
        words = (
            "\n".join(part.text for one in ids for part in book.answers[one].parts) if found.kind is Kind.SURE else ""
        )
        return Outcome(kind=found.kind, ids=ids, words=words)

    return ask


def compare(questions: Iterable[Question], before: Ask, after: Ask) -> Iterator[Changed]:
    """The questions whose replies differ."""
    for question in questions:
        old, new = before(question.text), after(question.text)
        change = _change(old, new)
        if change:
            yield Changed(question=question, change=change, before=old, after=new)


def _change(old: Outcome, new: Outcome) -> Change | None:
    if old.rank != new.rank:
        return Change.LOST if new.rank < old.rank else Change.GAINED
    if set(old.ids) != set(new.ids):
        return Change.OTHER
    return Change.WORDS if old.words != new.words else None


def known_questions(place: Path) -> list[Question]:
    """Questions with their right answers: YAML files of `id: [question, …]`; `a|b` where both are right."""
    files = sorted(place.glob("*.yaml")) if place.is_dir() else [place] if place.exists() else []
    questions: list[Question] = []
    for path in files:
        block = read_yaml(path, path.name)
        if not isinstance(block.value, dict):
            raise LoadError([Complaint(path.name, 1, "文件", "应当是“条目 id:”加问题列表")])
        for gold, listed in block.pairs():
            if not isinstance(listed.value, list) or not all(isinstance(text, str) for text in listed.value):
                raise LoadError([Complaint(path.name, listed.line(), gold, "应当是问题列表，每行一个“- ”")])
            ids = frozenset(gold.split("|")) - {"none", "human"}
            questions += [Question(text=text, gold=ids) for text in listed.value]
    return questions
