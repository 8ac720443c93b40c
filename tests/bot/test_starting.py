"""`yiwen serve`, `migrate` and `officer add` as their user meets them: real processes on a folder of their own."""

import asyncio
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import httpx
import pytest

from bot.app import build
from bot.schema.migrate import migrate
from bot.serving.serve import listen, serve
from bot.serving.starting import reachable
from bot.settings import Settings
from tests.channels.front import small_policy
from tests.learned import CACHE

YIWEN = str(Path(sys.executable).parent / "yiwen")
READY_SECONDS, ENDS_SECONDS = 120, 60
ADDRESS = re.compile(r"市民提问\s+(http://127\.0\.0\.1:\d+)/")
FIRST = re.compile(r"第一个账号 (\S+)\s+密码 (\S+?)（只显示这一次）")


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """A small bureau; what was learned from its phrasings is shared by all tests."""
    policy_dir = tmp_path / "faq"
    small_policy(policy_dir)
    data = tmp_path / "data"
    data.mkdir()
    (data / "engine").symlink_to(CACHE)
    plain = {name: value for name, value in os.environ.items() if not name.startswith("YIWEN_")}
    return {**plain, "YIWEN_DATA_DIR": str(data), "YIWEN_FAQ_DIR": str(policy_dir), "YIWEN_PORT": "0"}


def run(environment: dict[str, str], folder: Path, *words: str, say: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        (YIWEN, *words), cwd=folder, env=environment, input=say, capture_output=True, text=True, timeout=READY_SECONDS
    )


