"""A register of questions becomes a file of drafts: made in memory, tried, then put in its place whole."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from pypinyin import lazy_pinyin

from faq.catalog import Catalog
from faq.entry import FaqEntry
from faq.load import build, read_yaml
from faq.local import Local
from faq.sheets.drafting import Draft, Drafter, Refused, Row
from faq.sheets.filing import new_file

_HEAD = """\
# 从 {source} 的“{sheet}”表导入，{today}，共 {count} 条，都是草稿：市民看不到。
# 逐条核对：补上“待补”，填依据、生效和复核日期，分到合适的文件，再把 state 改成 public。
# yiwen check --drafts 列出还缺什么。
"""


@dataclass(slots=True)
class Report:
    """What came of each row."""

    drafts: list[Draft] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    empty: int = 0

    def add(self, made: Draft | Refused | None) -> None:
        if made is None:
            self.empty += 1
        elif isinstance(made, Draft):
            self.drafts.append(made)
        else:
            self.refused.append(made)


def drafter(catalog: Catalog, local: Local, today: date) -> Drafter:
    """One that knows what is there already."""
    taken = {one.id: one.title for one in catalog.entries.values()}
    taken |= {one.id: one.title for one in catalog.not_ours.values()}
    taken |= {one.id: one.question for one in catalog.clarify}
    return Drafter({key: one.name for key, one in local.departments.items()}, taken, today)


def draft_all(maker: Drafter, rows: Iterable[Row]) -> Report:
    report = Report()
    for row in rows:
        report.add(maker.draft(row))
    return report


def target_for(home: Path, source: Path, name: str | None) -> Path:
    """faq/entries/import_<name>.yaml; the name from the file's, in letters."""
    letters = "".join(lazy_pinyin(name or source.stem)).lower()
    stem = "".join(char if char.isascii() and char.isalnum() else "_" for char in letters).strip("_")
    return home / "entries" / f"import_{stem[:40] or 'sheet'}.yaml"


def write(drafts: Sequence[Draft], target: Path, source: Path, sheet: str, today: date) -> None:
    """Raises SheetError when the file exists or cannot be written, LoadError when it would not load."""
    head = _HEAD.format(source=source.name, sheet=sheet, today=today, count=len(drafts))
    parts = [f"{_remarks(one)}{one.yaml}" for one in drafts]
    with new_file(target) as temporary:
        temporary.write_text(head + "\n" + "\n".join(parts), encoding="utf-8")
        for block in read_yaml(temporary, target.name).items():
            build(FaqEntry, block)


def _remarks(draft: Draft) -> str:
    said = [f"第 {draft.row} 行", *draft.remarks]
    return "# " + "；".join(" ".join(one.split()) for one in said) + "\n"
