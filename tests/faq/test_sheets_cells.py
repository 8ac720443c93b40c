"""What stands in one cell of a register, cut into the parts of an entry."""

from pathlib import Path

from bot.commands.sheets import run_import
from tests.faq.folder import TODAY, Folder
from tests.faq.test_sheets_in import drafts, small


def test_what_is_in_one_cell_comes_apart_and_a_citizens_number_leaves_no_trace(folder: Folder, tmp_path: Path) -> None:
    head = ["咨询问题", "答复口径", "政策依据", "联系电话"]
    row = [
        "疫苗本丢了能入学吗",
        "可以入学。1. 到接种点补。2. 带补好的来。",
        "《入学办法》（教基〔2020〕3号）第十五条",
        "13812345678",
    ]
    run_import(small(tmp_path / "a.xlsx", head, row), folder.write(), TODAY)
    [made] = drafts(folder)
    assert made.summary == "可以入学。"
    assert made.steps == ("到接种点补。", "带补好的来。")
    assert made.phone is None
    [source] = made.sources
    assert (source.document, source.number, source.article) == ("入学办法", "教基〔2020〕3号", "第十五条")


def test_a_workbook_under_an_old_ending_is_read_all_the_same(folder: Folder, tmp_path: Path) -> None:
    made = small(tmp_path / "a.xlsx", ["问题", "答复"], ["校车证丢了怎么补", "到学校补。"])
    assert run_import(made.rename(tmp_path / "a.xls"), folder.write(), TODAY) == 0
