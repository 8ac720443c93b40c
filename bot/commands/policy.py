"""`yiwen check`, `sources` and `tasks`: the policy files as a curator sees them in a terminal."""

import time
from collections.abc import Iterable
from datetime import UTC, date, datetime
from pathlib import Path

from rich.console import Console
from rich.table import Table
from rich.text import Text

from bot.commands.strays import strays
from bot.policy.book import day_of
from bot.policy.current import read_book
from bot.serving.running import ask_to_reload
from faq.catalog import HOME
from faq.check import CHECKS, check
from faq.load import Complaint, LoadError
from faq.shelf import Shelf, read_shelf
from faq.sources import uses
from faq.tasks import Task, tasks
from faq.unfilled import Gap, as_in_the_example, gaps, needless, weaker

MOST_SHOWN = 12


def today() -> date:
    return day_of(datetime.now(UTC))


def run_check(
    home: Path, *, local: bool = False, drafts: bool = False, phrasings: bool = False, on: date | None = None
) -> int:
    """Print every complaint; the exit status: 0 nothing, 1 something to do."""
    screen, started = _screen(), time.perf_counter()
    try:
        shelf = read_shelf(home, on or today(), drafts=drafts)
        complaints = check(shelf)
    except LoadError as error:
        show(screen, error.complaints)
        screen.print(f"[red]{len(error.complaints)} 处读不懂[/]，改好再检查。")
        _say_where(screen, home)
        return 1
    show(screen, complaints)
    _sum_up(screen, shelf, len(complaints), time.perf_counter() - started)
    if phrasings:
        _show_strays(screen, shelf)
    if local:
        _show_local(screen, shelf)
    return 1 if complaints else 0


def show(screen: Console, complaints: Iterable[Complaint]) -> None:
    """file:line: field: what, so that an editor can jump there."""
    for one in complaints:
        where = Text(f"{one.file}:{one.line}: ", style="cyan")
        screen.print(where + Text(f"{one.field}: ", style="yellow") + Text(one.what), soft_wrap=True)


def _say_where(screen: Console, home: Path) -> None:
    """Complaints name files as faq/…; a bureau with a folder of its own must not look for them in ours."""
    if home != HOME:
        screen.print(f"faq/ 指 {home}（YIWEN_FAQ_DIR）。", markup=False)


def _sum_up(screen: Console, shelf: Shelf, count: int, seconds: float) -> None:
    catalog = shelf.catalog
    phrasings = sum(len(one.phrasings) for one in catalog.entries.values())
    phrasings += sum(len(one.phrasings) for one in catalog.not_ours.values())
    left_out = len(catalog.entries) - len(shelf.entries)
    _say_where(screen, shelf.home)
    size = f"{len(shelf.entries)} 个条目，{phrasings} 条问法，{len(CHECKS)} 项检查，{seconds:.1f} 秒"
    verdict = f"[red]{count} 处要改[/]" if count else "[green]没有问题[/]"
    screen.print(f"{verdict}（{size}）")
    if left_out:
        screen.print(f"另有 {left_out} 条草稿没有检查；yiwen check --drafts 一起查。")


def _show_strays(screen: Console, shelf: Shelf) -> None:
    """Advice, not mistakes: only a person can say where a phrasing belongs."""
    found = strays(shelf.catalog)
    show(screen, found)
    screen.print(f"建议看一看的问法 {len(found)} 条：按别的条目的问法，它更像那边的。")


def _show_local(screen: Console, shelf: Shelf) -> None:
    found = gaps(shelf)
    if shelf.local.example:
        screen.print("[yellow]现在是示例局的数据[/]：逐项换成本局的，再把 faq/local.yaml 的 example 改成“否”。")
    show(screen, needless(shelf))
    if same := as_in_the_example(shelf):
        screen.print(_parameters(shelf, same, "现在写着", f"和示例一字不差的 {len(same)} 项"))
        screen.print("逐项核对，换成本局的；本局真是这样的不用动，不知道的先把 value 留空。")
    if not found:
        screen.print(f"[green]{len(shelf.local.parameters)} 个本地参数都填了。[/]")
        return
    screen.print(_parameters(shelf, found, "写法示例", f"还没填的 {len(found)} 项"))
    weak = weaker(shelf)
    screen.print(f"因此变弱的答复有 {len(weak)} 条（少了本地的那几句，末尾提醒“以窗口答复为准”），缺得最多的：")
    for name, count in list(weak.items())[:MOST_SHOWN]:
        screen.print(f"  {shelf.catalog.entries[name].title}：缺 {count} 项", markup=False)


