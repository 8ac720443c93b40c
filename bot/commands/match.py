"""`yiwen match` and `yiwen ask`: what a question is understood as, for programs and for people."""

import json
import os
import sys
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from bot.channels.wechat_text import render
from bot.dialogue import Context, Turn, decide
from bot.dialogue.person import NUMBER
from bot.keeping.privacy import guard
from bot.message import Address, Message
from bot.policy.book import Book
from bot.policy.current import read_book
from bot.policy.understanding import load_engine
from bot.wording import load_wording
from faq.catalog import Catalog
from faq.local import PARAMETER
from faq.texts import texts
from handoff.ticket import DeskStatus
from intents.engine import Engine
from intents.match import Explanation, Kind, Match

OPEN_DESK = DeskStatus(on_duty=True, next_open=None, closes_at=None)
KINDS = {
    Kind.SURE: "直接答", Kind.UNCLEAR: "反问一句", Kind.UNKNOWN: "不答，可转人工", Kind.HUMAN: "转人工",
    Kind.CHAT: "闲话", Kind.URGENT: "要紧，马上转人工",
}  # fmt: skip


def match(home: Path, cache: Path) -> None:
    """One question a line on stdin; one JSON object a line on stdout, in order. A closed pipe ends it quietly."""
    book = read_book(home)
    engine = fitted(book.catalog, cache)
    now = datetime.now(UTC)
    if sys.stdin.isatty():
        sys.stderr.write("每行一问，Ctrl-D 结束。\n")
    out = sys.stdout.buffer
    try:
        for text in _lines():
            found = as_of(book, engine.match(text), now)
            out.write(json.dumps(_as_json(text, found), ensure_ascii=False).encode() + b"\n")
            out.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # else the interpreter complains while it ends


def _lines() -> Iterator[str]:
    """Lines end at \\n and nowhere else; bytes that are not UTF-8 become U+FFFD."""
    for raw in sys.stdin.buffer:
        yield raw.decode("utf-8", "replace").removesuffix("\n").removesuffix("\r")


def _as_json(text: str, found: Match) -> dict[str, object]:
    candidates = [{"id": one.id, "score": round(one.score, 4)} for one in found.candidates[:5]]
    return {"text": text, "kind": found.kind.value, "ids": list(found.ids), "candidates": candidates}


def as_of(book: Book, found: Match, now: datetime) -> Match:
    """The engine knows an entry and its scheduled successor as one; today one of them speaks."""
    candidates = tuple(replace(one, id=book.current(one.id, now)) for one in found.candidates)
    return replace(found, ids=tuple(book.current(one, now) for one in found.ids), candidates=candidates)


def fitted(catalog: Catalog, cache: Path | None) -> Engine:
    """The engine, with a bar on stderr while it learns if somebody is looking; what it lacks is said there too."""
    screen = Console(stderr=True, highlight=False)
    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=screen, transient=True, disable=not screen.is_terminal) as bar:
        task = bar.add_task("准备问答引擎", total=1.0)
        engine = load_engine(catalog, cache, lambda what, share: bar.update(task, description=what, completed=share))
    for lost in engine.lost:
        screen.print(f"少一样本事：{lost}", markup=False, soft_wrap=True)
    return engine


def ask(question: str, home: Path, cache: Path, *, why: bool = False) -> None:
    """Print what a citizen would be told who asks this first, and with `why` how it came to that."""
    book = read_book(home)
    engine = fitted(book.catalog, cache)
    now = datetime.now(UTC)
    screen = Console(highlight=False, soft_wrap=True)
    explained = engine.explain(question.encode(errors="surrogateescape").decode(errors="replace"))
    screen.print(told(book, engine, explained.match, now), markup=False)
    if why:
        _why(screen, book, explained, now)


