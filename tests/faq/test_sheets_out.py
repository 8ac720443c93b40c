"""The review workbook: out to the section chiefs, back with signatures, and only dates change."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from bot.commands.sheets import run_export, run_import
from bot.refusal import CannotDo
from faq.catalog import load_catalog
from faq.sheets.columns import chosen, heading
from faq.sheets.review import fingerprint
from faq.sheets.signing import is_review
from faq.sheets.workbook import read_sheets
from tests.faq.folder import TODAY, Folder, entry

Change = Callable[[dict[str, Any], str], None]


def sign(path: Path, change: Change) -> Path:
    """Let somebody fill in the sheet: `change(cells by header, entry id)` for each row."""
    book = load_workbook(path)
    sheet: Any = book["条目"]
    headers = {cell.value: cell.column for cell in sheet[1]}
    for row in range(2, sheet.max_row + 1):
        cells: dict[str, Any] = {}
        change(cells, str(sheet.cell(row, headers["条目编号"]).value))
        for header, value in cells.items():
            sheet.cell(row, headers[header]).value = value
    book.save(path)
    return path


def agreed(cells: dict[str, Any], name: str) -> None:
    cells.update({"审核意见": "同意", "签字": "李科长", "日期": date(2026, 11, 20)})


@pytest.fixture
def sent(folder: Folder, tmp_path: Path) -> Path:
    path = tmp_path / "review.xlsx"
    assert run_export(path, folder.write(), TODAY) == 0
    return path


def files(home: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in home.rglob("*") if path.is_file()}


def test_three_hundred_entries_go_out_and_come_back(
    folder: Folder, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder.entries = [
        entry(f"card_{at:03}", department="teachers", summary=f"第 {at} 件事的办法。") for at in range(300)
    ]
    folder.phrasings, folder.common = {}, ["card_000"]
    home, path = folder.write(), tmp_path / "review.xlsx"
    assert run_export(path, home, TODAY) == 0
    before = files(home)
    assert run_import(path, home, TODAY) == 0
    assert "没动的 300 条" in capsys.readouterr().out
    sign(path, lambda cells, name: agreed(cells, name) if int(name[-3:]) % 2 else None)
    assert run_import(path, home, TODAY) == 0
    assert files(home) == before  # a proposal writes nothing
    said = capsys.readouterr().out
    assert "签字有效 150 条，要处理 0 处，没动的 150 条" in said
    assert "+  reconfirmed: 2026-11-20" in said
    assert run_import(path, home, TODAY, write_dates=True) == 0
    entries = load_catalog(home).entries
    assert {one.id for one in entries.values() if one.reconfirmed == date(2026, 11, 20)} == {
        f"card_{at:03}" for at in range(1, 300, 2)
    }
    assert [path for path, content in files(home).items() if before[path] != content] == [home / "entries/cards.yaml"]


def test_only_the_two_dates_change(folder: Folder, sent: Path) -> None:
    path = folder.home / "entries" / "cards.yaml"
    text = "# 手写的说明\r\n" + path.read_text(encoding="utf-8").replace("\n", "\r\n").replace(
        "不收费。", "不收费。  # 核过"
    )
    path.write_bytes(b"\xef\xbb\xbf" + text.encode())
    sign(
        sent,
        lambda cells, name: cells.update(
            {"审核意见": "同意", "签字": "李", "日期": "2026.11.20", "下次复核日期": "2027-10-1"}
        ),
    )
    assert run_import(sent, folder.home, TODAY, write_dates=True) == 0
    after = path.read_bytes().decode()
    assert after.startswith("\ufeff# 手写的说明\r\n")
    old_lines, new_lines = text.split("\r\n"), after.removeprefix("\ufeff").split("\r\n")
    assert [line for line in old_lines if line not in new_lines] == ["  review_by: '2027-06-30'"]
    assert [line for line in new_lines if line not in old_lines] == [
        "  review_by: 2027-10-01",
        "  reconfirmed: 2026-11-20",
    ]
    assert run_import(sent, folder.home, TODAY) == 0  # once more changes nothing


def test_a_signature_brings_a_withdrawn_entry_back(folder: Folder, sent: Path) -> None:
    folder.repealed = [{"number": "教办〔2020〕5号", "since": "2026-10-01"}]
    folder.write()
    assert not load_catalog(folder.home).in_force("card_lost", TODAY)
    sign(sent, agreed)
    run_import(sent, folder.home, TODAY, write_dates=True)
    assert load_catalog(folder.home).in_force("card_lost", TODAY)


REFUSALS: dict[str, tuple[dict[str, Any], str]] = {
    "another opinion": ({"审核意见": "材料要加照片", "签字": "李", "日期": "2026-11-20"}, "意见：材料要加照片"),
    "no opinion": ({"签字": "李", "日期": "2026-11-20"}, "没有审核意见"),
    "not signed": ({"审核意见": "同意"}, "没有签字"),
    "no date": ({"审核意见": "同意", "签字": "李"}, "没有签字日期"),
    "a date to come": ({"审核意见": "同意", "签字": "李", "日期": "2026-11-25"}, "还没到"),
    "no date at all": ({"审核意见": "同意", "签字": "李", "日期": "昨天"}, "“昨天”读不懂"),
    "review before": ({"审核意见": "同意", "签字": "李", "日期": "2026-11-20", "下次复核日期": "2026-11-01"}, "不晚于"),
    "review never": (
        {"审核意见": "同意", "签字": "李", "日期": "2026-11-20", "下次复核日期": "2030-01-01"},
        "超过两年",
    ),
    "a cell rewritten": ({"答复要点": "另外一种办法。"}, "改了格子 C2"),
}


@pytest.mark.parametrize("case", REFUSALS)
def test_what_is_not_a_clear_signature_changes_nothing(
    folder: Folder, sent: Path, capsys: pytest.CaptureFixture[str], case: str
) -> None:
    cells, words = REFUSALS[case]
    before = files(folder.home)
    sign(sent, lambda row, name: row.update(cells))
    run_import(sent, folder.home, TODAY, write_dates=True)
    assert words in capsys.readouterr().out
    assert files(folder.home) == before


def test_a_signature_for_an_older_text_does_not_count(
    folder: Folder, sent: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sign(sent, agreed)
    folder.entries[0] = entry(fee="收 5 元。")
    before = files(folder.write())
    run_import(sent, folder.home, TODAY, write_dates=True)
    assert "签的是旧内容" in capsys.readouterr().out
    assert files(folder.home) == before


def test_new_phrasings_do_not_spoil_a_signature(folder: Folder) -> None:
    old = folder.shelf().catalog.entries["card_lost"]
    folder.phrasings["card_lost"].append("又一种问法")
    assert fingerprint(folder.shelf().catalog.entries["card_lost"]) == fingerprint(old)


def test_a_signed_entry_that_is_gone(folder: Folder, sent: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sign(sent, agreed)
    folder.entries, folder.phrasings, folder.common = [entry("card_new")], {}, ["card_new"]
    run_import(sent, folder.write(), TODAY)
    assert "现在没有这个条目" in capsys.readouterr().out


def test_the_export_overwrites_nothing_and_knows_its_departments(folder: Folder, sent: Path) -> None:
    before = sent.read_bytes()
    with pytest.raises(CannotDo, match="没有覆盖"):
        run_export(sent, folder.home, TODAY)
    with pytest.raises(CannotDo, match="没有科室 moon"):
        run_export(sent.with_name("b.xlsx"), folder.home, TODAY, department="moon")
    with pytest.raises(CannotDo, match=r"b\.xlsx"):
        run_export(sent.with_name("b.csv"), folder.home, TODAY)
    assert sent.read_bytes() == before
    assert sorted(path.name for path in sent.parent.iterdir()) == ["faq", "review.xlsx"]


def test_the_sheet_is_one_that_we_know_again(sent: Path) -> None:
    sheet, head = chosen(read_sheets(sent))
    assert sheet.name == "条目"
    assert is_review(head)
    assert heading(read_sheets(sent)[0]) is None  # the explanation


def test_a_text_that_looks_like_a_formula_stays_a_text(folder: Folder, tmp_path: Path) -> None:
    folder.entries[0] = entry(fee='=HYPERLINK("http://x","y")', remedy="@SUM(A1)")
    run_export(tmp_path / "r.xlsx", folder.write(), TODAY)
    sheet: Any = load_workbook(tmp_path / "r.xlsx")["条目"]
    assert [cell for row in sheet.iter_rows() for cell in row if cell.data_type == "f"] == []


def test_drafts_go_out_only_when_asked_for(folder: Folder, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder.entries.append(entry("card_draft", state="draft"))
    home = folder.write()
    run_export(tmp_path / "a.xlsx", home, TODAY)
    assert "1 条写进了" in (said := capsys.readouterr().out)
    assert "另有 1 条草稿" in said
    run_export(tmp_path / "b.xlsx", home, TODAY, drafts=True)
    assert "2 条写进了" in capsys.readouterr().out
