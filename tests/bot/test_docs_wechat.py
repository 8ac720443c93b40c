"""What docs/wechat.md tells an administrator is true of the programme."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from bot.channels.wechat_errors import CLASSES, HINTS
from bot.outgoing.late import AT_DESK, TROUBLE

TEXT = (Path(__file__).parents[2] / "docs" / "wechat.md").read_text(encoding="utf-8")
SETTINGS = (Path(__file__).parents[2] / "docs" / "settings.md").read_text(encoding="utf-8")


def test_every_error_that_has_a_class_is_explained() -> None:
    codes = {int(code) for code in re.findall(r"-?\b\d{5}\b|-1\b", TEXT.partition("## 换 Encoding")[0])}
    bugs_of_ours = {41001, 41002}
    menu_file = {40018, 40019, 40020, 40055, 40007}
    assert CLASSES.keys() - codes == bugs_of_ours & CLASSES.keys()
    assert HINTS.keys() - codes <= menu_file


def test_what_the_desk_says_of_trouble_is_explained() -> None:
    assert all(f"“{AT_DESK[state]}”" in TEXT for state in TROUBLE)


def test_the_proxy_that_is_shown_tells_who_asks_and_keeps_the_metrics_in() -> None:
    told = dict(re.findall(r"proxy_set_header (\S+) (\S+);", TEXT))
    assert told == {"Host": "$host", "X-Forwarded-For": "$proxy_add_x_forwarded_for", "X-Forwarded-Proto": "$scheme"}
    assert "location = /metrics { return 404; }" in TEXT


def test_every_setting_that_is_named_exists() -> None:
    named = set(re.findall(r"YIWEN_[A-Z_]+", TEXT))
    assert len(named) > 10
    assert not [name for name in named if f"`{name}`" not in SETTINGS]


@pytest.mark.parametrize("command", sorted(set(re.findall(r"`(yiwen [a-z ]+?)(?: 文件| --[a-z]+.*?)?`", TEXT))))
def test_every_command_that_is_named_exists(command: str) -> None:
    words = [sys.executable, "-c", "from bot.cli import main; main()", *command.split()[1:], "--help"]
    done = subprocess.run(words, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"Usage: {command}" in done.stdout
