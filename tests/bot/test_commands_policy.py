"""The curator's commands, on folders of our own."""

from datetime import date
from pathlib import Path

import pytest

from bot.commands.policy import run_check, run_sources, run_tasks
from bot.commands.strays import strays
from bot.policy.current import read_book
from bot.policy.understanding import to_intents
from tests.faq.folder import TODAY, Folder, asked, entry


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path / "faq")


def test_check_says_where_and_ends_with_one(folder: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_check(folder.write(), on=TODAY) == 0
    assert "没有问题" in capsys.readouterr().out
    folder.entries[0] = entry(fee=None)
    assert run_check(folder.write(), on=TODAY) == 1
    said = capsys.readouterr().out
    assert "faq/entries/cards.yaml:1: card_lost.fee: 没写收不收费" in said
    assert "1 处要改" in said
    assert f"faq/ 指 {folder.home}" in said


def test_check_shows_all_that_cannot_be_read(folder: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    home = folder.write()
    (home / "local.yaml").write_text("bureau: [", encoding="utf-8")
    (home / "common.yaml").write_text("'", encoding="utf-8")
    assert run_check(home, on=TODAY) == 1
    said = capsys.readouterr().out
    assert "faq/local.yaml:1: YAML" in said
    assert "faq/common.yaml:1: YAML" in said


@pytest.mark.parametrize(
    ("name", "text", "what"),
    [
        ("common.yaml", "- card_lost: 补证\n", "faq/common.yaml:1: 常见问题: 一行一个条目 id"),
        ("common.yaml", "card_lost:\n", "faq/common.yaml:1: 文件: 应当是一个列表"),
        ("forbidden.yaml", "id: must_advertise\n", "faq/forbidden.yaml:1: 文件: 应当是一个列表"),
    ],
)
def test_check_says_what_is_no_list(
    folder: Folder, capsys: pytest.CaptureFixture[str], name: str, text: str, what: str
) -> None:
    home = folder.write()
    (home / name).write_text(text, encoding="utf-8")
    assert run_check(home, on=TODAY) == 1
    assert what in capsys.readouterr().out


def test_a_folder_without_common_questions_is_good_for_check_and_for_the_server(folder: Folder) -> None:
    home = folder.write()
    (home / "common.yaml").unlink()
    assert run_check(home, on=TODAY) == 0
    assert read_book(home).common == ()


def test_check_local_lists_what_is_unfilled_and_what_it_feeds(
    folder: Folder, capsys: pytest.CaptureFixture[str]
) -> None:
    who = {"description": "谁能办", "example": "本人"}
    nobody = {"description": "没人用", "example": "无"}
    folder.local = {**folder.local, "example": "是", "parameters": {"who_may": who, "unused": nobody}}
    assert run_check(folder.write(), local=True, on=TODAY) == 0
    said = capsys.readouterr().out
    assert "还没填的 2 项" in said
    assert "没有条目用到" in said
    assert "card_lost 怎么办：缺 1 项" in said
    assert "示例局" in said


def test_check_local_lists_what_is_as_in_the_example(folder: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    own = {"description": "几天（整句）", "example": "3 天。", "value": "本县 5 天。"}
    folder.entries[0] = entry(time_limit=["{days}"])
    folder.local = {**folder.local, "parameters": {**folder.local["parameters"], "days": own}}
    folder.write()
    assert run_check(folder.home, local=True, on=TODAY) == 0
    said = capsys.readouterr().out
    assert "和示例一字不差的 1 项" in said
    assert "也可以托人办。" in said
    assert "本县 5 天" not in said
    assert "2 个本地参数都填了" in said


def test_tasks_and_sources_by_the_clock(folder: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    folder.repealed = [{"number": "教办〔2020〕5号", "since": "2026-12-01"}]
    home = folder.write()
    assert run_tasks(home, on=date(2026, 10, 1)) == 0
    assert "没有要办的" in capsys.readouterr().out
    assert run_tasks(home, on=date(2026, 12, 1)) == 0
    assert "依据废止 card_lost" in capsys.readouterr().out
    assert run_sources(home, repealed="教办[2020]5号") == 0
    assert "1 个条目以它为依据" in capsys.readouterr().out
    assert run_sources(home) == 0
    assert "证件办法" in capsys.readouterr().out


def test_a_phrasing_of_somebody_else_is_noticed(folder: Folder) -> None:
    folder.entries.append(entry("school_move"))
    folder.phrasings = {
        "card_lost": [*asked("教师资格证丢失"), "转学籍需要什么手续流程材料"],
        "school_move": [
            f"转学籍需要什么{word}" for word in ("手续", "流程", "材料", "证明", "条件", "时间", "手续流程", "流程材料")
        ],
    }
    found = strays(folder.shelf().catalog)
    assert [one.field for one in found] == ["card_lost.phrasings"]
    assert "转学籍" in found[0].what


def test_a_successor_is_asked_for_by_the_old_words(folder: Folder) -> None:
    folder.entries = [entry(), entry("card_new", title="新证怎么办", supersedes="card_lost")]
    intents, _ = to_intents(folder.shelf().catalog)
    assert [one.id for one in intents] == ["card_lost"]
    assert "新证怎么办" in intents[0].phrasings


def test_only_public_entries_are_answered(folder: Folder) -> None:
    folder.entries += [entry("card_draft", state="draft"), entry("card_desk", state="internal")]
    intents, _ = to_intents(folder.shelf().catalog)
    assert [one.id for one in intents] == ["card_lost"]
