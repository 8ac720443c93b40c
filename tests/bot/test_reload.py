"""Reloading: the last good policy stays, the desk hears why, and only what really serves is told."""

import contextlib
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest

from bot.app import House, build
from bot.commands.policy import run_reload
from bot.dialogue import Decision
from bot.message import Address, Message
from bot.policy.current import Policy, read_book
from bot.schema.migrate import migrate
from bot.serving.running import FOLDER, announced, running
from bot.settings import Settings
from faq.load import LoadError
from tests.faq.folder import LOCAL, Folder, asked, entry

SERVER = """
import signal, sys
from pathlib import Path
from bot.serving.running import announced
signal.signal(signal.SIGUSR1, lambda *_: (print("reloaded", flush=True), sys.exit(0)))
with announced(Path(sys.argv[1])):
    print("ready", flush=True)
    signal.pause()
"""


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path / "faq")


async def test_a_reload_swaps_the_answers(folder: Folder) -> None:
    policy = Policy(folder.write(), None)
    folder.entries[0] = entry(summary="新的办法。")
    folder.write()
    assert await policy.reload()
    assert policy.book.entry("card_lost").summary == "新的办法。"
    assert policy.notice is None


async def test_a_new_name_of_the_bureau_is_on_every_page(folder: Folder, tmp_path: Path) -> None:
    policy = Policy(folder.write(), None)
    house = build(Settings(data_dir=tmp_path), policy=policy)
    folder.local["bureau"] = {**LOCAL["bureau"], "name": "绿水县教育局"}
    folder.write()
    assert await policy.reload()
    door = httpx.AsyncClient(transport=httpx.ASGITransport(house.asgi), base_url="http://ask.test")
    async with door:
        assert "绿水县教育局" in (await door.get("/desk/login")).text
    await house.close()


async def test_what_was_spoken_of_and_is_gone_is_asked_for_anew(folder: Folder, tmp_path: Path) -> None:
    policy = Policy(folder.write(), None)
    house = build(Settings(data_dir=tmp_path, burst_seconds=0), policy=policy)
    await migrate(house.database)
    assert (await _said(house, 0, asked("证")[0])).ids == ("card_lost",)
    folder.entries, folder.common = [entry("card_lost_anew")], ["card_lost_anew"]
    folder.phrasings = {"card_lost_anew": asked("卡")}
    folder.write()
    assert await policy.reload()
    for number, text in enumerate(["1", "要带什么材料", "没用", "换一个"], 1):
        assert (await _said(house, number, text)).replies
    await house.close()


async def _said(house: House, number: int, text: str) -> Decision:
    address = Address(channel="web", user="parent")
    message = Message(address=address, external_id=str(number), text=text, received_at=datetime.now(UTC))
    decision = (await house.reception.answer(message)).decision
    assert decision
    return decision


async def test_a_mistake_keeps_the_last_good_policy_and_is_shown(folder: Folder) -> None:
    policy = Policy(folder.write(), None)
    path = folder.home / "entries" / "cards.yaml"
    good = path.read_text(encoding="utf-8")
    path.write_text(good.replace("summary:", "sumary:"), encoding="utf-8")
    assert not await policy.reload()
    assert policy.book.entry("card_lost").summary == entry()["summary"]
    assert policy.notice is not None
    assert "faq/entries/cards.yaml:" in policy.notice
    assert "另有 1 处" in policy.notice
    path.write_text(good, encoding="utf-8")
    assert await policy.reload()
    assert policy.notice is None


async def test_files_that_are_gone_keep_the_last_good_policy(folder: Folder) -> None:
    policy = Policy(folder.write(), None)
    for path in folder.home.rglob("*.yaml"):
        path.unlink()
    assert not await policy.reload()
    assert policy.book.knows("card_lost")


def test_an_empty_folder_is_no_policy(tmp_path: Path) -> None:
    with pytest.raises(LoadError, match="YIWEN_FAQ_DIR"):
        read_book(tmp_path)


@contextlib.contextmanager
def serving(data: Path) -> Iterator[subprocess.Popen[str]]:
    """A process that serves from the folder and says when it is told to read again."""
    with subprocess.Popen([sys.executable, "-c", SERVER, str(data)], stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        try:
            assert server.stdout.readline() == "ready\n"
            yield server
        finally:
            server.kill()


def test_the_running_process_is_told(folder: Folder, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = tmp_path / "data"
    with serving(data) as server:
        assert running(data) == [server.pid]
        assert run_reload(folder.write(), data) == 0
        assert str(server.pid) in capsys.readouterr().out
        assert server.stdout is not None
        assert server.stdout.readline() == "reloaded\n"
    assert running(data) == []


def test_what_check_would_say_is_told_and_keeps_nothing_back(
    folder: Folder, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = tmp_path / "data"
    folder.entries[0] = entry(fee="{fee_of_card}", review_by="2020-01-01")
    with serving(data) as server:
        assert run_reload(folder.write(), data) == 0
        said = capsys.readouterr().out
        assert "yiwen check 还有 2 处要改" in said
        assert f"重新读 {folder.home} 的 1 个条目" in said
        assert server.stdout is not None
        assert server.stdout.readline() == "reloaded\n"


def test_a_list_of_old_claims_that_cannot_be_read_keeps_no_answer_back(
    folder: Folder, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    home, data = folder.write(), tmp_path / "data"
    (home / "forbidden.yaml").write_text("- id: [", encoding="utf-8")
    with serving(data):
        assert run_reload(home, data) == 0
    assert "yiwen check 还有 1 处要改" in capsys.readouterr().out


def test_of_a_mistake_the_running_process_is_told_too_so_that_its_desk_shows_it(
    folder: Folder, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    home, data = folder.write(), tmp_path / "data"
    (home / "local.yaml").write_text("bureau: [", encoding="utf-8")
    with serving(data) as server:
        assert run_reload(home, data) == 1
        said = capsys.readouterr().out
        assert "faq/local.yaml:1" in said
        assert "值班台上也写着" in said
        assert server.stdout is not None
        assert server.stdout.readline() == "reloaded\n"


def test_a_mistake_while_nothing_runs_is_shown_to_the_curator_alone(
    folder: Folder, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    home = folder.write()
    (home / "local.yaml").write_text("bureau: [", encoding="utf-8")
    assert run_reload(home, tmp_path / "data") == 1
    said = capsys.readouterr().out
    assert "faq/local.yaml:1" in said
    assert "值班台" not in said


def test_a_process_id_in_use_by_another_program_is_left_alone(
    folder: Folder, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    stale = tmp_path / "data" / FOLDER / str(os.getppid())
    stale.parent.mkdir(parents=True)
    stale.touch()
    assert run_reload(folder.write(), tmp_path / "data") == 1
    assert "没有找到" in capsys.readouterr().out
    assert not stale.exists()


def test_the_announcement_ends_with_the_block(tmp_path: Path) -> None:
    with announced(tmp_path):
        assert (tmp_path / FOLDER / str(os.getpid())).exists()
    assert running(tmp_path) == []
