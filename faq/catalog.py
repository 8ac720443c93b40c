"""All the bureau's answers: by id, in force on a day."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from typing import TypeVar

from faq.entry import Clarify, FaqEntry, NotOurs, State
from faq.load import Block, Complaint, LoadError, build, read_list, read_yaml
from faq.sources import Register, load_register
from faq.wrong import COLON, meant

HOME = Path(__file__).parent
T = TypeVar("T")
_GROUPS = "下面每行应当是“答复里的几个字: [接着会问的话]”"


class Standing(StrEnum):
    """Whether an answer may be given on a day, and if not, why not."""

    IN_FORCE = "in_force"
    DRAFT = "draft"
    INTERNAL = "internal"
    NOT_YET = "not_yet"
    EXPIRED = "expired"
    REPEALED = "repealed"


@dataclass(frozen=True, kw_only=True)
class Catalog:
    """Read-only; a reload makes a new one and swaps it."""

    entries: Mapping[str, FaqEntry]
    clarify: tuple[Clarify, ...] = ()
    not_ours: Mapping[str, NotOurs] = field(default_factory=dict)
    places: Mapping[str, Block] = field(default_factory=dict)  # where each entry stands, for complaints
    asked: Mapping[str, tuple[Block, ...]] = field(default_factory=dict)  # where each phrasing stands, in order
    asked_next: Mapping[str, Mapping[str, Block]] = field(default_factory=dict)  # and each group of follow-ups
    register: Register = field(default_factory=Register)

    def standing(self, entry_id: str, on: date) -> Standing:
        """How an entry stands on that day (Asia/Shanghai date)."""
        entry = self.entries[entry_id]
        if entry.state is not State.PUBLIC:
            return Standing(entry.state.value)
        if on < entry.effective.from_:
            return Standing.NOT_YET
        if entry.effective.until is not None and on > entry.effective.until:
            return Standing.EXPIRED
        return Standing.REPEALED if self.register.repeal_of(entry, on) else Standing.IN_FORCE

    def in_force(self, entry_id: str, on: date) -> bool:
        """Whether citizens may be given this answer on that day (Asia/Shanghai date)."""
        return self.standing(entry_id, on) is Standing.IN_FORCE

    def current(self, entry_id: str, on: date) -> str:
        """The entry that speaks for this one on that day: a scheduled successor takes over on its first day."""
        for _ in range(len(self.successors)):  # a circle must not keep us
            after = self.successors.get(entry_id)
            if after is None or self.standing(after, on) is not Standing.IN_FORCE:
                break
            entry_id = after
        return entry_id

    @cached_property
    def successors(self) -> Mapping[str, str]:
        """Old entry → the public one that takes its place."""
        return {
            one.supersedes: one.id
            for one in self.entries.values()
            if one.supersedes is not None
            and one.supersedes in self.entries
            and one.state is self.entries[one.supersedes].state is State.PUBLIC
        }


def load_catalog(home: Path = HOME) -> Catalog:
    """Read every policy file below `home`; raises LoadError with all complaints at once."""
    complaints: list[Complaint] = []
    asked, asked_next = _phrasings(home, complaints), _follow_ups(home, complaints)
    entries: dict[str, FaqEntry] = {}
    not_ours: dict[str, NotOurs] = {}
    clarify: dict[str, Clarify] = {}
    places: dict[str, Block] = {}
    register = Register()
    with _collect(complaints):
        register = load_register(home)
    for block in _blocks(home, "entries", complaints):
        with _collect(complaints):
            entry = build(FaqEntry, block, {"phrasings": _words(block, asked), **_next(block, asked_next)})
            _put(entries, entry.id, entry, block, places)
    for block in _blocks(home, "not_ours", complaints):
        with _collect(complaints):
            one = build(NotOurs, block, {"phrasings": _words(block, asked)})
            _put(not_ours, one.id, one, block, places)
    for block in _blocks(home, "clarify", complaints):
        with _collect(complaints):
            question = build(Clarify, block)
            _put(clarify, question.id, question, block, places)
    if not entries and not complaints:
        complaints.append(Complaint("faq/entries", 1, "文件夹", f"{home} 里没有条目；核对 YIWEN_FAQ_DIR"))
    if not complaints:  # an entry that itself could not be read has its own
        groups = {name: tuple(groups.values()) for name, groups in asked_next.items()}
        complaints += _homeless(asked, (*entries, *not_ours), "有问法，却")
        complaints += _homeless(groups, tuple(entries), "")
    if complaints:
        raise LoadError(sorted(complaints))
    return Catalog(
        entries=entries,
        clarify=tuple(clarify.values()),
        not_ours=not_ours,
        places=places,
        asked=asked,
        asked_next=asked_next,
        register=register,
    )


def _homeless(written: Mapping[str, tuple[Block, ...]], known: tuple[str, ...], what: str) -> list[Complaint]:
    """Phrasings or follow-ups without an entry, in every file that has some."""
    return [
        Complaint(first.file, first.line(), name, f"{what}没有这个条目{meant(name, known)}；删掉，或把 id 改对")
        for name, blocks in written.items()
        if name not in known
        for first in {one.file: one for one in reversed(blocks)}.values()
    ]


class _collect:
    """Gather LoadErrors so that one run shows them all."""

    def __init__(self, complaints: list[Complaint]) -> None:
        self.complaints = complaints

    def __enter__(self) -> None: ...

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> bool:
        if isinstance(error, LoadError):
            self.complaints += error.complaints
            return True
        return False


def _put(into: dict[str, T], key: str, value: T, block: Block, places: dict[str, Block]) -> None:
    if key in places:
        other = places[key]
        what = f"{key} 已经有了（{other.file}:{other.line()}），请换一个"
        raise LoadError([Complaint(block.file, block.line(("id",)), "id", what)])
    into[key] = value
    places[key] = block


def _id_of(block: Block) -> str:
    return str(block.value.get("id")) if isinstance(block.value, dict) else ""


def _words(block: Block, asked: dict[str, tuple[Block, ...]]) -> list[object]:
    """Its phrasings, with where each stands: those written with it, then those of faq/phrasings."""
    name = _id_of(block)
    asked[name] = _own_phrasings(block) + asked.get(name, ())
    return [word.value for word in asked[name]]


def _own_phrasings(block: Block) -> tuple[Block, ...]:
    """Phrasings written with the entry itself, as an import does."""
    words = dict(block.pairs()).get("phrasings") if isinstance(block.value, dict) else None
    return tuple(words.items()) if words and isinstance(words.value, list) else ()


def _listed(name: str, words: Block) -> tuple[Block, ...]:
    """The phrasings of one entry; a list of two thousand lines says which one is none."""
    if not isinstance(words.value, list):
        raise LoadError([Complaint(words.file, words.line(), name, "应当是问法列表，每行一个“- ”")])
    listed = tuple(words.items())
    wrong = [one for one in listed if not isinstance(one.value, str) or not one.value.strip()]
    if wrong:
        said = {type(None): "空着；写上问法，或者删掉这一行", dict: COLON}
        what = [said.get(type(one.value), "应当是一句问法，只要一个“- ”") for one in wrong]
        raise LoadError([Complaint(words.file, one.line(), name, say) for one, say in zip(wrong, what, strict=True)])
    return listed


def _files(home: Path, folder: str) -> list[Path]:
    return sorted((home / folder).glob("*.yaml"))


def _blocks(home: Path, folder: str, complaints: list[Complaint]) -> list[Block]:
    """Every item of every list file below `folder`."""
    result: list[Block] = []
    for path in _files(home, folder):
        with _collect(complaints):
            result += read_list(path, f"faq/{folder}/{path.name}", "- id:").items()
    return result


def _phrasings(home: Path, complaints: list[Complaint]) -> dict[str, tuple[Block, ...]]:
    """How people ask, by entry id: faq/phrasings/*.yaml, each a mapping of id to a list."""
    result: dict[str, tuple[Block, ...]] = {}
    for name, words in _by_id(home, "phrasings", "应当是“条目 id:”加问法列表", complaints):
        with _collect(complaints):
            result[name] = result.get(name, ()) + _listed(name, words)
    return result


def _follow_ups(home: Path, complaints: list[Complaint]) -> dict[str, dict[str, Block]]:
    """What is asked next, by entry id and what it is about: faq/follow_ups/*.yaml."""
    result: dict[str, dict[str, Block]] = {}
    for name, groups in _by_id(home, "follow_ups", f"应当是“条目 id:”，{_GROUPS}", complaints):
        with _collect(complaints):
            if not isinstance(groups.value, dict):
                raise LoadError([Complaint(groups.file, groups.line(), name, _GROUPS)])
            if name in result:
                what = f"{name} 在 {next(iter(result[name].values())).file} 里已经写了；写到一处"
                raise LoadError([Complaint(groups.file, groups.line(), name, what)])
            result[name] = dict(groups.pairs())
    return result


def _by_id(home: Path, folder: str, form: str, complaints: list[Complaint]) -> Iterator[tuple[str, Block]]:
    """What every file below `folder` holds by entry id; `form` says how such a file looks."""
    for path in _files(home, folder):
        with _collect(complaints):
            block = read_yaml(path, f"faq/{folder}/{path.name}")
            if not isinstance(block.value, dict):
                raise LoadError([Complaint(block.file, 1, "文件", form)])
            yield from block.pairs()


def _next(block: Block, asked_next: Mapping[str, Mapping[str, Block]]) -> dict[str, object]:
    """The follow-ups of an entry, which are not written with the entry itself."""
    if isinstance(block.value, dict) and "follow_ups" in block.value:
        what = "接着会问的话写在 faq/follow_ups/ 里，不写在条目里"
        raise LoadError([Complaint(block.file, block.line(("follow_ups",)), "follow_ups", what)])
    groups = asked_next.get(_id_of(block), {})
    listed = [{"about": about, "asks": [one.value for one in _listed(about, asks)]} for about, asks in groups.items()]
    return {"follow_ups": listed} if listed else {}
