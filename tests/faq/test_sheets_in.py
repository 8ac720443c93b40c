"""Spreadsheets coming in: a real-looking register, and files that nobody should open."""

import contextlib
import io
import random
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from bot.commands.sheets import run_import
from bot.refusal import CannotDo
from faq.catalog import load_catalog
from faq.entry import FaqEntry, State
from faq.sheets.workbook import SheetError, read_sheets
from tests.faq.folder import TODAY, Folder, entry
from tests.faq.register import question, register


def drafts(folder: Folder) -> list[FaqEntry]:
    return [one for one in load_catalog(folder.home).entries.values() if one.state is State.DRAFT]


def small(path: Path, *rows: list[Any]) -> Path:
    book = Workbook()
    for row in rows:
        book.active.append(row)  # type: ignore[union-attr]
    book.save(path)
    return path


@pytest.fixture
def home(folder: Folder) -> Path:
    return folder.write()


def test_a_register_of_300_rows_becomes_drafts(
    folder: Folder, home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = register(tmp_path / "咨询台账.xlsx")
    assert run_import(source, home, TODAY) == 0
    said = capsys.readouterr().out
    assert "表头在第 3 行" in said
    assert "300 条草稿写进了" in said
    assert "没有用的列：N3“领导批示”" in said
    made = drafts(folder)
    assert [one.title for one in made] == [question(at) for at in range(300)]
    assert (home / "entries" / "import_zixuntaizhang.yaml").exists()
    assert folder.shelf().entries[0].id == "card_lost"
    assert len({one.id for one in made}) == 300


def test_each_column_lands_in_its_field(folder: Folder, home: Path, tmp_path: Path) -> None:
    run_import(register(tmp_path / "a.xlsx", 3), home, TODAY)
    first, second, third = drafts(folder)
    assert (
        first.summary
        == "持身份证到局里一楼大厅办理，不收费。经办人核对原件后当场受理，材料不齐的可以容缺。有疑问请打咨询电话。"
    )
    assert [one.name for one in first.materials] == ["身份证原件", "近期照片 2 张"]
    assert [one.name for one in second.materials] == ["身份证", "户口簿（复印件）"]
    assert second.department == "teachers"  # merged with the row above
    assert first.phone == "0998-1111112"
    assert (second.sources[0].document, second.sources[0].number) == ("证件管理办法", "教办〔2024〕8号")
    assert first.sources[0].number == "教育部令第51号"
    assert {one.effective.from_ for one in (first, second, third)} == {date(2024, 9, 1)}
    assert (first.effective.until, second.effective.until) == (date(2027, 12, 31), None)
    assert first.area == "transfer"


def test_citizens_never_see_what_was_only_imported(folder: Folder, home: Path, tmp_path: Path) -> None:
    run_import(register(tmp_path / "a.xlsx", 3), home, TODAY)
    shelf = folder.shelf
    catalog = load_catalog(home)
    assert not any(catalog.in_force(one.id, TODAY) for one in drafts(folder))
    assert shelf  # the folder still loads as a whole


def test_the_numbers_of_citizens_stay_outside(
    folder: Folder, home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run_import(register(tmp_path / "a.xlsx", 10), home, TODAY)
    assert "13812345678" not in (home / "entries" / "import_a.yaml").read_text(encoding="utf-8")
    assert "王某某" not in (home / "entries" / "import_a.yaml").read_text(encoding="utf-8")
    assert "I11 有个人的手机号" in capsys.readouterr().out


def test_nothing_is_overwritten(home: Path, tmp_path: Path) -> None:
    source = register(tmp_path / "a.xlsx", 3)
    run_import(source, home, TODAY)
    before = (home / "entries" / "import_a.yaml").read_bytes()
    with pytest.raises(CannotDo, match="没有覆盖"):
        run_import(source, home, TODAY)
    assert (home / "entries" / "import_a.yaml").read_bytes() == before


def test_what_is_there_already_is_not_imported_again(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = register(tmp_path / "a.xlsx", 3)
    run_import(source, home, TODAY)
    assert run_import(source, home, TODAY, name="again") == 1
    said = capsys.readouterr().out
    assert "已经有了" in said
    assert "没有能导入的，什么也没写" in said
    assert not (home / "entries" / "import_again.yaml").exists()


def test_rows_that_cannot_be_used_are_named(home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = small(
        tmp_path / "a.xlsx",
        ["问题", "答复", "生效日期"],
        ["证丢了怎么补", "带身份证来。", "去年秋天"],
        ["证丢了，怎么补？", "同一个问题", None],
        ["只有问题", None, None],
        ["长" * 61, "答", None],
        [None, None, None],
        ["card_lost 怎么办", "已有的", None],
    )
    assert run_import(source, home, TODAY) == 0
    said = capsys.readouterr().out.replace("\n", "")
    for words in (
        "C2 日期“去年秋天”读不懂", "没有依据，写了“待补”",
        "第 3 行没有导入：“证丢了，怎么补？”已经有了（第 2 行）",
        "第 4 行没有导入：只有问题", "第 5 行没有导入：A5 问题有 61 字",
        "第 7 行没有导入：“card_lost 怎么办”已经有了（card_lost）",
        "1 条草稿", "4 行没有导入，1 行是空的",
    ):  # fmt: skip
        assert words in said


def test_formulas_give_their_kept_results_or_are_named(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = small(
        tmp_path / "a.xlsx", ["问题", "答复", "收费"], ["证丢了怎么补", "来补。", '="5"&"元"'], ["=A2", "答", "免"]
    )
    assert run_import(source, home, TODAY) == 0
    said = capsys.readouterr().out
    assert "C2 公式没有算好的结果" in said
    assert "第 3 行没有导入：A3 没有问题（公式没有算好的结果" in said


def test_what_a_draft_lacks_is_said_by_check(folder: Folder, home: Path, tmp_path: Path) -> None:
    run_import(small(tmp_path / "a.xlsx", ["问题", "答复"], ["证丢了怎么补", "带身份证来。"]), home, TODAY)
    assert folder.complaints() == []
    fields = {one.field.split(".", 1)[1] for one in folder.complaints(drafts=True)}
    assert fields == {"materials", "steps", "time_limit", "fee", "remedy", "sources.1", "sources.1.document"}


def test_yaml_marks_in_cells_stay_text(folder: Folder, home: Path, tmp_path: Path) -> None:
    texts = ["- 甲: 乙 # 丙", "!!python/object:os.system", "&a *b {c}", "'单\"双", "no", "8:30", "=1+1"]
    rows = [[f"第{at}个问题怎么办", text] for at, text in enumerate(texts)]
    source = small(tmp_path / "a.xlsx", ["问题", "答复"])
    book = load_workbook(source)
    for row in rows:
        book.active.append(row)  # type: ignore[union-attr]
    book.active["B8"].data_type = "s"  # type: ignore[index, union-attr]
    book.save(source)
    assert run_import(source, home, TODAY) == 0
    assert [one.summary for one in drafts(folder)] == [text.replace("{c}", "｛c｝") for text in texts]


HOSTILE_XML = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]><x>&a;</x>'


def repacked(source: Path, target: Path, **parts: bytes) -> Path:
    """The workbook with parts replaced; `__` stands for a slash, `_xml` for .xml."""
    names = {name.replace("__", "/").replace("_xml", ".xml"): content for name, content in parts.items()}
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            new.writestr(part, names.get(part, old.read(part)))
        for name in set(names) - set(old.namelist()):
            new.writestr(name, names[name])
    return target


def _bomb(path: Path) -> Path:
    source = small(path.with_name("s.xlsx"), ["问题", "答复"])
    return repacked(source, path, xl__huge_xml=b"<x>" + b" " * 90_000_000 + b"</x>")


def _merged_everything(path: Path) -> Path:
    source = small(path.with_name("s.xlsx"), ["问题", "答复"], ["证丢了怎么补", "来补。"])
    with zipfile.ZipFile(source) as packed:
        sheet = packed.read("xl/worksheets/sheet1.xml")
    merge = b'</sheetData><mergeCells count="1"><mergeCell ref="A2:XFD1048576"/></mergeCells>'
    return repacked(source, path, xl__worksheets__sheet1_xml=sheet.replace(b"</sheetData>", merge))


def _written(content: bytes) -> Any:
    return lambda path: path.write_bytes(content) and path


BROKEN: dict[str, tuple[Any, str]] = {
    "old xls or a password": (_written(b"\xd0\xcf\x11\xe0" + b"\0" * 600), "旧的 .xls"),
    "csv": (_written("问题,答复\n".encode()), "不是 Excel"),
    "empty": (_written(b"\0"), "不是 Excel"),
    "a zip that is none": (_written(b"PK\x03\x04garbage"), "坏了"),
    "another zip": (lambda path: zipfile.ZipFile(path, "w").writestr("a.txt", "x") or path, "坏了"),
    "missing": (lambda path: path, "读不了（没有这个文件"),
    "a folder": (lambda path: path.mkdir() or path, "读不了（这是文件夹）"),
    "zip bomb": (_bomb, "太大"),
    "entities": (
        lambda path: repacked(small(path.with_name("s.xlsx"), ["问题"]), path, xl__sharedStrings_xml=HOSTILE_XML),
        "DOCTYPE",
    ),
    "no header": (lambda path: small(path, ["甲", "乙"], ["一", "二"]), "找不到表头"),
    "nothing in it": (lambda path: small(path), "找不到表头"),
}


@pytest.mark.parametrize("case", BROKEN)
def test_files_that_cannot_be_used_leave_nothing_behind(home: Path, tmp_path: Path, case: str) -> None:
    make, words = BROKEN[case]
    before = sorted(home.rglob("*"))
    with pytest.raises(CannotDo, match=words):
        run_import(make(tmp_path / "x.xlsx"), home, TODAY)
    assert sorted(home.rglob("*")) == before


def test_a_file_of_200_megabytes_is_not_even_opened(home: Path, tmp_path: Path) -> None:
    path = tmp_path / "x.xlsx"
    with path.open("wb") as file:
        file.write(b"PK\x03\x04")
        file.truncate(200 * 1024 * 1024)
    with pytest.raises(CannotDo, match="有 200 MB，最多 20 MB"):
        run_import(path, home, TODAY)


def test_a_cell_merged_over_everything_costs_nothing(folder: Folder, home: Path, tmp_path: Path) -> None:
    assert run_import(_merged_everything(tmp_path / "x.xlsx"), home, TODAY) == 0
    assert [one.title for one in drafts(folder)] == ["证丢了怎么补"]


def test_damage_anywhere_is_a_sentence_not_a_crash(tmp_path: Path) -> None:
    """200 ways to break a good workbook: either it still reads, or SheetError says so."""
    good = register(tmp_path / "a.xlsx", 5).read_bytes()
    chance = random.Random(7)
    for _ in range(120):
        damaged = bytearray(good)
        for _ in range(chance.randint(1, 30)):
            damaged[chance.randrange(4, len(damaged))] = chance.randrange(256)
        _reads_or_says(tmp_path / "b.xlsx", bytes(damaged[: chance.choice([len(good), chance.randrange(len(good))])]))
    for name in ("xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/styles.xml", "[Content_Types].xml"):
        for content in (
            b"",
            b"<x/>",
            b"<worksheet><sheetData><row r='x'><c r='!' t='s'><v>99</v></c></row></sheetData></worksheet>",
        ):
            _reads_or_says(tmp_path / "b.xlsx", _with_part(good, name, content))


def _with_part(good: bytes, name: str, content: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(good)) as old, zipfile.ZipFile(packed, "w") as new:
        for part in old.namelist():
            new.writestr(part, content if part == name else old.read(part))
    return packed.getvalue()


def _reads_or_says(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    with contextlib.suppress(SheetError):  # anything else fails the test
        read_sheets(path)


def test_an_entry_of_ours_keeps_its_own_phrasings(folder: Folder) -> None:
    folder.entries.append(entry("card_more", phrasings=["自己的问法"]))
    folder.phrasings["card_more"] = ["别处的问法"]
    assert folder.shelf().catalog.entries["card_more"].phrasings == ("自己的问法", "别处的问法")


def test_what_holds_for_many_rows_is_said_once(home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = small(
        tmp_path / "many.xlsx",
        ["问题", "答复", "科室"],
        *[[f"第{at}件事怎么办", "到窗口办。", "财务科"] for at in range(20)],
    )
    run_import(source, home, TODAY)
    said = capsys.readouterr().out
    assert said.count("科室“财务科”对不上") == 1
    assert "第 2、3、4、5、6、7 等 20 行：科室“财务科”对不上" in said
