"""What waits for the curator: answers that went silent, that soon will, and what is still to be filled in."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from faq.catalog import Standing
from faq.entry import FaqEntry, State
from faq.load import Complaint
from faq.past import last_day
from faq.shelf import Shelf
from faq.unfilled import feeds, gaps

SOON = timedelta(days=30)


class TaskKind(StrEnum):
    """In the order in which they press."""

    REPEALED = "依据废止"
    EXPIRED = "已过期"
    OVERDUE = "复核过期"
    ENDING = "快到期"
    REVIEW = "该复核"
    PAST = "日期已过"
    NOT_YET = "待生效"
    DRAFT = "草稿"
    UNFILLED = "没填参数"


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One thing to do; `silent`: citizens get no answer until it is done."""

    kind: TaskKind
    due: date | None
    place: Complaint
    silent: bool = False


def tasks(shelf: Shelf) -> list[Task]:
    """Everything to do on the shelf's day, the most pressing first."""
    found = [*_of_entries(shelf), *_of_local(shelf)]
    order = list(TaskKind)
    return sorted(found, key=lambda task: (order.index(task.kind), task.due or date.max, task.place))


def _of_entries(shelf: Shelf) -> Iterator[Task]:
    for entry in shelf.catalog.entries.values():
        if entry.state is State.DRAFT:
            yield _task(shelf, entry, TaskKind.DRAFT, ("state",), "写好、审过，再改成 state: public")
            continue
        yield from _standing(shelf, entry)
        yield from _review(shelf, entry)


def _standing(shelf: Shelf, entry: FaqEntry) -> Iterator[Task]:
    on, until = shelf.today, entry.effective.until
    standing = shelf.catalog.standing(entry.id, on)
    replaced = entry.id in shelf.catalog.successors
    repeal = shelf.register.repeal_of(entry, on) or shelf.register.repeal_of(entry, on + SOON)
    if repeal:
        gone = repeal.since <= on
        what = f"{repeal.number} {'已于' if gone else '将于'} {repeal.since} 废止；换依据，或核实后写 reconfirmed: 日期"
        yield _task(shelf, entry, TaskKind.REPEALED, ("sources",), what, due=repeal.since, silent=gone)
    late = _late_successor(shelf, entry)
    if standing is Standing.EXPIRED and (late or not replaced):
        what = f"{until} 到期，已经不答；{late or '换新规定，或删掉'}"
        yield _task(shelf, entry, TaskKind.EXPIRED, ("effective", "until"), what, due=until, silent=True)
    if standing is Standing.IN_FORCE and until and until - on <= SOON and (late or not replaced):
        what = f"{until} 到期，那以后不再答；{late or f'准备新的一条，写 supersedes: {entry.id}'}"
        yield _task(shelf, entry, TaskKind.ENDING, ("effective", "until"), what, due=until)
    if standing is Standing.NOT_YET:
        start = entry.effective.from_
        what = f"{start} 起生效，" + (f"到时接替 {entry.supersedes}" if entry.supersedes else "现在问到它只说还没施行")
        silent = entry.supersedes is None
        yield _task(shelf, entry, TaskKind.NOT_YET, ("effective", "from"), what, due=start, silent=silent)


def _late_successor(shelf: Shelf, entry: FaqEntry) -> str:
    """What to do about days on which the old one has ended and the new one has not begun, or nothing."""
    after, until = shelf.catalog.successors.get(entry.id), entry.effective.until
    start = shelf.catalog.entries[after].effective.from_ if after else None
    if start is None or until is None or start <= max(shelf.today, until + timedelta(days=1)):
        return ""
    return f"接替它的 {after} 到 {start} 才开始，中间没有答复；让日期接上"


def _review(shelf: Shelf, entry: FaqEntry) -> Iterator[Task]:
    due = entry.review_by
    if due - shelf.today <= SOON:
        kind = TaskKind.OVERDUE if due < shelf.today else TaskKind.REVIEW
        what = f"{due} 前要复核；核对依据后改 review_by"
        yield _task(shelf, entry, kind, ("review_by",), what, due=due)


def _of_local(shelf: Shelf) -> Iterator[Task]:
    for gap in gaps(shelf):
        if gap.feeds:
            what = f"{gap.description}；{len(gap.feeds)} 条答复因此少了一句"
            yield Task(kind=TaskKind.UNFILLED, due=None, place=Complaint("faq/local.yaml", gap.line, gap.name, what))
    yield from () if shelf.local.example else _past(shelf)


def _past(shelf: Shelf) -> Iterator[Task]:
    """Dates of the bureau's own that are over: its answers go on saying them, for a parameter has no last day."""
    fed = feeds(shelf)
    for name, one in shelf.local.parameters.items():
        day = last_day(one.value or "")
        if day and day < shelf.today and name in fed:
            where = shelf.local.place.line(("parameters", name, "value"))
            what = (
                f"{one.description}：写的日子到 {day} 都过去了，{len(fed[name])} 条答复还在说；换上新的，没公布就留空"
            )
            yield Task(kind=TaskKind.PAST, due=day, place=Complaint("faq/local.yaml", where, name, what))


def _task(
    shelf: Shelf, entry: FaqEntry, kind: TaskKind, path: tuple[object, ...], what: str, *, due: date | None = None,
    silent: bool = False,
) -> Task:  # fmt: skip
    block = shelf.catalog.places[entry.id]
    place = Complaint(block.file, block.line(path), entry.id, f"{entry.title}：{what}")
    return Task(kind=kind, due=due, place=place, silent=silent)