@contextmanager
def served(
    environment: dict[str, str], folder: Path, until: str = "按 Ctrl-C 停止"
) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A serving process, and what it said until it served."""
    process = subprocess.Popen((YIWEN, "serve"), cwd=folder, env=environment, stdout=subprocess.PIPE, text=True)
    try:
        yield process, said_until(process, until)
    finally:
        process.kill()
        process.communicate()


def said_until(process: subprocess.Popen[str], words: str) -> str:
    assert process.stdout
    said = ""
    while words not in said and (line := process.stdout.readline()):
        said += line
    return said


def ended(process: subprocess.Popen[str], number: int = signal.SIGINT) -> tuple[int, str]:
    """Its status, and what it said last."""
    process.send_signal(number)
    rest, _ = process.communicate(timeout=ENDS_SECONDS)
    return process.returncode, rest


def refusal(done: subprocess.CompletedProcess[str]) -> str:
    """The one sentence with which a command gave up."""
    assert done.returncode not in (0, -signal.SIGINT)
    lines = done.stderr.strip().splitlines()
    assert len(lines) == 1, done.stderr
    return lines[0]


def address_in(said: str) -> str:
    found = ADDRESS.search(said)
    assert found, said
    return found[1]


def test_the_first_start_says_where_and_who_and_the_second_keeps_it(
    environment: dict[str, str], tmp_path: Path
) -> None:
    with served(environment, tmp_path) as (process, said):
        address, first = address_in(said), FIRST.search(said)
        assert first
        assert f"{address}/desk" in said
        assert len(said.splitlines()) <= 7
        assert httpx.get(f"{address}/healthz").text == "ok"
        through = {"X-Forwarded-For": "198.51.100.9, 203.0.113.5", "X-Forwarded-Proto": "https"}  # as a proxy tells it
        assert httpx.get(f"{address}/metrics").status_code == 200
        assert httpx.get(f"{address}/metrics", headers=through).status_code == 404
        assert "Secure" in httpx.get(address, headers=through).headers["set-cookie"]
        with httpx.Client(base_url=address) as parent:
            assert "自动问答" in parent.get("/").text
            assert parent.post("/chat", json={"id": "the-first-word", "text": "你好"}).status_code == 200
            with parent.stream("GET", "/chat/events") as live:  # an open page does not hold it up
                next(live.iter_lines())
                assert ended(process) == (0, "一问已停止。\n")
    with served(environment, tmp_path) as (process, said):
        assert not FIRST.search(said)
        form = {"name": first[1], "password": first[2]}
        assert httpx.post(f"{address_in(said)}/desk/login", data=form).status_code == 303
        assert ended(process, signal.SIGTERM)[0] == 0
    with served(environment, tmp_path) as (process, said):
        assert httpx.get(f"{address_in(said)}/healthz").text == "ok"
        assert ended(process, signal.SIGHUP)[0] == 0  # the terminal was closed


def test_a_reload_is_no_reason_to_end(environment: dict[str, str], tmp_path: Path) -> None:
    with served(environment, tmp_path) as (process, said):
        assert f"进程 {process.pid} " in run(environment, tmp_path, "reload").stdout
        assert httpx.get(f"{address_in(said)}/healthz").text == "ok"
        assert ended(process)[0] == 0


def test_ctrl_c_is_heard_while_it_learns(environment: dict[str, str], tmp_path: Path) -> None:
    new = {**environment, "YIWEN_DATA_DIR": str(tmp_path / "new"), "YIWEN_FAQ_DIR": ""}
    with served(new, tmp_path, until="学习") as (process, said):
        assert said.startswith("第一次启动，正在学习")
        assert ended(process) == (0, "")


def test_a_port_in_use(environment: dict[str, str], tmp_path: Path) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as other:
        port = other.getsockname()[1]
        sentence = refusal(run({**environment, "YIWEN_PORT": str(port)}, tmp_path, "serve"))
    assert f"端口 {port} 已被占用" in sentence
    assert f"YIWEN_PORT={port % 65535 + 1}" in sentence


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("DATA_DIR", "in-the-way/data", "数据文件夹 in-the-way/data 建不了"),
        ("DATABASE_URL", "sqlite:///in-the-way", "数据库用不了"),
        ("DATABASE_URL", "sqlite:///nowhere/yiwen.db", "数据库用不了"),
        ("DATABASE_URL", "postgresql://nobody@127.0.0.1:1/yiwen", "数据库用不了"),
        ("HOST", "203.0.113.7", "YIWEN_HOST"),
        ("PORT", "many", "YIWEN_PORT 不对"),
        ("FAQ_DIR", "nowhere", "nowhere"),
    ],
)
def test_what_cannot_be_served_is_one_sentence(
    environment: dict[str, str], tmp_path: Path, name: str, value: str, words: str
) -> None:
    (tmp_path / "in-the-way").write_text("no folder and no database")
    assert words in refusal(run({**environment, f"YIWEN_{name}": value}, tmp_path, "serve"))


def test_officers_are_added_by_command(environment: dict[str, str], tmp_path: Path) -> None:
    made = run(environment, tmp_path, "officer", "add", "王敏")
    assert re.fullmatch(r"账号 王敏 建好了。密码（只显示这一次）：[a-z]{4}(-[a-z]{4}){3}-\d\d\n", made.stdout)
    quiet = run(environment, tmp_path, "officer", "add", "李强", "--role", "supervisor", "--password-stdin",
                say="correct-horse-battery\n")  # fmt: skip
    assert (quiet.returncode, quiet.stdout) == (0, "账号 李强 建好了。\n")
    assert "已经有了" in refusal(run(environment, tmp_path, "officer", "add", "王敏"))
    assert "officer" in refusal(run(environment, tmp_path, "officer", "add", "周", "--role", "king"))
    for short in ("", "short\n"):
        assert "10 到 200" in refusal(run(environment, tmp_path, "officer", "add", "周", "--password-stdin", say=short))
    assert run(environment, tmp_path, "migrate").stdout == "数据库已是最新。\n"


def test_an_officer_who_forgot_the_password_gets_another_and_one_who_left_is_locked_out(
    environment: dict[str, str], tmp_path: Path
) -> None:
    def officer(*words: str, say: str = "") -> str:
        done = run(environment, tmp_path, "officer", *words, say=say)
        return done.stdout if done.returncode == 0 else refusal(done)

    officer("add", "王敏", "--password-stdin", say="correct-horse-battery\n")
    with served(environment, tmp_path) as (_, said), httpx.Client(base_url=address_in(said)) as desk:

        def enters(password: str) -> bool:
            return desk.post("/desk/login", data={"name": "王敏", "password": password}).status_code == 303

        assert enters("correct-horse-battery")
        assert desk.get("/desk").status_code == 200
        made = officer("password", "王敏")
        new = re.fullmatch(r"账号 王敏 换了密码，已登录的都退出了。密码（只显示这一次）：(\S+)\n", made)
        assert new
        assert desk.get("/desk").status_code == 303
        assert not enters("correct-horse-battery")
        assert enters(new[1])
        assert "停用" in officer("disable", "王敏")
        assert desk.get("/desk").status_code == 303
        assert not enters(new[1])
        assert "恢复" in officer("enable", "王敏")
        assert enters(new[1])
        assert officer("password", "王敏", "--password-stdin", say="another-one-of-mine\n").endswith("退出了。\n")
        assert enters("another-one-of-mine")
        assert "“发通知、核对答复”的权限" in desk.get("/desk/notices").text
        assert "supervisor" in officer("role", "王敏", "supervisor")
        assert desk.get("/desk/notices").status_code == 200
        assert "没有“king”这个角色" in officer("role", "王敏", "king")
    assert "10 到 200" in officer("password", "王敏", "--password-stdin", say="short\n")
    for act, *more in (("password",), ("disable",), ("enable",), ("role", "officer")):
        assert officer(act, "没有的人", *more) == "没有“没有的人”这个账号。"


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("correct-horse-battery\ncorrect-horse-battery\n", "换了密码，已登录的都退出了。\r\n"),
        ("correct-horse-battery\ncorrect-horse-batery\n", "两次输入的不一样，密码没有换。"),
        ("\n", "密码（只显示这一次）："),
    ],
)
def test_a_new_password_is_asked_twice_and_never_shown(
    environment: dict[str, str], tmp_path: Path, typed: str, told: str
) -> None:
    run(environment, tmp_path, "officer", "add", "王敏")
    keyboard, terminal = os.openpty()
    words = (YIWEN, "officer", "password", "王敏")
    with subprocess.Popen(
        words, cwd=tmp_path, env=environment, stdin=terminal, stdout=terminal, stderr=terminal, start_new_session=True
    ) as process:
        os.close(terminal)
        for line in typed.splitlines(keepends=True):
            said_by(keyboard, "：")
            os.write(keyboard, line.encode())
        said = said_by(keyboard, told)
        process.wait(READY_SECONDS)
    os.close(keyboard)
    assert told in said
    assert "correct-horse" not in said


def said_by(terminal: int, words: str) -> str:
    """What is on the screen up to these words, or all of it when they do not come."""
    said = b""
    while words.encode() not in said:
        try:
            said += os.read(terminal, 1000)
        except OSError:  # the other end is closed
            break
    return said.decode("utf-8", "replace")


def test_the_data_folder_is_for_its_owner_only(environment: dict[str, str], tmp_path: Path) -> None:
    new = {**environment, "YIWEN_DATA_DIR": str(tmp_path / "new")}
    assert run(new, tmp_path, "migrate").returncode == 0
    assert (tmp_path / "new").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    ("host", "typed"),
    [("127.0.0.1", "127.0.0.1"), ("0.0.0.0", "127.0.0.1"), ("::", "[::1]"), ("fe80::1", "[fe80::1]")],
)
def test_the_address_that_is_shown_can_be_typed(host: str, typed: str) -> None:
    assert reachable(host) == typed


async def test_a_loop_that_dies_ends_the_process(tmp_path: Path) -> None:
    """Not a server that goes on with dead loops."""
    house = build(Settings(data_dir=tmp_path, burst_seconds=0), policy=small_policy(tmp_path / "faq"))
    await migrate(house.database)

    async def breaks() -> None:
        await asyncio.sleep(0)
        raise OSError("no space left on device")

    async def ends() -> None:
        return

    for loop in (breaks, ends):
        with closing(listen("127.0.0.1", 0)) as listener, pytest.raises(ExceptionGroup):
            await serve(house, listener, loop)
    await house.close()
