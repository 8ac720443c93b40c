"""The bureau's own telephones and what it left of the example: read by citizens in nearly every answer."""

import re
from collections.abc import Iterator

from faq.load import Complaint
from faq.shelf import Shelf

TELEPHONE = re.compile(r"(?<!\d)(?:0\d{2,3}[-—–－ ]?\d{7,8}|[48]00-?\d{3}-?\d{4}|1[3-9]\d{9}|1\d{4})(?!\d)", re.ASCII)
SHOWN = re.compile(r"示例[县市省]|(?<!\d)0000-\d{6,}")  # the county, the city, the province, their telephones


def telephones(shelf: Shelf) -> Iterator[Complaint]:
    """A number that nobody can dial from elsewhere, or none at all."""
    what = "不是能拨的电话；写成区号-号码（如 0571-87654321，都用半角），没有就留空"
    local = shelf.local
    numbers: list[tuple[tuple[object, ...], str | None]] = [(("bureau", "phone"), local.bureau.phone)]
    numbers += [(("departments", name, "phone"), one.phone) for name, one in local.departments.items()]
    for place, number in numbers:
        if number and not TELEPHONE.search(number):
            yield shelf.in_local(place, f"“{number}”{what}")


def left_of_the_example(shelf: Shelf) -> Iterator[Complaint]:
    """The example's county or telephone in the files of a bureau that says it is no example."""
    for place, text in () if shelf.local.example else _all_texts(shelf):
        if found := SHOWN.search(text):
            yield shelf.in_local(place, f"“{found[0]}”是示例局的；换成本局的，没有就留空")


def _all_texts(shelf: Shelf) -> Iterator[tuple[tuple[object, ...], str]]:
    local = shelf.local
    for field, text in local.bureau.model_dump(exclude_none=True).items():
        yield ("bureau", field), text
    for name, one in local.departments.items():
        for field, text in one.model_dump(exclude_none=True).items():
            yield ("departments", name, field), text
    yield from shelf.local_texts()
