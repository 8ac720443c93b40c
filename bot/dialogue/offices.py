"""Which of the bureau's departments a line names, in full or shortened, and whether it asks the way there."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from bot.dialogue.service_questions import OfUs, asked_of_us, asks_the_way, says_nothing
from bot.dialogue.turn import Turn
from faq.local import Department, Local
from intents.about import about

LONGEST_STEM = 14  # characters of a name before its ending
LONGEST = 40  # characters of a line that does nothing but ask the way
_ENDING = re.compile(r"委?办公室|中心|大厅|科|室|股|处|委?办|所|站|部|馆|院|组")
_AT_THE_END = re.compile(rf"(?:{_ENDING.pattern})$")
_WITHIN = frozenset("科室股处办")  # what people call a room of a bureau, whatever its door says
_ANYBODY = re.compile(r"(?:教育|工作|管理|事务|学校|学生|教师|老师)+")  # by itself it names no department
_BARE = re.compile(r"(?:^|局里?|你们|[\s，,。])的?$")  # 「你们办公室」 is the one that is called nothing else
_ANOTHERS = re.compile(
    r"(?:学校|小学|[初高职一二三四五六七八九十]中|幼儿园|大学|学院|医院|银行|社区|街道|[镇乡村厅]|公司|[^育体省市县区们到去在找问\s，,]局)的?$"
)
_LEVEL = re.compile(r"([省市县区州旗])(?:里|级|上)?(?:教育(?:体育|和体育)?局|教体局|局)?的?$")


@dataclass(frozen=True, slots=True)
class Mention:
    """Where a line names a department; two keys where it may be either."""

    start: int
    end: int
    keys: tuple[str, ...]


def mentions(turn: Turn, text: str) -> tuple[Mention, ...]:
    """教师科 is 教师工作科, 招办 is 招生考试办公室, 资助办 is 学生资助中心; the 人事科 of a hospital is none."""
    local = turn.book.local
    return tuple(one for one in _found(text, local.departments) if _is_here(text, one, local))


def named(turn: Turn, text: str) -> tuple[str, ...]:
    """The keys of all departments that a text names."""
    return tuple(dict.fromkeys(key for one in mentions(turn, text) for key in one.keys))


def instead_of_names(turn: Turn, text: str, word: str) -> str:
    """The text with a word in place of every department in it."""
    for one in reversed(mentions(turn, text)):
        text = text[: one.start] + word + text[one.end :]
    return text


def asked_the_way(turn: Turn) -> tuple[str, ...]:
    """The departments whose room, phone or hours are asked for, where the line does nothing else."""
    if len(turn.text) > LONGEST or not (keys := named(turn, turn.text)):
        return ()
    rest = instead_of_names(turn, turn.text, "")
    return keys if asks_the_way(rest) or asked_of_us(rest) is OfUs.HOURS else ()


def only_named(turn: Turn) -> tuple[str, ...]:
    """The departments of a line that is nothing but their name."""
    keys = named(turn, turn.text)
    return keys if keys and says_nothing(instead_of_names(turn, turn.text, "")) else ()


def _found(text: str, departments: Mapping[str, Department]) -> Iterator[Mention]:
    end = 0
    for ending in _ENDING.finditer(text):
        fits = _fits(text[max(end, ending.start() - LONGEST_STEM) : ending.start()], _kind(ending[0]), departments)
        if fits is not None:
            length, keys = fits
            end = ending.end()
            yield Mention(ending.start() - length, end, keys)


def _fits(before: str, kind: str, departments: Mapping[str, Department]) -> tuple[int, tuple[str, ...]] | None:
    """How many of the characters before an ending belong to a name, and to whose; nobody's if to more than two."""
    found: dict[tuple[int, bool], list[str]] = {}
    for key, department in departments.items():
        its = _AT_THE_END.search(department.name)
        if its is None or not _may_be_called(kind, _kind(its[0])):
            continue
        stem, same = department.name[: its.start()], kind == _kind(its[0])
        length = _shortened(before, stem)
        if _is_enough(before, stem, length, kind if same else None):
            found.setdefault((length, same), []).append(key)
    best = max(found, default=None)
    return (best[0], tuple(found[best])) if best and len(found[best]) <= 2 else None


def _shortened(before: str, stem: str) -> int:
    """The longest end of a text whose characters all stand in the stem, in this order."""
    return next((size for size in range(len(before), 0, -1) if _stands_in(before[-size:], stem)), 0)


def _stands_in(short: str, stem: str) -> bool:
    left = iter(stem)
    return all(one in left for one in short)


def _is_enough(before: str, stem: str, length: int, kind: str | None) -> bool:
    """Two characters at least, but for 招办 and 自考办; with another ending some that are not anybody's: no 学生处."""
    if not stem or length == 0:
        return not stem and kind is not None and bool(_BARE.search(before))
    if length == 1:
        return kind == "办" and (before[-1] == stem[0] or bool(about(before[-2:]).of("exam")))
    return kind is not None or _ANYBODY.fullmatch(before[-length:]) is None


def _kind(ending: str) -> str:
    return "办" if "办" in ending else ending


def _may_be_called(said: str, its: str) -> bool:
    """资助办 for 资助中心, 考试中心 for 考试办公室; a 培训中心 is no 科."""
    return said == its or (said in _WITHIN and its in {*_WITHIN, "中心"}) or (said == "中心" and its == "办")


def _is_here(text: str, one: Mention, local: Local) -> bool:
    """「市招考办」 is not the county's, nor is the 人事科 of another house; 学校安全科 in full is."""
    before, said = text[: one.start], text[one.start : one.end]
    if level := _LEVEL.search(before):
        return level[1] in local.bureau.name
    in_full = any(said == local.departments[key].name for key in one.keys)
    cuts = range(one.start, one.start + 1 if in_full else one.end - 1)
    return not any(_ANOTHERS.search(text[:cut]) for cut in cuts)
