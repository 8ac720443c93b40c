"""All the bureau's answers: by id, in force on a day."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from faq.entry import Clarify, FaqEntry, NotOurs, State
from faq.load import Block, Complaint, LoadError, build, read_yaml

HOME = Path(__file__).parent


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalog:
    """Read-only; a reload makes a new one and swaps it."""

    entries: Mapping[str, FaqEntry]
    clarify: tuple[Clarify, ...] = ()
    not_ours: Mapping[str, NotOurs] = field(default_factory=dict)
    places: Mapping[str, Block] = field(default_factory=dict)  # where each entry stands, for complaints

    def in_force(self, entry_id: str, on: date) -> bool:
        """Whether citizens may be given this answer on that day (Asia/Shanghai date)."""
        entry = self.entries[entry_id]
        if entry.state is not State.PUBLIC or on < entry.effective.from_:
            return False
        return entry.effective.until is None or on <= entry.effective.until


def load_catalog(home: Path = HOME) -> Catalog:
    """Read every policy file below `home`; raises LoadError with all complaints at once."""
    complaints: list[Complaint] = []
    phrasings = _phrasings(home, complaints)
    entries: dict[str, FaqEntry] = {}
    not_ours: dict[str, NotOurs] = {}
    clarify: dict[str, Clarify] = {}
    places: dict[str, Block] = {}
    for block in _blocks(home, "entries", complaints):
        with _collect(complaints):
            words = phrasings.pop(str(block.value.get("id")), ()) if isinstance(block.value, dict) else ()
            entry = build(FaqEntry, block, {"phrasings": words})
            _put(entries, entry.id, entry, block)
            places[entry.id] = block
    for block in _blocks(home, "not_ours", complaints):
        with _collect(complaints):
            _put(not_ours, (one := build(NotOurs, block)).id, one, block)
            places[one.id] = block
    for block in _blocks(home, "clarify", complaints):
        with _collect(complaints):
            _put(clarify, (question := build(Clarify, block)).id, question, block)
            places[question.id] = block
    complaints += [Complaint("phrasings", 1, name, "有问法，却没有这个条目") for name in phrasings]
    if complaints:
        raise LoadError(sorted(complaints))
    return Catalog(entries=entries, clarify=tuple(clarify.values()), not_ours=not_ours, places=places)


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


def _put(into: dict[str, object] | dict[str, FaqEntry] | dict[str, NotOurs] | dict[str, Clarify], key: str,
         value: object, block: Block) -> None:
    if key in into:
        raise LoadError([Complaint(block.file, block.line(("id",)), "id", f"{key} 已经有了，请换一个")])
    into[key] = value  # type: ignore[assignment]


def _files(home: Path, folder: str) -> list[Path]:
    return sorted((home / folder).glob("*.yaml"))


def _blocks(home: Path, folder: str, complaints: list[Complaint]) -> list[Block]:
    """Every item of every list file below `folder`."""
    result: list[Block] = []
    for path in _files(home, folder):
        with _collect(complaints):
            block = read_yaml(path, f"faq/{folder}/{path.name}")
            if not isinstance(block.value, list):
                raise LoadError([Complaint(block.file, 1, "文件", "应当是一个列表，每条以“- id:”开头")])
            result += block.items()
    return result


def _phrasings(home: Path, complaints: list[Complaint]) -> dict[str, tuple[str, ...]]:
    """How people ask, by entry id: faq/phrasings/*.yaml, each a mapping of id to a list."""
    result: dict[str, tuple[str, ...]] = {}
    for path in _files(home, "phrasings"):
        with _collect(complaints):
            block = read_yaml(path, f"faq/phrasings/{path.name}")
            if not isinstance(block.value, dict):
                raise LoadError([Complaint(block.file, 1, "文件", "应当是“条目 id:”加问法列表")])
            for name, words in block.pairs():
                if not isinstance(words.value, list) or not all(isinstance(word, str) for word in words.value):
                    raise LoadError([Complaint(block.file, words.line(), name, "应当是问法列表，每行一个“- ”")])
                result[name] = result.get(name, ()) + tuple(words.value)
    return result
