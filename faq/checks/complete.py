"""一次性告知: nothing left out, nothing half-written, enough ways to ask."""

from collections.abc import Iterator

from faq.entry import FaqEntry, Omissible, State
from faq.load import Complaint
from faq.shelf import Shelf
from faq.texts import texts

MIN_PHRASINGS = 60
MASK = "＊＊＊"  # and where it had a citizen's number
TO_WRITE = "待补"  # what an import puts where the spreadsheet had nothing
_SAY = {
    Omissible.MATERIALS: "没写要带什么材料",
    Omissible.STEPS: "没写怎么办、先找谁",
    Omissible.TIME_LIMIT: "没写多久办好",
    Omissible.FEE: "没写收不收费",
    Omissible.REMEDY: "没写办不成怎么办",
}


def not_told(shelf: Shelf) -> Iterator[Complaint]:
    """A part of 一次性告知 that is neither there nor said to be needless, or both."""
    for entry in shelf.entries:
        for part in Omissible:
            there, needless = bool(getattr(entry, part.value)), part in entry.not_needed
            if not there and not needless:
                what = f"{_SAY[part]}；补上，确实不需要就写 not_needed: [{part.value}]"
                yield shelf.at(entry.id, (part.value,), what)
            if there and needless:
                yield shelf.at(entry.id, ("not_needed",), f"{part.value} 已经写了，从 not_needed 里去掉")
        yield from _nowhere(shelf, entry)


def _nowhere(shelf: Shelf, entry: FaqEntry) -> Iterator[Complaint]:
    department = shelf.local.department(entry.department)
    if not entry.where and not department.place:
        yield shelf.at(entry.id, ("where",), "没写在哪办，科室也没有地址；补 where，或在 local.yaml 里填科室的 place")
    if not entry.phone and not department.phone:
        yield shelf.at(entry.id, ("phone",), "没写电话，科室也没有电话；补 phone，或在 local.yaml 里填科室的 phone")


def not_finished(shelf: Shelf) -> Iterator[Complaint]:
    """A placeholder that an import left."""
    for entry in shelf.entries:
        places = list(texts(entry))
        places += [(("sources", at, "document"), one.document) for at, one in enumerate(entry.sources)]
        for path, text in places:
            for left in (TO_WRITE, MASK):
                if left in text:
                    yield shelf.at(entry.id, path, f"还写着“{left}”；补上再发布，没补好就保持 state: draft")


def few_phrasings(shelf: Shelf) -> Iterator[Complaint]:
    """How people ask decides more than anything else; an entry that takes over another is asked by its phrasings."""
    for entry in shelf.entries:
        count = len(entry.phrasings)
        if entry.state is State.PUBLIC and not entry.supersedes and count < MIN_PHRASINGS:
            what = f"只有 {count} 条问法，至少要 {MIN_PHRASINGS} 条；照市民的原话再补，短的长的、错字方言都要有"
            yield shelf.at(entry.id, ("phrasings",), what)
