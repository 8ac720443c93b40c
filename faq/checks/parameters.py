"""Local parameters and departments: every name is known, every brace is closed."""

import re
from collections.abc import Iterator

from faq.load import Complaint
from faq.local import PARAMETER
from faq.shelf import Shelf
from faq.texts import texts
from faq.wrong import meant

BRACE = r"[{}｛｝]"
FIXED = ("title", "summary")  # read where nothing is filled in: menus, the engine, the page title


def unknown_parameter(shelf: Shelf) -> Iterator[Complaint]:
    """A parameter that faq/local.yaml does not describe, or one where none may stand."""
    for entry in shelf.entries:
        for path, text in texts(entry):
            for name in PARAMETER.findall(text):
                if path[0] in FIXED:
                    yield shelf.at(entry.id, path, f"这里不能用参数 {{{name}}}；写不随地方变的话")
                elif not shelf.local.known(name):
                    near = meant(name, shelf.local.parameters)
                    yield shelf.at(entry.id, path, f"没有参数 {{{name}}}{near}；改对名字，或在 faq/local.yaml 里加上它")


def braces(shelf: Shelf) -> Iterator[Complaint]:
    """A brace that is no parameter would be shown to the citizen."""
    what = "花括号写得不对；参数写成 {小写字母_数字}，别的地方不用花括号"
    for entry in shelf.entries:
        for path, text in texts(entry):
            if re.search(BRACE, PARAMETER.sub("", text)):
                yield shelf.at(entry.id, path, what)
    for place, text in shelf.local_texts():
        if re.search(BRACE, text):
            yield shelf.in_local(place, "参数的内容里不能有花括号；写成直接给市民看的话")


def departments(shelf: Shelf) -> Iterator[Complaint]:
    """A department that faq/local.yaml does not have."""
    owners = [(one.id, one.department) for one in shelf.entries]
    owners += [(one.id, one.department) for one in shelf.catalog.not_ours.values() if one.department]
    for name, department in owners:
        if department not in shelf.local.departments:
            known = "、".join(f"{key}（{one.name}）" for key, one in shelf.local.departments.items())
            yield shelf.at(name, ("department",), f"没有科室 {department}；用其中之一：{known}")
