"""Names of menu buttons are as long as the platform's page on menu/create says, to the byte."""

from pathlib import Path

import pytest

from bot.channels.wechat_menu import read_menu
from faq.load import LoadError

LONGEST, LONGEST_ITEM = "a" * 16, "孩子转学要带什么材料去哪里办一共要几天"  # 16 and 57 bytes


def menu(folder: Path, name: str, item: str) -> Path:
    path = folder / "menu.yaml"
    path.write_text(f"- name: {name}\n  items:\n    - name: {item}\n      ask: 转学\n", encoding="utf-8")
    return path


def test_a_name_of_the_longest_is_taken(tmp_path: Path) -> None:
    body = read_menu(menu(tmp_path, LONGEST, LONGEST_ITEM + "abc"), "menu.yaml")
    item = {"type": "click", "name": LONGEST_ITEM + "abc", "key": "转学"}
    assert body == {"button": [{"name": LONGEST, "sub_button": [item]}]}


@pytest.mark.parametrize(("name", "item"), [(LONGEST + "a", "转学"), ("转学", LONGEST_ITEM + "abcd")])
def test_a_byte_more_is_refused(tmp_path: Path, name: str, item: str) -> None:
    with pytest.raises(LoadError, match="太长了"):
        read_menu(menu(tmp_path, name, item), "menu.yaml")
