"""`yiwen evaluate`: how well questions are understood whose right answers are known."""

import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console
from rich.progress import track
from rich.table import Table

from bot.commands.diff import old_files
from bot.commands.labelled import read_cases
from bot.commands.match import as_of, fitted
from bot.policy.current import read_book
from bot.policy.understanding import to_intents
from bot.refusal import CannotDo
from faq.load import LoadError
from intents.engine import Engine
from intents.evaluate import (
    MEASURES,
    Case,
    Confusion,
    Figures,
    Gold,
    Outcome,
    Share,
    below,
    confusions,
    figures,
    given,
    grouped,
    held_out,
    parse_floors,
    strangers,
)
from intents.evaluating_curve import curve, drawn, ranked
from intents.match import Match

MOST_SHOWN = 25
BY_GROUP = ("top1", "found", "answered", "wrong", "none_answered", "none_clarified")
_NAMES = {one.key: one.name for one in MEASURES}


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """One reading of the policy files, put to the questions: what it makes of each, and where each id belongs."""

    name: str
    engine: Engine
    match: Callable[[str], Match]
    rename: Callable[[str], str]  # an entry and its scheduled successor are one
    areas: dict[str, str]

    def ask(self, cases: Sequence[Case]) -> list[Outcome]:
        return [Outcome(case=self._today(one), match=self.match(one.text)) for one in watched(cases, self.name)]

    def _today(self, case: Case) -> Case:
        ids = frozenset(map(self.rename, case.gold.ids))
        return Case(text=case.text, gold=Gold(ids=ids, words=case.gold.words), style=case.style)

    def area(self, one: Outcome) -> str:
        """The area of what was meant."""
        gold = one.case.gold
        first = min(gold.ids, default="")
        return "、".join(sorted(gold.words)) or self.areas.get(first, "（没有这个条目）")


def evaluate(
    file: Path | None, home: Path, cache: Path, *, folds: int = 0, plot: Path | None = None,
    against: str | None = None, floor: str = "",
) -> int:  # fmt: skip
    """Print how well it does; 1 when a figure is worse than its floor (`top1=0.9,wrong=0.05`), else 0."""
    floors = _floors(floor)
    _check(home, plot, folds, against)
    screen = Console(highlight=False, soft_wrap=True)
    if folds:
        outcomes, reader = crossed(home, cache, folds)
    else:
        cases = read_cases(file or home.parent / "tests" / "questions")
        reader = _reader(home, cache, "现在")
        _warn_of_strangers(screen, cases, reader)
        outcomes = reader.ask(cases)
    found = figures(outcomes)
    _report(screen, outcomes, found, reader)
    if against:
        _compare(screen, [one.case for one in outcomes], outcomes, home, cache, against)
    if plot:
        plot.write_text(drawn(curve(ranked(outcomes)), found), encoding="utf-8")
        screen.print(f"曲线画在 {plot}", markup=False)
    return _judge(screen, found, floors)


def _floors(text: str) -> dict[str, float]:
    try:
        return dict(parse_floors(text))
    except ValueError as error:
        raise CannotDo(f"--floor：{error}") from error


def _check(home: Path, plot: Path | None, folds: int, against: str | None) -> None:
    """What cannot be done is said at once, not after a minute of learning."""
    if plot and plot.suffix != ".svg":
        raise CannotDo("--plot 只画 SVG，请写成 曲线.svg（浏览器能打开）。")
    if folds and (folds < 2 or against):
        raise CannotDo("--folds 至少是 2。" if folds < 2 else "--folds 和 --against 请分开用。")
    if against:
        with tempfile.TemporaryDirectory() as folder, old_files(home, against, Path(folder)):
            pass


def watched(cases: Sequence[Case], name: str) -> Iterable[Case]:
    """The cases, with a bar on stderr if somebody is looking."""
    screen = Console(stderr=True)
    return track(cases, f"考一考（{name}）", console=screen, transient=True, disable=not screen.is_terminal)


def _reader(home: Path, cache: Path, name: str) -> Reader:
    try:
        book = read_book(home)
    except LoadError as error:
        raise CannotDo(f"{name} 的政策文件读不懂：{error.complaints[0]}") from error
    engine = fitted(book.catalog, cache)
    now = datetime.now(UTC)
    return Reader(
        name=name,
        engine=engine,
        match=lambda text: as_of(book, engine.match(text), now),
        rename=lambda one: book.current(one, now) if book.knows(one) else one,
        areas={name: entry.area.value for name, entry in book.catalog.entries.items()},
    )


def crossed(home: Path, cache: Path, folds: int) -> tuple[list[Outcome], Reader]:
    """Every phrasing asked of an engine that has not seen it or its neighbours."""
    intents, asks = to_intents(read_book(home).catalog)
    outcomes: list[Outcome] = []
    engine: Engine | None = None
    for number, (rest, held) in enumerate(held_out(intents, folds), 1):
        engine = Engine.fit(rest, asks, cache=cache / "folds")
        name = f"第 {number} 折，共 {folds} 折"
        outcomes += [Outcome(case=one, match=engine.match(one.text)) for one in watched(held, name)]
    assert engine is not None
    areas = {one.id: one.group for one in intents}
    return outcomes, Reader(name="", engine=engine, match=engine.match, rename=str, areas=areas)


