"""The menu under the chat: read strictly, and short enough for a phone."""

from pathlib import Path

import pytest

from bot.channels.wechat_menu import lines, read_menu
from faq.catalog import HOME
from faq.load import LoadError


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("[]", "menu.yaml:1: 菜单: 应当是 1 到 3 个按钮"),
        ("name: 人工", "menu.yaml:1: 菜单: 应当是"),
        ("- {name: 甲, ask: 乙}\n" * 4, "1 到 3 个按钮"),
        ("- 人工", "menu.yaml:1: 按钮"),
        ("- {name: 人工}", "要且只要写一样：ask、url、items"),
        ("- {name: 人工, ask: 人工, url: 'https://a.cn'}", "要且只要写一样"),
        ("- name: 人工\n  aks: 人工", "menu.yaml:2: aks: 没有这个字段"),
        ("- name: 一二三四五六\n  ask: 人工", "menu.yaml:1: name: 太长了，最多 16 字节（约 5 个汉字）"),
        ("- name: 网站\n  url: edu.cn", "menu.yaml:2: url: 网址以 https:// 开头"),
        ("- name: 找人\n  items: 人工", "menu.yaml:2: items: 应当是 1 到 5 个"),
        ("- name: 找人\n  items:\n    - name: 人工\n      items: []", "menu.yaml:3: 按钮: 要且只要写一样：ask、url"),
        ("- name: 找人\n  items:\n    - name: 人工\n      ask: ''", "menu.yaml:4: ask: 不能为空"),
        ("- name: 人工\n  ask: " + "问" * 43, "menu.yaml:2: ask: 太长了，最多 128 字节"),
    ],
)
def test_a_menu_with_a_mistake_is_refused_where_it_is(tmp_path: Path, text: str, complaint: str) -> None:
    path = tmp_path / "menu.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(LoadError) as caught:
        read_menu(path, "menu.yaml")
    assert complaint in str(caught.value)


def test_the_shipped_menu_fits_the_phone() -> None:
    menu = read_menu(HOME / "menu.yaml", "menu.yaml")
    assert all(len(button["name"]) <= 4 for button in menu["button"])
    assert all(len(item["name"]) <= 8 for button in menu["button"] for item in button["sub_button"])
    assert len(list(lines(menu))) == 13
