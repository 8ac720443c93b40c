"""A reviewed workbook comes back: which signatures hold, and what they would change in the files."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from faq.checks.dates import LONGEST_REVIEW
from faq.checks.phrasings import plain
from faq.entry import FaqEntry
from faq.sheets.columns import Column, Heading
from faq.sheets.dates import DateUnread, read_date
from faq.sheets.drafting import Row, rows_of
from faq.sheets.review import SHOWN, fingerprint
from faq.sheets.workbook import Sheet

_AGREED = {"同意", "无意见", "没有意见", "通过", "属实", "无误", "确认", "√", "✓", "ok"}
_REVIEW_DAYS = 365


@dataclass(frozen=True, slots=True, kw_only=True)
class Signed:
    """A valid signature: the entry was found right on `on`, to be looked at again by `review_by`."""

    entry_id: str
    by: str
    on: date
    review_by: date

    @property
    def fields(self) -> dict[str, str]:
        return {"review_by": str(self.review_by), "reconfirmed": str(self.on)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Objection:
    """A row that changes nothing by itself: a wish, a refusal, or a signature that does not hold."""

    row: int
    entry_id: str
    what: str


def is_review(head: Heading) -> bool:
    """Whether this is a sheet of ours, with entries to sign."""
    return head.has(Column.ID, Column.VERSION, Column.OPINION, Column.SIGNED_BY, Column.SIGNED_ON)


def read_review(
    sheet: Sheet, head: Heading, entries: Mapping[str, FaqEntry], today: date
) -> tuple[list[Signed], list[Objection], int]:
    """Valid signatures, objections, and the number of rows that nobody has touched."""
    signed: dict[str, Signed] = {}
    objections: list[Objection] = []
    untouched = 0
    for row in rows_of(sheet, head):
        name = row.text(Column.ID)
        if not name:
            continue
        changed = _changed_cells(row, entries[name]) if name in entries else []
        if changed:
            objections.append(_objection(row, f"改了格子 {'、'.join(changed)}；不会自动进系统，要改请改 YAML"))
        if not any(row.text(one) for one in (Column.OPINION, Column.SIGNED_BY, Column.SIGNED_ON)):
            untouched += not changed
            continue
        result = _signature(row, entries.get(name), today)
        if isinstance(result, Signed) and name in signed:
            result = _objection(row, "同一条签了两次，只认第一次")
        if isinstance(result, Signed):
            signed[name] = result
        else:
            objections.append(result)
    return list(signed.values()), objections, untouched


def _signature(row: Row, entry: FaqEntry | None, today: date) -> Signed | Objection:
    if entry is None:
        return _objection(row, "现在没有这个条目，签字用不上")
    if (opinion := row.text(Column.OPINION)).strip("。.！ ").casefold() not in _AGREED:
        return _objection(row, f"意见：{opinion}（没有当作“同意”）" if opinion else "有签字，没有审核意见")
    by = row.text(Column.SIGNED_BY)
    if not by:
        return _objection(row, "同意了，没有签字")
    if row.text(Column.VERSION) != fingerprint(entry):
        return _objection(row, f"{by} 签的是旧内容，导出以后又改过；请重新导出再审")
    try:
        on, again = read_date(row.text(Column.SIGNED_ON)), read_date(row.text(Column.REVIEW_BY))
    except DateUnread as error:
        return _objection(row, f"日期“{error}”读不懂，写成 {today} 这样")
    if on is None or on > today:
        return _objection(row, "签字日期还没到" if on else "没有签字日期")
    review_by = again or max(entry.review_by, date.fromordinal(on.toordinal() + _REVIEW_DAYS))
    if review_by <= on:
        return _objection(row, f"下次复核日期 {review_by} 不晚于签字日期")
    if review_by > today + LONGEST_REVIEW:
        return _objection(row, f"下次复核日期 {review_by} 离今天超过两年；请改成两年以内的日子再签")
    return Signed(entry_id=entry.id, by=by, on=on, review_by=review_by)


def _objection(row: Row, what: str) -> Objection:
    return Objection(row=row.number, entry_id=row.text(Column.ID), what=what)


def _changed_cells(row: Row, entry: FaqEntry) -> list[str]:
    """Cells that no longer say what the entry says; only when the entry itself is still the exported one."""
    if row.text(Column.VERSION) != fingerprint(entry):
        return []
    present = [(column, read(entry)) for column, _, _, read in SHOWN if column in row.cells]
    return [row.places[column] for column, text in present if plain(row.text(column)) != plain(text)]
