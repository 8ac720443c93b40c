"""Open an .xlsx that may be anything: broken, encrypted, huge, a zip bomb; out comes a small table of texts."""

import re
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, time
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError

from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import TYPE_ERROR, TYPE_FORMULA
from openpyxl.utils.cell import get_column_letter, range_boundaries
from openpyxl.utils.exceptions import InvalidFileException

from faq.load import reason_of

MAX_FILE = 20 * 1024 * 1024
MAX_UNPACKED = 80 * 1024 * 1024
MAX_PARTS = 2_000
MAX_ROWS = 5_000
MAX_COLUMNS = 60
_OLE = b"\xd0\xcf\x11\xe0"  # an old .xls, or any Office file with a password
_MERGE = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*ref="([A-Z]{1,3}\d{1,7}:[A-Z]{1,3}\d{1,7})"')
_BROKEN = (
    InvalidFileException, zipfile.BadZipFile, zlib.error, ParseError, KeyError, ValueError, TypeError, AttributeError,
    IndexError, EOFError, OSError, NotImplementedError, RuntimeError, OverflowError, AssertionError,
)  # fmt: skip


class SheetError(Exception):
    """The file cannot be used; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One text; `note` says what was done to get it, or why there is none."""

    text: str = ""
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """Rows of cells as in the file: `rows[0]` is row 1."""

    name: str
    rows: list[list[Cell]] = field(default_factory=list)
    cut: bool = False  # there were more rows or columns than are read


def read_sheets(path: Path) -> list[Sheet]:
    """Every sheet of the file; raises SheetError."""
    merges = _inspected(path)
    with _opened(path, values=True) as values, _opened(path, values=False) as formulas:
        try:
            pairs = zip(values.worksheets, formulas.worksheets, strict=True)
            return [_sheet(one, other, merges) for one, other in pairs]
        except _BROKEN as error:
            raise SheetError(f"{path.name} 读到一半坏了（{error}）。请用 Excel 或 WPS 打开，另存一份再试。") from error


def _inspected(path: Path) -> dict[str, list[str]]:
    """Merged ranges by part; refuses what is too large or dangerous before anything is unpacked in earnest."""
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            start = file.read(4)
    except OSError as error:
        raise SheetError(f"{path} 读不了（{reason_of(error)}）。请核对文件名和权限。") from error
    if size > MAX_FILE:
        raise SheetError(
            f"{path.name} 有 {size // 1024 // 1024} MB，最多 {MAX_FILE // 1024 // 1024} MB。请去掉图片、分几个文件。"
        )
    if start == _OLE:
        raise SheetError(f"{path.name} 是旧的 .xls 格式，或者加了密码。请去掉密码，另存为 .xlsx。")
    if not start.startswith(b"PK"):
        raise SheetError(f"{path.name} 不是 Excel 工作簿。请另存为 .xlsx 再导入。")
    try:
        with zipfile.ZipFile(path) as packed:
            return _parts(path, packed)
    except _BROKEN as error:
        raise SheetError(f"{path.name} 坏了，打不开（{error}）。请用 Excel 或 WPS 打开，另存一份再试。") from error


def _parts(path: Path, packed: zipfile.ZipFile) -> dict[str, list[str]]:
    parts = packed.infolist()
    unpacked = sum(part.file_size for part in parts)  # zipfile never unpacks more than these sizes say
    if unpacked > MAX_UNPACKED or len(parts) > MAX_PARTS:
        raise SheetError(f"{path.name} 解开有 {unpacked // 1024 // 1024} MB，太大了。请只留要导入的那张表，另存一份。")
    merges: dict[str, list[str]] = {}
    for part in parts:
        if not part.filename.endswith((".xml", ".rels")):
            continue
        content = packed.read(part)
        if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
            raise SheetError(f"{path.name} 里有不该有的内容（DOCTYPE），没有导入。请用 Excel 另存一份再试。")
        if part.filename.startswith("xl/worksheets/"):
            merges[part.filename] = [found.decode() for found in _MERGE.findall(content)]
    return merges


@contextmanager
def _opened(path: Path, *, values: bool) -> Iterator[Workbook]:
    """Read-only mode: openpyxl's other mode would create every cell of a merged range or a linked column."""
    with warnings.catch_warnings(), path.open("rb") as file:  # of a path it would judge by the ending: 台账.xls
        warnings.simplefilter("ignore")  # about styles and extensions that do not matter here
        try:
            book = load_workbook(file, read_only=True, data_only=values, keep_links=False)
        except _BROKEN as error:
            raise SheetError(f"{path.name} 坏了，打不开（{error}）。请用 Excel 或 WPS 打开，另存一份再试。") from error
        try:
            yield book
        finally:
            book.close()


def _sheet(values: Any, formulas: Any, merges: dict[str, list[str]]) -> Sheet:
    rows: list[list[Cell]] = []
    bounds = {"max_row": MAX_ROWS + 1, "max_col": MAX_COLUMNS}
    for worksheet in (values, formulas):
        worksheet.reset_dimensions()  # what the file says about its own size is often wrong
    for one, other in zip(values.iter_rows(**bounds), formulas.iter_rows(**bounds), strict=False):
        rows.append([_cell(value, formula) for value, formula in zip(one, other, strict=False)])
    part = str(values._worksheet_path).lstrip("/")  # the only way to know which merged ranges are this sheet's
    _fill_down(rows, merges.get(part, []))
    cut = len(rows) > MAX_ROWS
    return Sheet(name=str(values.title), rows=rows[:MAX_ROWS], cut=cut)


def _cell(value: Any, formula: Any) -> Cell:
    is_formula = getattr(formula, "data_type", None) == TYPE_FORMULA
    if getattr(value, "data_type", None) == TYPE_ERROR:
        return Cell(note=f"公式出错（{value.value}）")
    text = _text(value.value)
    if is_formula:
        return Cell(text, "公式，取了算好的结果" if text else "公式没有算好的结果，请在 Excel 里打开存一次，或改成值")
    return Cell(text)


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(sep=" ", timespec="minutes")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).replace("\r\n", "\n").replace("_x000D_", "").strip()


def _fill_down(rows: list[list[Cell]], ranges: list[str]) -> None:
    """A cell merged over several rows counts for each of them; sideways it stays where it is."""
    for name in ranges:
        left, top, _, bottom = (int(edge or 0) for edge in range_boundaries(name))
        if top > len(rows) or left > len(rows[top - 1]):
            continue
        first = rows[top - 1][left - 1]
        for row in rows[top : min(bottom, len(rows))]:
            if left <= len(row) and not row[left - 1].text:
                row[left - 1] = Cell(first.text, "合并单元格，取了上面的内容" if first.text else first.note)


def where(row: int, column: int) -> str:
    """B7 and the like, counted from 0 here and from 1 there."""
    return f"{get_column_letter(column + 1)}{row + 1}"
