"""`yiwen import` and `yiwen export`: spreadsheets in and out, with a progress bar and a plain report."""

from datetime import date
from pathlib import Path

from rich.console import Console
from rich.progress import track
from rich.text import Text

from bot.refusal import CannotDo
from faq.entry import State
from faq.sheets.amending import Amendment, apply, propose
from faq.sheets.columns import Heading, chosen
from faq.sheets.drafting import rows_of
from faq.sheets.importing import Report, draft_all, drafter, target_for, write
from faq.sheets.review import export
from faq.sheets.signing import is_review, read_review
from faq.sheets.workbook import MAX_ROWS, Sheet, SheetError, read_sheets, where
from faq.shelf import Shelf, read_shelf

ROWS_NAMED = 6
_STYLES = {"+": "green", "-": "red", "@": "cyan"}


def run_import(
    source: Path,
    home: Path,
    today: date,
    *,
    name: str | None = None,
    sheet: str | None = None,
    write_dates: bool = False,
) -> int:
    """Drafts from a register, or a proposal from a signed review; the exit status: 1 when nothing could be used."""
    screen = Console(highlight=False, soft_wrap=True)
    shelf = read_shelf(home, today, drafts=True)
    try:
        with screen.status(f"正在读 {source.name}"):
            table, head = chosen(read_sheets(source), sheet)
        if is_review(head):
            return _take_back(screen, shelf, table, head, write_dates)
        return _draft(screen, shelf, source, table, head, name)
    except SheetError as error:
        raise CannotDo(str(error)) from error


def _draft(screen: Console, shelf: Shelf, source: Path, table: Sheet, head: Heading, name: str | None) -> int:
    target = target_for(shelf.home, source, name)
    if target.exists():
        raise SheetError(f"{target.name} 已经有了，没有覆盖。用 --name 换个名字，或先把旧的挪走。")
    _show_columns(screen, table, head)
    maker = drafter(shelf.catalog, shelf.local, shelf.today)
    rows = list(rows_of(table, head))
    report = draft_all(maker, track(rows, "导入", console=screen, transient=True))
    if report.drafts:
        write(report.drafts, target, source, table.name, shelf.today)
    _show_report(screen, report, target)
    return 0 if report.drafts else 1


def _show_columns(screen: Console, table: Sheet, head: Heading) -> None:
    known = "，".join(
        f"{where(head.row, place)}“{table.rows[head.row][place].text}”→{column.value}"
        for place, column in head.columns.items()
    )
    screen.print(f"“{table.name}”表，表头在第 {head.row + 1} 行：{known}", markup=False)
    if head.unknown:
        screen.print(f"没有用的列：{'、'.join(head.unknown)}", markup=False)
    if table.cut:
        screen.print(f"只读了前 {MAX_ROWS} 行，其余没有读；请分几个文件。", style="yellow")


def _show_report(screen: Console, report: Report, target: Path) -> None:
    rows: dict[str, list[int]] = {}
    for draft in report.drafts:
        for remark in draft.remarks:
            rows.setdefault(remark, []).append(draft.row)
    for remark, numbers in rows.items():  # said once, however many rows it holds for
        shown = "、".join(map(str, numbers[:ROWS_NAMED])) + f" 等 {len(numbers)}" * (len(numbers) > ROWS_NAMED)
        screen.print(f"第 {shown} 行：{remark}", markup=False, soft_wrap=True)
    for refused in report.refused:
        screen.print(Text(f"第 {refused.row} 行没有导入：{refused.why}", style="red"))
    made = len(report.drafts)
    verdict = f"{made} 条草稿写进了 {target}" if made else "没有能导入的，什么也没写"
    screen.print(
        f"{verdict}；{len(report.refused)} 行没有导入，{report.empty} 行是空的。", markup=False, soft_wrap=True
    )
    if made:
        screen.print("接着：yiwen check --drafts 看还缺什么，补好后把 state 改成 public。")


def _take_back(screen: Console, shelf: Shelf, table: Sheet, head: Heading, write_dates: bool) -> int:
    signed, objections, untouched = read_review(table, head, shelf.catalog.entries, shelf.today)
    for one in objections:
        screen.print(Text(f"第 {one.row} 行 {one.entry_id}：{one.what}", style="yellow"))
    amendments = propose(shelf.home, shelf.catalog, signed)
    for amendment in amendments:
        _show_diff(screen, amendment)
    screen.print(f"签字有效 {len(signed)} 条，要处理 {len(objections)} 处，没动的 {untouched} 条。")
    if amendments and write_dates:
        apply(amendments)
        screen.print(f"[green]已写进 {len(amendments)} 个文件[/]，用 git diff 再看一眼。")
    elif amendments:
        screen.print("上面只是建议，还没有写。同意就加 --apply 再来一次。")
    return 0 if signed or untouched else 1


def _show_diff(screen: Console, amendment: Amendment) -> None:
    for line in amendment.diff():
        screen.print(Text(line, style=_STYLES.get(line[:1], "")))


def run_export(target: Path, home: Path, today: date, *, department: str | None = None, drafts: bool = False) -> int:
    """A workbook for section chiefs to read and sign."""
    screen, shelf = Console(highlight=False, soft_wrap=True), read_shelf(home, today, drafts=drafts)
    if department is not None and department not in shelf.local.departments:
        raise CannotDo(f"没有科室 {department}，有：{'、'.join(shelf.local.departments)}。")
    entries = [one for one in shelf.entries if department in (None, one.department)]
    if target.suffix.lower() != ".xlsx":
        raise CannotDo(f"文件名要以 .xlsx 结尾：{target.with_suffix('.xlsx').name}")
    try:
        with screen.status("正在写"):
            count = export(entries, shelf.local, target, today)
    except SheetError as error:
        raise CannotDo(str(error)) from error
    waiting = sum(one.state is State.DRAFT for one in shelf.catalog.entries.values())
    left = f"另有 {waiting} 条草稿没有导出，要一起就加 --drafts。" if waiting and not drafts else ""
    screen.print(f"{count} 条写进了 {target}。{left}", markup=False)
    return 0
