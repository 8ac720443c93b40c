"""An entry as the citizen reads it: filled with the local parameters, in sections, within a message's bounds."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from faq.entry import FaqEntry, Material, Source
from faq.local import Department, Local, fill
from faq.sources import NO_NUMBER

MESSAGE_BYTES = 1800  # WeChat takes 2,048 bytes of UTF-8; some clients already stumble nearer to it
MESSAGE_LINES = 12
LINE_BYTES = 100  # of a line that the caller adds: a menu of six sections has 130, an address 60


class Section(StrEnum):
    """The parts of 一次性告知, in the order in which they are read."""

    SUMMARY = "summary"
    CONDITIONS = "conditions"
    MATERIALS = "materials"
    STEPS = "steps"
    TIME_LIMIT = "time_limit"
    VALIDITY = "validity"
    FEE = "fee"
    WHERE = "where"
    ONLINE = "online"
    PHONE = "phone"
    REMEDY = "remedy"
    SOURCES = "sources"


TITLES: dict[Section, str] = {
    Section.SUMMARY: "简单说",
    Section.CONDITIONS: "条件",
    Section.MATERIALS: "材料",
    Section.STEPS: "流程",
    Section.TIME_LIMIT: "时限",
    Section.VALIDITY: "有效期",
    Section.FEE: "费用",
    Section.WHERE: "在哪办",
    Section.ONLINE: "网上办",
    Section.PHONE: "电话",
    Section.REMEDY: "办不成怎么办",
    Section.SOURCES: "依据",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One section: its lines, and whether their order counts (steps)."""

    section: Section
    lines: tuple[str, ...]

    @property
    def title(self) -> str:
        return TITLES[self.section]

    @property
    def text(self) -> str:
        """The section by itself, as a message."""
        if len(self.lines) == 1:
            return f"{self.title}：{self.lines[0]}"
        return "\n".join([f"{self.title}：", *_numbered(self.lines)])


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A whole entry, ready to show.

    `missing` names the local parameters that would have made it stronger; `own` are the sentences that hold others.
    """

    entry_id: str
    title: str
    short: str
    department: str
    parts: tuple[Part, ...]
    missing: frozenset[str]
    own: frozenset[str] = frozenset()
    office_decides: str | None = None
    asked_next: tuple[tuple[str, tuple[str, ...]], ...] = ()  # see faq/follow_ups.py

    def part(self, section: Section) -> Part | None:
        return next((part for part in self.parts if part.section is section), None)

    @property
    def summary(self) -> str:
        return self.parts[0].lines[0]

    @property
    def note(self) -> str | None:
        return "各地细节不同，本地的具体要求请以窗口答复为准。" if self.missing else None


def answer(entry: FaqEntry, local: Local) -> Answer:
    """Fill an entry; sentences whose parameter the bureau has not filled in fall away."""
    filler = _Filler(local)
    department = local.department(entry.department)
    at_office = f"{local.bureau.name}{department.name}" + (f"（{department.place}）" if department.place else "")
    hours = f"，{local.bureau.hours}" if local.bureau.hours else ""
    parts = [
        (Section.SUMMARY, [entry.summary]),
        (Section.CONDITIONS, filler.all(entry.conditions)),
        (Section.MATERIALS, filler.all(map(_material, entry.materials))),
        (Section.STEPS, filler.all(entry.steps)),
        (Section.TIME_LIMIT, filler.all(entry.time_limit)),
        (Section.VALIDITY, filler.one(entry.validity)),
        (Section.FEE, filler.one(entry.fee)),
        (Section.WHERE, filler.one(entry.where) or [at_office + hours]),
        (Section.ONLINE, filler.one(entry.online)),
        (Section.PHONE, filler.one(entry.phone) or _own_phone(department, elsewhere=bool(entry.where))),
        (Section.REMEDY, filler.one(entry.remedy)),
        (Section.SOURCES, [source_line(source) for source in entry.sources] + [_in_force(entry)]),
    ]
    return Answer(
        entry_id=entry.id,
        title=entry.title,
        short=entry.short,
        department=entry.department,
        parts=tuple(Part(section=section, lines=tuple(lines)) for section, lines in parts if lines),
        missing=frozenset(filler.missing),
        own=frozenset(filler.own),
        office_decides="".join(filler.one(entry.office_decides)) or None,
        asked_next=tuple((one.about, one.asks) for one in entry.follow_ups),
    )


class _Filler:
    """Fills texts and remembers what was missing."""

    def __init__(self, local: Local) -> None:
        self.values = local.values
        self.missing: set[str] = set()
        self.own: set[str] = set()

    def all(self, texts: Iterable[str]) -> list[str]:
        return [line for text in texts for line in self.one(text)]

    def one(self, text: str | None) -> list[str]:
        filled = fill(text or "", self.values)
        self.missing |= filled.missing
        self.own.update(filled.own)
        return [filled.text] if filled.text else []


def _material(material: Material) -> str:
    about = [material.form, "可以后补" if material.later else None, material.note]
    said = "，".join(part for part in about if part)
    return f"{material.name}（{said}）" if said else material.name


def _own_phone(department: Department, *, elsewhere: bool) -> list[str]:
    """The department's phone; where others do the work, it is said that ours only answers questions."""
    if not department.phone:
        return []
    return [f"{department.name} {department.phone}" + "（本局，可咨询）" * elsewhere]


