"""Reading YAML: everything is text, and whatever is wrong with a file is one sentence with its file and line."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from faq import load
from faq.load import LoadError, read_yaml
from tests.faq.folder import Folder

WITHOUT_LIBYAML = pytest.param(yaml.SafeLoader, id="without libyaml")
WITH_LIBYAML = pytest.param(load.LOADER, id="as installed")

BROKEN: list[tuple[str, str | bytes, str]] = [
    ("same key twice", "- id: a\n  id: b\n", "bad.yaml:2: id: 同一个字段写了两次"),
    ("python tag", "- !!python/object:os.system x", "标签"),
    ("own tag", "a: &x [1]\nb: *x\nc: !foo 1", "bad.yaml:3: YAML: 不允许标签"),
    ("tab", "a:\n\tb: c", "bad.yaml:2: YAML: 这一行读不懂：缩进里有 Tab"),
    ("colon in a text", "- id: x\n  title: a: b\n", "bad.yaml:2: YAML: 这一行读不懂：文字里有“: ”"),
    ("indented too far", "- id: x\n   title: a\n", "bad.yaml:2: YAML: 这一行读不懂：缩进和同一条里别的字段没有对齐"),
    ("indented too little", "- id: x\n title: a\n", "bad.yaml:2: YAML: 这一行读不懂：缩进没有对齐"),
    ("full-width colon", "- id: x\n  title：a\n  short: b\n", "bad.yaml:2: YAML: 这一行读不懂：字段名后面是全角冒号"),
    ("full-width colon on top", "a：x\nb:\n  c: d\n", "bad.yaml:1: YAML: 这一行读不懂：字段名后面是全角冒号"),
    ("no space after it", "- id: x\n  title:a\n  short: b\n", "bad.yaml:2: YAML: 这一行读不懂：冒号后面要空一格"),
    ("full-width space", "- id: x\n\u3000title: a\n", "bad.yaml:2: YAML: 这一行读不懂：缩进里有全角空格"),
    ("full-width space after it", "- id: x\n  fee:\u3000x\n  a: y\n", "bad.yaml:2: YAML: 这一行读不懂：冒号后面是全角"),
    ("full-width comma inside", "d:\n  a: {name: 甲， phone: 1}\n", "bad.yaml:2: YAML: 这一行读不懂：花括号里是全角"),
    ("brace left open", "d:\n  a: {name: 甲\n  b: {name: 乙}\n", "bad.yaml:2: YAML: 这一行读不懂：花括号没有配成一对"),
    ("quote closed too early", 'a: x\nb: "打"12345\nc: y\n', "bad.yaml:2: YAML: 这一行读不懂：双引号在句子中间"),
    ("begins with an at", "- id: x\n  fee: @不收费\n", "bad.yaml:2: YAML: 这一行读不懂：文字以特殊符号开头"),
    ("quote left open", 'a: "x\nb: c\n', "bad.yaml:1: YAML: 这一行读不懂：双引号没有配成一对"),
    ("quote left open in a list", 'a:\n  - "x\n  - "y"\n', "bad.yaml:2: YAML: 这一行读不懂：双引号没有配成一对"),
    ("quote over two lines is fine", 'a: "x\n  y"\nb:\n  - c\n - d\n', "bad.yaml:5: YAML: 这一行读不懂：缩进没"),
    ("quote left open far above", 'a: "x\n' + "b: c\n" * 9 + 'd: "e"\n', "bad.yaml:1: YAML: 这一行读不懂：双引号"),
    ("anchor nobody set", "a: *zz", "bad.yaml:1: YAML: 这一行读不懂：文字以特殊符号开头"),
    ("two documents", "a: 1\n---\nb: 2\n", "“---”把文件分成了两份"),
    ("a list in itself", "a: &a [*a]", "绕成了圈"),
    ("nine to the ninth", "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
        f"{new}: &{new} [{','.join([f'*{old}'] * 9)}]\n" for old, new in zip("abcdefgh", "bcdefghi", strict=True)
    ), "展开太大"),
    ("five thousand brackets", "[" * 5000 + "]" * 5000, "YAML"),
    ("three thousand dashes", "- " * 3000 + "x", "YAML"),
    ("not UTF-8", "标题".encode("gbk"), "bad.yaml:1: 编码: 从这一行起不是 UTF-8；用记事本打开"),
    ("not UTF-8 any more", "a: 甲\nb: ".encode() + "乙".encode("gbk"), "bad.yaml:2: 编码"),
    ("an item indented too far", "a:\n  - x\n    - y\n", "bad.yaml:3: YAML: “- ”没有和上一条对齐"),
    ("an item indented too little", "a:\n   - x\n    - y\n", "bad.yaml:3: YAML: “- ”没有和上一条对齐"),
    ("a field that a sentence ate", "a: x\n  fee：y\n", "bad.yaml:2: YAML: 全角冒号“：”，被接到上一句"),
    ("a number taken for a remark", "a: 3 号楼 #201 室\n", "bad.yaml:1: YAML: “ #”后面的字当作备注丢掉了"),
    ("nothing but a remark", "b: c\na: #201 室\n", "bad.yaml:2: YAML: “ #”后面的字当作备注丢掉了"),
    ("full-width dash", "a:\n  - x\n  －y\nb: c\n", "bad.yaml:3: YAML: 这一行读不懂：列表开头的短横不是半角"),
    ("no space after the dash", "a:\n  - x\n  -y\nb: c\n", "bad.yaml:3: YAML: 这一行读不懂：列表开头的“-”后面要空"),
    ("a zero byte", b"a: 1\nb: \x00", "bad.yaml:2: YAML: 这一行读不懂：有看不见的控制字符"),
    ("a list as a key", "? [a, b]\n: c\n", "字段名必须是文字"),
    ("nothing", "", "是空的"),
    ("too big", "- " + "长" * (load.MAX_BYTES // 3), "超过 4 MB"),
]  # fmt: skip


@pytest.fixture(params=[WITHOUT_LIBYAML, WITH_LIBYAML])
def loader(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(load, "LOADER", request.param)


@pytest.mark.usefixtures("loader")
@pytest.mark.parametrize(("text", "what"), [pytest.param(*case[1:], id=case[0]) for case in BROKEN])
def test_a_broken_file_is_a_sentence_and_never_a_crash(tmp_path: Path, text: str | bytes, what: str) -> None:
    path = tmp_path / "bad.yaml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(LoadError) as raised:
        read_yaml(path, "bad.yaml")
    [complaint] = raised.value.complaints
    assert complaint.file == "bad.yaml"
    assert what in str(complaint)


@pytest.mark.usefixtures("loader")
def test_scalars_stay_text(tmp_path: Path) -> None:
    path = tmp_path / "text.yaml"
    path.write_text("open: 8:30\nphone: 0571\nyes: no\nday: 2026-08-31\nnone:\n", encoding="utf-8-sig")
    read = read_yaml(path, "text.yaml").value
    assert read == {"open": "8:30", "phone": "0571", "yes": "no", "day": "2026-08-31", "none": None}


@pytest.mark.usefixtures("loader")
def test_remarks_and_sentences_over_two_lines_are_fine(tmp_path: Path) -> None:
    path = tmp_path / "text.yaml"
    path.write_text('a: x  # why\nb: 甲\n  乙\nc: "3 #201"\nd: |\n  - x\n', encoding="utf-8")
    assert read_yaml(path, "text.yaml").value == {"a": "x", "b": "甲 乙", "c": "3 #201", "d": "- x\n"}


@pytest.mark.usefixtures("loader")
def test_a_part_knows_its_line(tmp_path: Path) -> None:
    path = tmp_path / "lines.yaml"
    path.write_text("# why\n- id: a\n  steps:\n    - one\n    - two\n", encoding="utf-8")
    [block] = read_yaml(path, "lines.yaml").items()
    assert (block.line(), block.line(("steps", 1)), block.line(("steps", 9))) == (2, 5, 4)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(LoadError, match=r"gone\.yaml:1: 文件: 读不了：没有这个文件"):
        read_yaml(tmp_path / "gone.yaml", "gone.yaml")


@pytest.mark.parametrize(
    ("groups", "what"),
    [
        ({"card_gone": {"不收费": ["要钱不"]}}, "没有这个条目"),
        ({"card_lost": ["要钱不"]}, "下面每行应当是"),
        ({"card_lost": {"当场办好": "几天"}}, "应当是问法列表"),
        (["要钱不"], "应当是“条目 id:”"),
    ],
)
def test_follow_ups_that_cannot_be_read_are_named_at_their_line(folder: Folder, groups: Any, what: str) -> None:
    folder.follow_ups = groups
    with pytest.raises(LoadError) as error:
        folder.shelf()
    (complaint,) = error.value.complaints
    assert complaint.file == "faq/follow_ups/cards.yaml"
    assert what in complaint.what
