"""`yiwen check --local`: what the bureau has not filled in, what that feeds, which answers are weaker for it."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from faq.load import Complaint
from faq.local import PARAMETER, Parameter
from faq.shelf import Shelf
from faq.texts import texts

_OWN = {
    "bureau_addr": ("address", "局里的地址"),
    "bureau_phone": ("phone", "局里的总机或咨询电话"),
    "office_hours": ("hours", "上班时间"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """A parameter to be filled in. `feeds`: the entries that lose a sentence."""

    name: str
    line: int
    description: str
    example: str
    feeds: tuple[str, ...]


def gaps(shelf: Shelf) -> list[Gap]:
    """What is unfilled, the most wanted first."""
    fed = feeds(shelf)
    found = _where(shelf, fed, lambda one: not one.value)
    found += [
        Gap(name=field, line=shelf.local.place.line(("bureau",)), description=what, example="", feeds=fed.get(name, ()))
        for name, (field, what) in _OWN.items()
        if name not in shelf.local.values
    ]
    return sorted(found, key=_wanted)


def as_in_the_example(shelf: Shelf) -> list[Gap]:
    """What says word for word what the example says: hardly ever the bureau's own rule. The most wanted first."""
    return sorted(_where(shelf, feeds(shelf), lambda one: one.value == one.example), key=_wanted)


def _where(shelf: Shelf, fed: Mapping[str, tuple[str, ...]], holds: Callable[[Parameter], bool]) -> list[Gap]:
    return [
        Gap(
            name=name,
            line=shelf.local.place.line(("parameters", name)),
            description=one.description,
            example=one.example,
            feeds=fed.get(name, ()),
        )
        for name, one in shelf.local.parameters.items()
        if holds(one)
    ]


def _wanted(gap: Gap) -> tuple[int, str]:
    return -len(gap.feeds), gap.name


def feeds(shelf: Shelf) -> dict[str, tuple[str, ...]]:
    """Parameter → the entries that use it."""
    used: dict[str, dict[str, None]] = defaultdict(dict)
    for entry in shelf.entries:
        for _, text in texts(entry):
            for name in PARAMETER.findall(text):
                used[name][entry.id] = None
    return {name: tuple(ids) for name, ids in used.items()}


def weaker(shelf: Shelf) -> dict[str, int]:
    """Entry → how many parameters it lacks, the weakest answers first."""
    lacking = {entry.id: len(shelf.answers[entry.id].missing) for entry in shelf.entries}
    return dict(sorted(((one, count) for one, count in lacking.items() if count), key=lambda pair: -pair[1]))


def needless(shelf: Shelf) -> list[Complaint]:
    """Parameters that no entry uses: nobody need fill them in."""
    used = feeds(shelf)
    return [
        shelf.in_local(("parameters", name), "没有条目用到；不用填，也可以删掉")
        for name in shelf.local.parameters
        if name not in used
    ]