def source_line(source: Source) -> str:
    """《中小学生学籍管理办法》（教基〔2025〕1号）第十五条; what is no single document: 本地规定（以本局公布为准）"""
    unnamed = source.document.startswith("《") or bool(source.number and source.number.endswith("为准"))
    name = source.document if unnamed else f"《{source.document}》"
    number = source.number if source.number and source.number != NO_NUMBER else f"{source.year}年"
    return f"{name}（{number}）{source.article or ''}"


def _in_force(entry: FaqEntry) -> str:
    """When this answer holds; the documents behind it may be older."""
    until = f"，到 {entry.effective.until} 为止" if entry.effective.until else ""
    return f"本答复自 {entry.effective.from_} 起适用{until}"


def _numbered(lines: Iterable[str]) -> list[str]:
    return [f"{number}. {line}" for number, line in enumerate(lines, 1)]


MUST = (Section.WHERE, Section.PHONE, Section.SOURCES)  # an answer without these sends people on an errand
_NEEDED_MOST = (*MUST, Section.MATERIALS, Section.TIME_LIMIT, Section.FEE)


@lru_cache(maxsize=1024)  # the same answers are given all day
def brief(answer: Answer, *, first: Section | None = None, tail: int = 0) -> tuple[str, tuple[Section, ...]]:
    """The first message and the sections that did not fit: summary, what was asked for, then what is needed most.

    `tail` is how many lines the caller adds below (a menu); the result stays within a message's lines and bytes.
    A list that has no room line by line is written in one line.
    """
    shown: dict[Section, str] = {Section.SUMMARY: answer.summary}
    asked = first or Section.MATERIALS
    for section in dict.fromkeys((asked, *_NEEDED_MOST)):
        part = answer.part(section)
        if part is None:
            continue
        ways = [{**shown, section: _short_form(part)}, {**shown, section: _in_one_line(part)}]
        if section in MUST and (list_above := answer.part(asked)) and asked in shown:
            ways.append({**ways[0], asked: _in_one_line(list_above)})
        shown = next((way for way in ways if _fits(_compose(answer, way), tail)), shown)
    rest = tuple(part.section for part in answer.parts if part.section not in shown)
    return _compose(answer, shown), rest


def _compose(answer: Answer, shown: dict[Section, str]) -> str:
    lines = [shown[part.section] for part in answer.parts if part.section in shown]
    return "\n".join([*lines, answer.note] if answer.note else lines)


def _short_form(part: Part) -> str:
    if part.section is Section.SOURCES:
        return f"{part.title}：{part.lines[0]}，{part.lines[-1]}"
    return part.text


def _in_one_line(part: Part) -> str:
    if part.section is Section.SOURCES or len(part.lines) == 1:
        return _short_form(part)
    if part.section is Section.TIME_LIMIT:
        return f"{part.title}：{''.join(part.lines)}"
    return f"{part.title}：{'；'.join(line.rstrip('。') for line in _numbered(part.lines))}。"


def _fits(text: str, tail: int) -> bool:
    return text.count("\n") + 1 + tail <= MESSAGE_LINES and len(text.encode()) + LINE_BYTES * tail <= MESSAGE_BYTES
