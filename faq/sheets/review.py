"""`yiwen export --xlsx`: what section chiefs read and sign."""

import hashlib
import json
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from faq.answer import source_line
from faq.entry import FaqEntry
from faq.local import Local
from faq.sheets.columns import Column
from faq.sheets.filing import new_file

AGREE, CHANGE, REFUSE = "同意", "修改", "不同意"
LIST_NAME = "条目"
_Read = Callable[[FaqEntry], str]

# Column, header, width, what stands in it. The same text is compared when the sheet comes back.
SHOWN: tuple[tuple[Column, str, int, _Read], ...] = (
    (Column.ID, "条目编号", 24, lambda one: one.id),
    (Column.TITLE, "标题", 26, lambda one: one.title),
    (Column.SUMMARY, "答复要点", 36, lambda one: one.summary),
    (Column.CONDITIONS, "办理条件", 32, lambda one: _lines(one.conditions)),
    (Column.MATERIALS, "所需材料", 32, lambda one: _lines(map(_material, one.materials))),
    (Column.STEPS, "办理流程", 40, lambda one: _lines(one.steps)),
    (Column.TIME_LIMIT, "办理时限", 24, lambda one: _lines(one.time_limit)),
    (Column.VALIDITY, "有效期", 16, lambda one: one.validity or ""),
    (Column.FEE, "收费", 16, lambda one: one.fee or ""),
    (Column.WHERE, "办理地点", 22, lambda one: one.where or ""),
    (Column.ONLINE, "网上办理", 22, lambda one: one.online or ""),
    (Column.PHONE, "咨询电话", 16, lambda one: one.phone or ""),
    (Column.REMEDY, "办不成怎么办", 26, lambda one: one.remedy or ""),
    (Column.DOCUMENT, "依据", 34, lambda one: _lines(source_line(source) for source in one.sources)),
    (Column.FROM, "生效日期", 12, lambda one: str(one.effective.from_)),
    (Column.UNTIL, "失效日期", 12, lambda one: str(one.effective.until or "")),
)
TO_SIGN = ((Column.OPINION, "审核意见", 12), (Column.SIGNED_BY, "签字", 12), (Column.SIGNED_ON, "日期", 14),
           (Column.REVIEW_BY, "下次复核日期", 14))  # fmt: skip


def fingerprint(entry: FaqEntry) -> str:
    """What a signature is given for: everything that a citizen reads, and the sources; not how people ask."""
    content = entry.model_dump(mode="json", exclude={"phrasings", "review_by", "reconfirmed", "related", "state"})
    packed = json.dumps(content, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(packed.encode()).hexdigest()[:16]


def export(entries: Iterable[FaqEntry], local: Local, target: Path, today: date) -> int:
    """Write the workbook, entries ordered by department; returns how many. Raises SheetError, never overwrites."""
    order = list(local.departments)
    chosen = sorted(entries, key=lambda one: (_place(order, one.department), one.id))
    book = Workbook()
    _explain(book.active, local, len(chosen), today)  # type: ignore[arg-type]  # a new workbook's sheet is a Worksheet
    _fill(book.create_sheet(LIST_NAME), chosen, local)
    book.active = 1
    with new_file(target) as temporary:
        book.save(temporary)
    return len(chosen)


def _place(order: list[str], department: str) -> int:
    return order.index(department) if department in order else len(order)


def _lines(texts: Iterable[str]) -> str:
    return "\n".join(f"{number}. {text}" for number, text in enumerate(texts, 1))


def _material(material: object) -> str:
    name, form, note = (getattr(material, part) for part in ("name", "form", "note"))
    about = "，".join(part for part in (form, "可以后补" if getattr(material, "later", False) else None, note) if part)
    return f"{name}（{about}）" if about else str(name)


def _fill(sheet: Worksheet, entries: list[FaqEntry], local: Local) -> None:
    headers = [header for _, header, _, _ in SHOWN]
    headers += ["科室", "状态", "现定复核日期", *(header for _, header, _ in TO_SIGN), "版本"]
    widths = [width for _, _, width, _ in SHOWN] + [16, 8, 14] + [width for _, _, width in TO_SIGN] + [20]
    sheet.append(headers)
    for entry in entries:
        row = [read(entry) for _, _, _, read in SHOWN]
        row += [local.department(entry.department).name, entry.state.label, str(entry.review_by)]
        _append(sheet, [*row, *[""] * len(TO_SIGN), fingerprint(entry)])
    _dress(sheet, widths, len(headers))


def _append(sheet: Worksheet, texts: list[str]) -> None:
    """As text always: a value that begins with = must not become a formula."""
    row = sheet.max_row + 1
    for column, text in enumerate(texts, 1):
        cell = sheet.cell(row, column)
        assert isinstance(cell, Cell)
        cell.value = ILLEGAL_CHARACTERS_RE.sub("", text) or None
        if text:
            cell.data_type = "s"


def _dress(sheet: Worksheet, widths: list[int], last: int) -> None:
    thin = Side(style="thin", color="BFBFBF")
    sign_from = last - len(TO_SIGN)
    for at, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(at)].width = width
    for row in sheet.iter_rows():
        for at, cell in enumerate(row, 1):
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            cell.border = Border(left=thin, right=thin, top=thin, bottom=thin)
            if cell.row == 1:
                cell.font, cell.fill = Font(bold=True), PatternFill("solid", fgColor="DCE6F1")
            elif sign_from <= at < last:
                cell.fill = PatternFill("solid", fgColor="FFF8DC")
    sheet.freeze_panes = "C2"
    sheet.auto_filter.ref = sheet.dimensions
    sheet.column_dimensions[get_column_letter(last)].hidden = True
    sheet.page_setup.orientation, sheet.page_setup.fitToHeight = "landscape", 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True  # type: ignore[union-attr]
    sheet.print_title_rows = "1:1"
    opinions = DataValidation(type="list", formula1=f'"{AGREE},{CHANGE},{REFUSE}"', allow_blank=True)
    letter = get_column_letter(sign_from)
    opinions.add(f"{letter}2:{letter}{max(sheet.max_row, 2)}")
    sheet.add_data_validation(opinions)


def _explain(sheet: Worksheet, local: Local, count: int, today: date) -> None:
    sheet.title = "说明"
    for line in (
        f"{local.bureau.name} 问答条目审核表",
        f"{today} 导出，{count} 条。请在“{LIST_NAME}”表里逐条看，只填黄色的四列：",
        f"审核意见：{AGREE}、{CHANGE}（写明怎么改）或 {REFUSE}。",
        "签字：姓名。日期：签字那天，如 2026-03-05。下次复核日期：不填就是签字一年后。",
        "别的格子请不要改，改了也不会自动进系统；要改内容，写在审核意见里。",
        "填好发回，由管政策的人用 yiwen import 收回。签字只对这一版内容有效：导出后又改过的条目要重新审。",
    ):
        sheet.append([line])
    sheet.column_dimensions["A"].width = 100
    sheet["A1"].font = Font(bold=True, size=14)
