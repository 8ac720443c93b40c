"""A row of a spreadsheet to a draft entry: what fits is taken over, what does not is said."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import yaml
from pypinyin import Style, lazy_pinyin

from faq.checks.complete import MASK, TO_WRITE
from faq.checks.phrasings import plain
from faq.entry import FaqEntry
from faq.load import Block, LoadError, build
from faq.sheets.columns import Column, Heading
from faq.sheets.dates import DateUnread, read_date
from faq.sheets.pieces import article_in, first_sentence, listed, number_in, site_in, without_personal
from faq.sheets.workbook import Cell, Sheet, where

SHORTEST_TITLE = 2
LONGEST_TITLE = 60
_AREAS = (
    ("transfer", "转学|入学|学籍|休学|复学|招生|划片|学区|借读|幼升小|小升初"),
    ("exams", "考试|成绩|报名|准考证|高考|中考|自考|会考|学考|录取|志愿|考研"),
    ("certificates", "证|毕业|学历|学位|档案|认证|补办"),
)
_AUDIENCES = (("teacher", "教师|老师"), ("graduate", "毕业"), ("student", "学生|考生"), ("parent", "家长|孩子"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row by column; `cell` says where a value stands."""

    sheet: str
    number: int
    cells: Mapping[Column, Cell]
    places: Mapping[Column, str]

    def text(self, column: Column) -> str:
        return self.cells[column].text if column in self.cells else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """An entry that loads, its YAML, and what the curator should know about it."""

    row: int
    entry: FaqEntry
    yaml: str
    remarks: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """A row that was not imported, and why."""

    row: int
    why: str


class Drafter:
    """Makes drafts one after another and remembers the ids and titles that are taken."""

    def __init__(self, departments: Mapping[str, str], taken: Mapping[str, str], today: date) -> None:
        """`departments`: key → name; `taken`: what is there already, id → title."""
        self._departments, self._today = departments, today
        self._ids = set(taken)
        self._titles = {plain(title): name for name, title in taken.items()}

    def draft(self, row: Row) -> Draft | Refused | None:
        """None for an empty row."""
        if not any(cell.text or cell.note for cell in row.cells.values()):
            return None
        title = " ".join(row.text(Column.TITLE).split())
        problem = self._title_problem(row, title)
        if problem:
            return Refused(row=row.number, why=problem)
        remarks: list[str] = []
        value = _Writer(row, title, self._departments, self._today, remarks).value(self._new_id(title))
        node = yaml.compose(_dump(value), Loader=yaml.SafeLoader)
        assert node is not None
        try:
            entry = build(FaqEntry, Block("", value, node))
        except LoadError as error:
            return Refused(row=row.number, why=str(error.complaints[0].what))
        self._ids.add(entry.id)
        self._titles[plain(title)] = f"第 {row.number} 行"
        return Draft(row=row.number, entry=entry, yaml=_dump([value]), remarks=tuple(remarks))

    def _title_problem(self, row: Row, title: str) -> str | None:
        cell = row.cells.get(Column.TITLE, Cell())
        if len(title) < SHORTEST_TITLE:
            return f"{row.places.get(Column.TITLE, '')} 没有问题（{cell.note or '空的'}）"
        if len(title) > LONGEST_TITLE:
            return f"{row.places[Column.TITLE]} 问题有 {len(title)} 字，像一整封信；缩成 {LONGEST_TITLE} 字以内再导入"
        if not any(row.text(one) for one in (Column.SUMMARY, Column.ANSWER, Column.STEPS, Column.MATERIALS)):
            return "只有问题，没有答复、材料或流程"
        known = self._titles.get(plain(title))
        return f"“{title}”已经有了（{known}）" if known else None

    def _new_id(self, title: str) -> str:
        letters = "".join(lazy_pinyin(title, style=Style.FIRST_LETTER, errors="ignore"))
        stem = "draft_" + (re.sub(r"[^a-z0-9]", "", letters.lower())[:24] or "row")
        number, name = 1, stem
        while name in self._ids:
            number += 1
            name = f"{stem}_{number}"
        return name


