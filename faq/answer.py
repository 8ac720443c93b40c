"""An entry as the citizen reads it: filled with the local parameters, in sections, within a message's bounds."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from faq.entry import FaqEntry, Material, Source
from faq.local import Local, fill
from faq.sources import NO_NUMBER

MESSAGE_BYTES = 1800  # WeChat takes 2,048 bytes of UTF-8; some clients already stumble nearer to it
MESSAGE_LINES = 12


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
    """A whole entry, ready to show. `missing` names the local parameters that would have made it stronger."""

    entry_id: str
    title: str
    short: str
    department: str
    parts: tuple[Part, ...]
    missing: frozenset[str]
    office_decides: str | None = None

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
        (Section.PHONE, filler.one(entry.phone) or [f"{department.name} {department.phone}"] * bool(department.phone)),
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
        office_decides="".join(filler.one(entry.office_decides)) or None,
    )


class _Filler:
    """Fills texts and remembers what was missing."""

    def __init__(self, local: Local) -> None:
        self.values = local.values
        self.missing: set[str] = set()

    def all(self, texts: Iterable[str]) -> list[str]:
        return [line for text in texts for line in self.one(text)]

    def one(self, text: str | None) -> list[str]:
        filled = fill(text or "", self.values)
        self.missing |= filled.missing
        return [filled.text] if filled.text else []


def _material(material: Material) -> str:
    about = [material.form, "可以后补" if material.later else None, material.note]
    said = "，".join(part for part in about if part)
    return f"{material.name}（{said}）" if said else material.name


def source_line(source: Source) -> str:
    """《中小学生学籍管理办法》（教基〔2025〕1号）第十五条"""
    name = source.document if source.document.startswith("《") else f"《{source.document}》"
    number = source.number if source.number and source.number != NO_NUMBER else f"{source.year}年"
    return f"{name}（{number}）{source.article or ''}"


def _in_force(entry: FaqEntry) -> str:
    until = f"，到 {entry.effective.until} 为止" if entry.effective.until else ""
    return f"规定自 {entry.effective.from_} 起执行{until}"


def _numbered(lines: Iterable[str]) -> list[str]:
    return [f"{number}. {line}" for number, line in enumerate(lines, 1)]


_NEEDED_MOST = (
    Section.MATERIALS, Section.WHERE, Section.PHONE, Section.SOURCES, Section.TIME_LIMIT, Section.FEE,
)  # fmt: skip


def brief(answer: Answer, *, first: Section | None = None, tail: int = 0) -> tuple[str, tuple[Section, ...]]:
    """The first message and the sections that did not fit: summary, what was asked for, then what is needed most.

    `tail` is how many lines the caller adds below (a menu); the result stays within a message's lines and bytes.
    """
    shown: list[Section] = [Section.SUMMARY]
    text = answer.summary
    for section in dict.fromkeys((first or Section.MATERIALS, *_NEEDED_MOST)):
        part = answer.part(section)
        if part is None:
            continue
        longer = _compose(answer, [*shown, section])
        if _fits(longer, tail):
            shown.append(section)
            text = longer
    rest = tuple(part.section for part in answer.parts if part.section not in shown)
    return text, rest


def _compose(answer: Answer, sections: list[Section]) -> str:
    wanted = [part for part in answer.parts if part.section in sections]
    lines = [answer.summary, *(_short_form(part) for part in wanted[1:])]
    return "\n".join([*lines, answer.note] if answer.note else lines)


def _short_form(part: Part) -> str:
    if part.section is Section.SOURCES:
        return f"{part.title}：{part.lines[0]}，{part.lines[-1]}"
    return part.text


def _fits(text: str, tail: int) -> bool:
    return text.count("\n") + 1 + tail <= MESSAGE_LINES and len(text.encode()) + 60 * tail <= MESSAGE_BYTES
