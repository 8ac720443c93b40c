"""`yiwen match` and `yiwen ask`: what a question is understood as, for programs and for people."""

import json
import sys
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bot.policy import read_book
from bot.understanding import load_engine
from faq.answer import brief
from intents.match import Explanation, Match


def match(home: Path, cache: Path) -> None:
    """One question a line on stdin; one JSON object a line on stdout, in order."""
    engine = load_engine(read_book(home).catalog, cache)
    sys.stdin.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]
    for line in sys.stdin:
        text = line.rstrip("\r\n")
        print(json.dumps(_as_json(text, engine.match(text)), ensure_ascii=False), flush=True)


def _as_json(text: str, match: Match) -> dict[str, object]:
    candidates = [{"id": one.id, "score": round(one.score, 4)} for one in match.candidates]
    return {"text": text, "kind": match.kind.value, "ids": list(match.ids), "candidates": candidates}


def ask(question: str, home: Path, cache: Path, *, why: bool = False) -> None:
    """Print the answer, and why it is that one."""
    book = read_book(home)
    explained = load_engine(book.catalog, cache).explain(question)
    screen = Console(highlight=False)
    for one in explained.match.ids:
        screen.print(brief(book.answers[one])[0] + "\n", markup=False)
    if not explained.match.ids:
        screen.print(f"（{explained.match.kind.value}）{explained.match.topic or ''}", markup=False)
    if why:
        _why(screen, explained)


def _why(screen: Console, explained: Explanation) -> None:
    names = sorted({name for one in explained.match.candidates for name in one.parts})
    table = Table("条目", "可能性", *names)
    for one in explained.match.candidates:
        table.add_row(one.id, f"{one.score:.3f}", *(f"{one.parts.get(name, 0):+.2f}" for name in names))
    screen.print(table)
    for near in explained.near:
        screen.print(f"  像 {near.similarity:.2f}  {near.id}  {near.phrasing}", markup=False)
    screen.print(f"读作：{explained.normal}\n说到：{dict(explained.about)}", markup=False)
    screen.print(f"分数：{dict(explained.scores)}\n界限：{dict(explained.thresholds)}", markup=False)
    screen.print(f"结果：{explained.match.kind.value}。{explained.match.reason}", markup=False)


def evaluate(file: Path | None, home: Path, cache: Path, *, folds: int, plot: Path | None, against: str | None) -> None:
    """Not yet written: see intents/evaluate.py."""
    raise NotImplementedError
