"""The account's bottom menu: a short YAML list to what the platform takes, refused with file:line where it would be.

Limits: https://developers.weixin.qq.com/doc/service/api/custommenu/api_createcustommenu
"""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from faq.load import Block, Complaint, LoadError, read_yaml

FIELDS = ("name", "ask", "url", "items")
MOST_BUTTONS, MOST_ITEMS = 3, 5
NAME_BYTES, ITEM_NAME_BYTES = 16, 60
ASK_BYTES, URL_BYTES = 128, 1024

Menu = Mapping[str, Any]


def read_menu(path: Path, name: str) -> Menu:
    """The body of menu/create; raises LoadError."""
    block = read_yaml(path, name)
    complaints = list(_complaints(block))
    if complaints:
        raise LoadError(complaints)
    return {"button": [_button(one) for one in block.value]}


def lines(menu: Menu) -> Iterator[str]:
    """What a citizen will find, for the person who publishes it."""
    for button in menu["button"]:
        yield f"［{button['name']}］{_target(button)}"
        for item in button.get("sub_button", ()):
            yield f"    {item['name']}{_target(item)}"


def _target(button: Mapping[str, str]) -> str:
    return f" → 问“{button['key']}”" if "key" in button else f" → {button['url']}" if "url" in button else ""


def _button(one: Mapping[str, Any]) -> dict[str, Any]:
    if "items" in one:
        return {"name": one["name"], "sub_button": [_button(item) for item in one["items"]]}
    if "url" in one:
        return {"type": "view", "name": one["name"], "url": one["url"]}
    return {"type": "click", "name": one["name"], "key": one["ask"]}


def _complaints(block: Block) -> Iterator[Complaint]:
    yield from _list_complaints(block, "菜单", MOST_BUTTONS)
    if isinstance(block.value, list):
        for button in block.items():
            yield from _button_complaints(button, NAME_BYTES, ("ask", "url", "items"))


def _list_complaints(block: Block, field: str, most: int) -> Iterator[Complaint]:
    if not isinstance(block.value, list) or not 1 <= len(block.value) <= most:
        yield Complaint(block.file, block.line(), field, f"应当是 1 到 {most} 个按钮的列表，每个以“- name:”开头")


def _button_complaints(block: Block, name_bytes: int, ways: Sequence[str]) -> Iterator[Complaint]:
    one = block.value
    if not isinstance(one, dict):
        yield Complaint(block.file, block.line(), "按钮", "应当是“name: 名字”加上 " + " 或 ".join(ways))
        return
    for field in one.keys() - set(FIELDS):
        yield Complaint(block.file, block.line((field,)), field, "没有这个字段，是不是写错了名字？")
    yield from _text_complaints(block, "name", name_bytes)
    given = [way for way in ways if way in one]
    if len(given) != 1 or (set(one) & set(FIELDS)) - {"name", *ways}:
        yield Complaint(block.file, block.line(), "按钮", "要且只要写一样：" + "、".join(ways))
    elif given == ["items"]:
        yield from _items_complaints(block)
    else:
        yield from _text_complaints(block, given[0], ASK_BYTES if given == ["ask"] else URL_BYTES)


def _items_complaints(block: Block) -> Iterator[Complaint]:
    items = next(value for name, value in block.pairs() if name == "items")
    yield from _list_complaints(items, "items", MOST_ITEMS)
    if isinstance(items.value, list):
        for item in items.items():
            yield from _button_complaints(item, ITEM_NAME_BYTES, ("ask", "url"))


def _text_complaints(block: Block, field: str, most: int) -> Iterator[Complaint]:
    text, line = block.value.get(field), block.line((field,))
    if not isinstance(text, str) or not text.strip():
        yield Complaint(block.file, line, field, "不能为空，写文字")
    elif len(text.encode()) > most:
        yield Complaint(block.file, line, field, f"太长了，最多 {most} 字节（约 {most // 3} 个汉字）")
    elif field == "url" and not text.startswith(("https://", "http://")):
        yield Complaint(block.file, line, field, "网址以 https:// 开头")