def told(book: Book, engine: Engine, found: Match, now: datetime) -> str:
    """The reply to a first message, while somebody is on duty; no ticket is opened, so none has a number."""
    guarded = guard(found.text)
    message = Message(
        address=Address(channel="terminal", user="ask"), external_id="ask", text=guarded.text, received_at=now
    )
    wording = load_wording()
    turn = Turn(
        message=message, text=guarded.text, match=found, context=Context(), now=now, desk=OPEN_DESK, book=book,
        wording=wording, understand=engine.match, closeness=engine.closeness, likeness=engine.likeness,
        secrets=guarded.kinds, phone=guarded.phone,
    )  # fmt: skip
    return render(decide(turn).replies, wording.say).replace(NUMBER, "（转接时给出）")


def _why(screen: Console, book: Book, explained: Explanation, now: datetime) -> None:
    found = as_of(book, explained.match, now)
    about = "；".join(f"{kind} {'、'.join(names)}" for kind, names in explained.about.items() if names)
    screen.print(f"\n[bold]为什么[/]：{KINDS[found.kind]}（{found.kind.value}）。", end="")
    screen.print(found.reason, markup=False)
    screen.print(
        f"读作：{explained.normal or '（没有文字）'}\n说到：{about or '（没认出证件、考试、办什么）'}", markup=False
    )
    if found.topic:
        screen.print(f"不归我们的里面最像：{found.topic}，写在 {_place(book, found.topic)}", markup=False)
    if found.ask:
        screen.print(f"反问用：{found.ask}，写在 {_place(book, found.ask)}", markup=False)
    for name in found.ids:
        screen.print(_written(book, name), markup=False)
    screen.print(_candidates(book, found))
    screen.print(_near(explained))
    screen.print(_numbers(explained.scores, explained.thresholds))


def _written(book: Book, name: str) -> str:
    """Where an answer stands and how long it holds, for whoever has to prove it or change it."""
    entry = book.entry(name)
    until = f"到 {entry.effective.until} 为止" if entry.effective.until else "没有写到哪天为止"
    dates = f"{entry.effective.from_} 起，{until}，{entry.review_by} 前复核"
    own = dict.fromkeys(word for _, text in texts(entry) for word in PARAMETER.findall(text))
    local = "、".join(f"{at[-1]} 第 {book.local.place.line(at)} 行" for word in own if (at := _filled_in(book, word)))
    filled = f"；本局填的在 {book.local.place.file}：{local}" if local else ""
    return f"写在 {_place(book, name)}（{name}）：{entry.state.label}，{dates}{filled}"


def _place(book: Book, name: str) -> str:
    place = book.catalog.places[name]
    return f"{place.file}:{place.line()}"


def _filled_in(book: Book, word: str) -> tuple[str, ...]:
    """Where a parameter of the bureau's stands in its file, if it says anything."""
    one = book.local.parameters.get(word)
    return ("parameters", word) if one and one.value else ()


def _candidates(book: Book, found: Match) -> Table:
    names = list(dict.fromkeys(name for one in found.candidates for name in one.parts))
    table = Table("条目", "可能性", *names, title="像哪些条目，每个信号各加了多少")
    for one in found.candidates:
        title = f"{book.short(one.id)}\n{one.id}" if book.knows(one.id) else one.id
        table.add_row(title, f"{one.score:.3f}", *(f"{one.parts.get(name, 0):+.3f}" for name in names))
    return table


def _near(explained: Explanation) -> Table:
    table = Table("相似", "问法", "属于", title="最近的问法")
    for one in explained.near:
        table.add_row(f"{one.similarity:.2f}", one.phrasing, one.id)
    return table


def _numbers(scores: Mapping[str, float], thresholds: Mapping[str, float]) -> Table:
    table = Table("数", "现在", "界限", title="拿什么和什么比")
    for name in dict.fromkeys([*scores, *thresholds]):
        now, bound = (f"{values[name]:.3f}" if name in values else "" for values in (scores, thresholds))
        table.add_row(name, now, bound)
    return table