def _warn_of_strangers(screen: Console, cases: Sequence[Case], reader: Reader) -> None:
    missing = strangers(cases, reader.areas)
    if missing:
        said = "、".join(f"{name}（{count}）" for name, count in missing[:10])
        screen.print(f"问题的答案里有 {len(missing)} 个 id 不在条目里，这些问题怎么答都算错：{said}", markup=False)


def _report(screen: Console, outcomes: Sequence[Outcome], found: Figures, reader: Reader) -> None:
    ours = sum(one.case.ours for one in outcomes)
    screen.print(f"考了 {len(outcomes)} 问，其中归我们答的 {ours} 问。")
    table = Table("指标", "", "率", "数", title="总的")
    for one in MEASURES:
        share = found[one.key]
        if share.total:
            table.add_row(one.name, one.key, str(share), f"{share.hits}/{share.total}")
    screen.print(table)
    _groups(screen, "按领域", grouped(outcomes, reader.area))
    styled = [one for one in outcomes if one.case.style]
    if styled:
        _groups(screen, "按说法", grouped(styled, lambda one: one.case.style))
    _confusions(screen, outcomes, reader.engine)
    unheard = [one for one in outcomes if one.case.gold.words & {"urgent", "human"} and not one.right]
    _listed(screen, "没听出来要紧、要找人的", unheard)


def _groups(screen: Console, title: str, groups: Mapping[str, Sequence[Outcome]]) -> None:
    table = Table("", "问", *(_NAMES[key] for key in BY_GROUP), title=title)
    for name, members in groups.items():
        found = figures(members)
        table.add_row(name, str(len(members)), *(str(found[key]) for key in BY_GROUP))
    screen.print(table)


def _listed(screen: Console, title: str, outcomes: Sequence[Outcome]) -> None:
    if not outcomes:
        return
    table = Table("问题", "应当是", "却", title=f"{title}（{len(outcomes)}）")
    for one in outcomes[:MOST_SHOWN]:
        table.add_row(one.case.text[:60], str(one.case.gold), given(one.match))
    screen.print(table)


def _confusions(screen: Console, outcomes: Sequence[Outcome], engine: Engine) -> None:
    found = confusions(outcomes)
    if not found:
        return
    table = Table("应当是", "却答了", "次", "比如", "答的那条里最像的问法", title=f"答错的（{len(found)} 种）")
    for one in found[:MOST_SHOWN]:
        table.add_row(one.gold, one.given, str(len(one.texts)), one.texts[0][:60], _nearest(engine, one))
    screen.print(table)


def _nearest(engine: Engine, one: Confusion) -> str:
    ids = one.given.split("|")
    near = engine.explain(one.texts[0]).near
    return next((phrasing.phrasing for phrasing in near if phrasing.id in ids), "")


def _compare(
    screen: Console, cases: Sequence[Case], outcomes: Sequence[Outcome], home: Path, cache: Path, revision: str
) -> None:
    """The same questions under the policy files as they were, with the present code."""
    with tempfile.TemporaryDirectory() as folder, old_files(home, revision, Path(folder)) as old:
        before = _reader(old, cache / "diff", revision).ask(cases)
    then, now = figures(before), figures(outcomes)
    table = Table("指标", "", revision, "现在", "差", title=f"和 {revision} 的政策文件比")
    for one in MEASURES:
        if now[one.key].total:
            table.add_row(
                one.name, one.key, str(then[one.key]), str(now[one.key]), _change(then[one.key], now[one.key])
            )
    screen.print(table)
    pairs = list(zip(before, outcomes, strict=True))
    _turned(screen, "原来对、现在不对", [pair for pair in pairs if pair[0].right and not pair[1].right])
    _turned(screen, "原来不对、现在对", [pair for pair in pairs if pair[1].right and not pair[0].right])


def _change(then: Share, now: Share) -> str:
    if then.value is None or now.value is None:
        return "—"
    return f"{now.value - then.value:+.3f}"


def _turned(screen: Console, title: str, pairs: Sequence[tuple[Outcome, Outcome]]) -> None:
    if not pairs:
        return
    table = Table("问题", "应当是", "原来", "现在", title=f"{title}（{len(pairs)}）")
    for then, now in pairs[:MOST_SHOWN]:
        table.add_row(now.case.text[:60], str(now.case.gold), given(then.match), given(now.match))
    screen.print(table)


def _judge(screen: Console, found: Figures, floors: Mapping[str, float]) -> int:
    failed = below(found, floors)
    for key in failed:
        screen.print(f"没到底线：{_NAMES[key]} {key} 是 {found[key]}，底线 {floors[key]}", markup=False)
    if floors and not failed:
        screen.print(f"{len(floors)} 条底线都守住了。")
    return 1 if failed else 0
