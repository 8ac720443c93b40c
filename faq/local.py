"""The bureau's own parameters: who it is, its departments, and what differs from place to place."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pydantic import Field

from faq.entry import Strict, Text, YesNo
from faq.load import Block, Complaint, LoadError, build, read_yaml

PARAMETER = re.compile(r"\{([a-z][a-z0-9_]*)\}")
_SENTENCE = re.compile(r"[^。！？；]*[。！？；]?")


class Bureau(Strict):
    name: Text
    address: Text | None = None
    phone: Text | None = None
    hours: Text | None = None


class Department(Strict):
    name: Text
    place: Text | None = None
    phone: Text | None = None


class Parameter(Strict):
    """What the bureau fills in: `value` is a phrase or a whole sentence, `example` shows one."""

    description: Text
    example: Text
    value: Text | None = None


class _File(Strict):
    example: YesNo = False
    bureau: Bureau
    departments: Mapping[str, Department]
    parameters: Mapping[str, Parameter] = Field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Filled:
    """A text with its parameters put in. `text` is empty when every sentence needed one that is missing."""

    text: str
    missing: frozenset[str]
    own: tuple[str, ...] = ()  # the sentences that hold one


@dataclass(frozen=True, slots=True)
class Local:
    example: bool
    bureau: Bureau
    departments: Mapping[str, Department]
    parameters: Mapping[str, Parameter]
    place: Block

    @property
    def values(self) -> dict[str, str]:
        """Every parameter that has a value, the bureau's own four included."""
        own = {
            "bureau_name": self.bureau.name,
            "bureau_addr": self.bureau.address,
            "bureau_phone": self.bureau.phone,
            "office_hours": self.bureau.hours,
        }
        return {name: value for name, value in own.items() if value} | {
            name: parameter.value for name, parameter in self.parameters.items() if parameter.value
        }

    def known(self, name: str) -> bool:
        return name in self.parameters or name in {"bureau_name", "bureau_addr", "bureau_phone", "office_hours"}

    def department(self, key: str | None) -> Department:
        """The named department, with the bureau's address and phone where it has none of its own."""
        found = self.departments.get(key or "") or Department(name=self.bureau.name)
        return found.model_copy(
            update={"place": found.place or self.bureau.address, "phone": found.phone or self.bureau.phone}
        )


def fill(text: str, values: Mapping[str, str]) -> Filled:
    """Put the values in; a sentence whose parameter has none falls away whole, never leaving a brace or a blank."""
    kept: list[str] = []
    own: list[str] = []
    missing: set[str] = set()
    for sentence in _SENTENCE.findall(text):
        lacking = {name for name in PARAMETER.findall(sentence) if name not in values}
        missing |= lacking
        if not lacking:
            kept.append(PARAMETER.sub(lambda match: values[match[1]], sentence))
            own += kept[-1:] if PARAMETER.search(sentence) else []
    result = re.sub(r"([。！？；])[。；]+", r"\1", "".join(kept)).strip()
    if missing and result.endswith("；"):
        result = result[:-1] + "。"
    return Filled(result, frozenset(missing), tuple(own))


def load_local(path: Path, name: str = "faq/local.yaml") -> Local:
    """Raises LoadError with file:line for what is wrong."""
    block = read_yaml(path, name)
    if not isinstance(block.value, dict):
        raise LoadError([Complaint(name, 1, "文件", "应当有 bureau、departments、parameters 三部分")])
    file = build(_File, block)
    return Local(file.example, file.bureau, file.departments, file.parameters, block)
