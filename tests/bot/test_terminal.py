"""`yiwen chat --jsonl`: one JSON object a line and nothing else on stdout, whatever comes in."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.channels.front import small_policy

SECTIONS = {"conditions", "materials", "steps", "time_limit", "validity", "fee", "where", "online", "phone", "remedy"}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("faq")
    small_policy(folder)
    return folder


def talk(home: Path, data: Path, *lines: Any) -> list[dict[str, Any]]:
    """What comes out for these lines; bytes go in as they are."""
    said = b"".join(line if isinstance(line, bytes) else json.dumps(line).encode() + b"\n" for line in lines)
    env = {**os.environ, "YIWEN_FAQ_DIR": str(home), "YIWEN_DATA_DIR": str(data), "PYTHONUTF8": "1"}
    done = subprocess.run(
        [sys.executable, "-c", "from bot.cli import main; main()", "chat", "--jsonl"],
        input=said, capture_output=True, check=True, env=env,
    )  # fmt: skip
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_the_interface(home: Path, tmp_path: Path) -> None:
    answered, section, person, fresh = talk(
        home, tmp_path,
        {"user": "教师资格证丢了怎么办"}, {"user": "要带什么材料"}, {"user": "人工"},
        {"new": True}, {"user": "你好"},
    )  # fmt: skip
    for out in (answered, section, person, fresh):
        assert set(out) == {"replies", "kind", "ids", "handoff"}
        assert all(set(reply) == {"text", "choices", "entry_id", "section"} for reply in out["replies"])
    assert (answered["kind"], answered["ids"], answered["handoff"]) == ("sure", ["card_lost"], None)
    assert answered["replies"][0]["entry_id"] == "card_lost"
    assert all(isinstance(label, str) for label in answered["replies"][0]["choices"])
    assert section["replies"][0]["section"] == "materials"
    assert section["replies"][0]["section"] in SECTIONS
    assert (person["kind"], person["handoff"]) == ("human", {"reason": "human"})
    assert "受理号" in person["replies"][0]["text"]
    assert fresh["kind"] == "chat"


def test_bad_lines_are_answered_and_the_talk_goes_on(home: Path, tmp_path: Path) -> None:
    lines = [
        b"\n",
        b"{\n",
        b"5\n",
        b"\xff\xfe\n",
        b"[" * 9999 + b"\n",
        {"user": 5},
        {"user": ""},
        {"user": "\x00\ud83d"},
        {"user": "长" * 10_000},
    ]
    out = talk(home, tmp_path, *lines, {"user": "教师资格证丢了怎么办"})
    assert [set(one) for one in out[:4]] == [{"error"}] * 4
    assert all("replies" in one for one in out[4:])
    assert out[-1]["ids"] == ["card_lost"]
