"""Everything that `yiwen check` looks at, read once: catalogue, local parameters, register, claims, a day."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path

from faq.answer import Answer, answer
from faq.catalog import Catalog, load_catalog
from faq.claims import Claim, load_claims
from faq.entry import FaqEntry, State
from faq.load import Block, Complaint, LoadError, read_list
from faq.local import Local, load_local
from faq.sources import Register


@dataclass(frozen=True, kw_only=True)
class Shelf:
    """One reading of a policy folder on one day."""

    home: Path
    catalog: Catalog
    local: Local
    claims: tuple[Claim, ...]
    common: Block | None
    today: date
    drafts: bool = False

    @property
    def register(self) -> Register:
        return self.catalog.register

    @cached_property
    def entries(self) -> tuple[FaqEntry, ...]:
        """What is to be checked: what somebody reads already; drafts too when asked for."""
        return tuple(one for one in self.catalog.entries.values() if self.drafts or one.state is not State.DRAFT)

    @cached_property
    def answers(self) -> Mapping[str, Answer]:
        return {one.id: answer(one, self.local) for one in self.entries}

    def at(self, name: str, path: tuple[object, ...], what: str) -> Complaint:
        """A complaint at a field of an entry, a clarifying question or a class of what is not ours."""
        block = self.catalog.places[name]
        field = ".".join(str(part + 1) if isinstance(part, int) else str(part) for part in path)
        return Complaint(block.file, block.line(path), f"{name}.{field}" if field else name, what)

    def in_local(self, path: tuple[object, ...], what: str) -> Complaint:
        return Complaint(self.local.place.file, self.local.place.line(path), ".".join(map(str, path)), what)

    def local_texts(self) -> Iterator[tuple[tuple[object, ...], str]]:
        """The values that the bureau filled in."""
        for name, parameter in self.local.parameters.items():
            if parameter.value:
                yield ("parameters", name, "value"), parameter.value


def read_shelf(home: Path, today: date, *, drafts: bool = False) -> Shelf:
    """Raises LoadError with everything that cannot be read, from all files at once."""
    complaints: list[Complaint] = []
    parts: dict[str, object] = {}
    for name, read in (
        ("catalog", lambda: load_catalog(home)),
        ("local", lambda: load_local(home / "local.yaml")),
        ("claims", lambda: load_claims(home)),
        ("common", lambda: load_common(home)),
    ):
        try:
            parts[name] = read()
        except LoadError as error:
            complaints += error.complaints
    if complaints:
        raise LoadError(sorted(set(complaints)))
    return Shelf(home=home, today=today, drafts=drafts, **parts)  # type: ignore[arg-type]


def load_common(home: Path) -> Block | None:
    """The ids offered in the greeting; none when a policy folder has no such file."""
    path, name = home / "common.yaml", "faq/common.yaml"
    if not path.exists():
        return None
    block = read_list(path, name, "- 条目 id")
    wrong = [one for one in block.items() if not isinstance(one.value, str)]
    if wrong:
        raise LoadError([Complaint(name, one.line(), "常见问题", "一行一个条目 id，如“- card_lost”") for one in wrong])
    return block