@dataclass(frozen=True, slots=True)
class _Writer:
    """Fills the fields of one entry from one row."""

    row: Row
    title: str
    departments: Mapping[str, str]
    today: date
    remarks: list[str]

    def value(self, name: str) -> dict[str, Any]:
        summary, more = self._answer()
        steps = self._list(Column.STEPS)
        conditions = self._list(Column.CONDITIONS)
        (conditions if steps else steps).extend(more)
        area = _first(_AREAS, self.row.text(Column.AREA)) or _first(_AREAS, self.title) or "other"
        fields: dict[str, Any] = {
            "id": name, "title": self.title, "short": self._short(), "area": area, "audience": [self._audience()],
            "department": self._department(), "state": "draft", "summary": summary,
            "conditions": conditions, "materials": [{"name": one} for one in self._list(Column.MATERIALS)],
            "steps": steps, "time_limit": self._list(Column.TIME_LIMIT), "validity": self._text(Column.VALIDITY),
            "fee": self._text(Column.FEE), "where": self._text(Column.WHERE), "online": self._text(Column.ONLINE),
            "phone": self._text(Column.PHONE), "remedy": self._text(Column.REMEDY), "sources": [self._source()],
            "effective": self._effective(), "review_by": self._review_by(), "phrasings": self._phrasings(),
        }  # fmt: skip
        return {key: value for key, value in fields.items() if value}

    def _text(self, column: Column) -> str:
        cell = self.row.cells.get(column, Cell())
        if cell.note:
            self._say(column, cell.note)
        text, found = without_personal(cell.text)
        if found:
            self._say(column, "有个人的手机号或身份证号，没有导入那几个数字")
            text = text if re.search(r"\w", text.replace(MASK, "")) else ""  # nothing else was in the cell
        if "{" in text or "}" in text:
            self._say(column, "花括号换成了全角")
            text = text.replace("{", "｛").replace("}", "｝")
        return text

    def _list(self, column: Column) -> list[str]:
        return listed(self._text(column))

    def _say(self, column: Column, what: str) -> None:
        self.remarks.append(f"{self.row.places[column]} {what}")

    def _answer(self) -> tuple[str, list[str]]:
        """The answer in one breath, and the sentences that did not fit into it."""
        summary, answer = self._text(Column.SUMMARY), self._text(Column.ANSWER)
        if summary:
            first, more = first_sentence(summary)
            return first, [*more, *listed(answer)]
        if not answer:
            self.remarks.append("没有答复要点，写了“待补”")
            return TO_WRITE, []
        return first_sentence(answer)

    def _short(self) -> str:
        bare = re.sub(r"^(请问|关于|咨询)|(怎么办理?|如何办理?|的?(问题|咨询))?[?？。]*$", "", self.title)
        return (bare or self.title)[:14]

    def _audience(self) -> str:
        return _first(_AUDIENCES, self.row.text(Column.AUDIENCE) + self.title) or "parent"

    def _department(self) -> str:
        wanted = self.row.text(Column.DEPARTMENT)
        if found := department_named(wanted, self.departments):
            return found
        default = "office" if "office" in self.departments else next(iter(self.departments), "office")
        self.remarks.append(
            f"科室“{wanted}”对不上 local.yaml，先记在 {default}" if wanted else f"没写科室，先记在 {default}"
        )
        return default

    def _source(self) -> dict[str, Any]:
        said = self._text(Column.DOCUMENT)
        number = self._text(Column.NUMBER) or number_in(said)
        article = self._text(Column.ARTICLE) or article_in(said)
        bare = re.sub("[（(]?" + re.escape(number) + "[）)]?", "", said) if number else said
        document = re.sub("[《》]", "", bare.replace(article, "") if article else bare).strip()
        if not said:
            self.remarks.append("没有依据，写了“待补”")
        year = re.search(r"(19|20)\d\d", number or said)
        source = {
            "document": document or TO_WRITE, "number": number, "article": article,
            "year": year[0] if year else str(self.today.year), "grade": "C", "url": site_in(self._text(Column.URL)),
        }  # fmt: skip
        return {key: value for key, value in source.items() if value}

    def _effective(self) -> dict[str, str]:
        start, end = self._date(Column.FROM), self._date(Column.UNTIL)
        if start is None:
            self.remarks.append(f"没有生效日期，先填了今天 {self.today}")
        return {"from": str(start or self.today)} | ({"until": str(end)} if end else {})

    def _review_by(self) -> str:
        """Today when nothing is said, so that `check` asks for it once the draft is published."""
        return str(self._date(Column.REVIEW_BY) or self.today)

    def _date(self, column: Column) -> date | None:
        try:
            return read_date(self._text(column))
        except DateUnread:
            self._say(column, f"日期“{self.row.text(column)}”读不懂，没有导入")
            return None

    def _phrasings(self) -> list[str]:
        others = (one for one in listed(self._text(Column.PHRASINGS)) if plain(one) != plain(self.title))
        return list(dict.fromkeys(others))


def department_named(said: str, departments: Mapping[str, str]) -> str | None:
    """The key of the department meant: 基础教育科, 局基础教育科, or shortened as offices do: 基教科."""
    for key, name in departments.items():
        if said and (said in (key, name) or said in name or name in said):
            return key
    short = [key for key, name in departments.items() if len(said) > 1 and _shortened(said, name)]
    return short[0] if len(short) == 1 else None


def _shortened(said: str, name: str) -> bool:
    letters = iter(name)
    return all(letter in letters for letter in said)  # each found after the one before it


def rows_of(sheet: Sheet, head: Heading) -> Iterator[Row]:
    """The rows below the header."""
    for at, cells in enumerate(sheet.rows[head.row + 1 :], head.row + 1):
        present = {column: cells[place] for place, column in head.columns.items() if place < len(cells)}
        places = {column: where(at, place) for place, column in head.columns.items()}
        yield Row(sheet=sheet.name, number=at + 1, cells=present, places=places)


def _first(table: tuple[tuple[str, str], ...], text: str) -> str | None:
    return next((name for name, pattern in table if re.search(pattern, text)), None)


def _dump(value: Any) -> str:
    return str(yaml.dump(value, Dumper=_Plain, allow_unicode=True, sort_keys=False, width=10_000))


class _Plain(yaml.SafeDumper):
    """Lists indented under their key, as the curated files have them."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)