def _parameters(shelf: Shelf, some: Iterable[Gap], example: str, title: str) -> Table:
    """Nothing is cut off: what to write must be readable to its end."""
    table = Table(title=title, expand=True)
    for header in ("行", "参数", "填什么", example, "影响的答复"):
        table.add_column(header, overflow="fold", no_wrap=False)
    for gap in some:
        table.add_row(str(gap.line), gap.name, gap.description, gap.example, _titles(shelf, gap.feeds))
    return table


def _titles(shelf: Shelf, ids: tuple[str, ...]) -> str:
    shorts = "、".join(shelf.catalog.entries[one].short for one in ids[:4])
    return f"{shorts} 等 {len(ids)} 条" if len(ids) > 4 else shorts or "—"


def run_sources(home: Path, *, repealed: str | None = None) -> int:
    """What rests on a document, or every document with the number of entries behind it."""
    screen, shelf = _screen(), read_shelf(home, today(), drafts=True)
    return _resting_on(screen, shelf, repealed) if repealed else _all_sources(screen, shelf)


def _resting_on(screen: Console, shelf: Shelf, wanted: str) -> int:
    found = uses(shelf.catalog.entries.values(), wanted)
    for use in found:
        place = shelf.catalog.places[use.entry.id]
        about = "只在文字里提到" if use.named_only else use.article or "没写条款"
        again = f"，{use.entry.reconfirmed} 重新核实过" if use.entry.reconfirmed else ""
        where = Text(f"{place.file}:{place.line(('sources',))}: ", style="cyan")
        screen.print(where + Text(f"{use.entry.id}: {use.entry.title}（{about}{again}）"), soft_wrap=True)
    if not found:
        screen.print(f"没有条目用到 {wanted}。", markup=False)
        return 0
    rest = sum(not use.named_only for use in found)
    screen.print(f"{rest} 个条目以它为依据，{len(found) - rest} 个只提到它。")
    screen.print("它废止了，就写进 faq/sources.yaml 的 repealed，以它为依据的会停答。")
    return 0


def _all_sources(screen: Console, shelf: Shelf) -> int:
    counts: dict[tuple[str, str], list[str]] = {}
    for entry in shelf.entries:
        for source in entry.sources:
            counts.setdefault((source.document, source.number or ""), []).append(source.grade.value)
    table = Table("文件", "文号", "等级", "条数", title=f"{len(counts)} 份依据")
    for (document, number), grades in sorted(counts.items(), key=lambda pair: -len(pair[1])):
        table.add_row(document, number, "".join(sorted(set(grades))), str(len(grades)))
    screen.print(table)
    return 0


def run_tasks(home: Path, *, on: date | None = None) -> int:
    """What waits for the curator, the most pressing first."""
    screen = _screen()
    found = tasks(read_shelf(home, on or today(), drafts=True))
    if not found:
        screen.print("[green]没有要办的。[/]")
    for task in found:
        screen.print(_line(task), soft_wrap=True)
    return 0


def _line(task: Task) -> Text:
    style = "red" if task.silent else "yellow"
    where = Text(f"{task.place.file}:{task.place.line}: ", style="cyan")
    return where + Text(f"{task.kind.value} ", style=style) + Text(f"{task.place.field}: {task.place.what}")


def run_reload(home: Path, data_dir: Path) -> int:
    """Try the files first, then tell every process that serves from this data folder; 1 when nothing can change.

    Files that cannot be read are told too: each process keeps what it has, and its desk shows what is wrong.
    """
    screen = _screen()
    try:
        entries, left = len(read_book(home).catalog.entries), _left_to_do(home)
    except LoadError as error:
        show(screen, error.complaints)
        shown = "，值班台上也写着" if ask_to_reload(data_dir) else ""
        screen.print(f"[red]{len(error.complaints)} 处读不懂[/]，没有换；市民看到的还是上一版{shown}。")
        return 1
    if left:
        screen.print(f"[yellow]yiwen check 还有 {left} 处要改[/]，不拦着换；先看一遍，免得市民看到。")
    told = ask_to_reload(data_dir)
    if not told:
        screen.print(f"没有找到在运行的一问（数据文件夹 {data_dir}）。下次启动会读 {home}。", markup=False)
        return 1
    pids = "、".join(map(str, told))
    what = f"已请进程 {pids} 重新读 {home} 的 {entries} 个条目"
    screen.print(f"{what}；换好之前接着用上一版，没换成会显示在值班台。", markup=False)
    return 0


def _left_to_do(home: Path) -> int:
    """How much `yiwen check` has to say: an answer that is out of date must not keep a better one from going out."""
    try:
        return len(check(read_shelf(home, today())))
    except LoadError as error:  # faq/forbidden.yaml, which no answer needs
        return len(error.complaints)


def _screen() -> Console:
    return Console(highlight=False, soft_wrap=True)
