"""`yiwen match`, `ask` and `evaluate` as commands, on a small policy folder."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from bot.commands.labelled import read_cases
from bot.refusal import CannotDo
from intents.evaluate import Case, Gold
from tests.faq.folder import Folder, asked, entry

CHAT = {"id": "chat_hello", "title": "打招呼", "kind": "chat", "reply": "您好。", "phrasings": ["你好", "您好啊"]}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = Folder(
        tmp_path_factory.mktemp("policy") / "faq",
        entries=[entry(), entry("name_wrong", summary="带户口本到教师科改名字。")],
        phrasings={"card_lost": asked("证"), "name_wrong": asked("名字写错了要改")},
        not_ours=[CHAT],
    )
    return folder.write()


def yiwen(home: Path, *words: str, given: bytes = b"", **more: str) -> subprocess.CompletedProcess[bytes]:
    env = {**os.environ, "YIWEN_FAQ_DIR": str(home), "YIWEN_DATA_DIR": str(home.parent / "data"), **more}
    return subprocess.run([*COMMAND, *words], input=given, capture_output=True, env=env, check=False, timeout=120)


COMMAND = (sys.executable, "-c", "from bot.cli import main; main()")


def quiet(stderr: bytes) -> bool:
    """No progress bar and no traceback; a line for each embedding that is not installed is right."""
    lines = stderr.decode().splitlines()
    return "\x1b" not in stderr.decode() and all(line.startswith("少一样本事") for line in lines)


def test_match_answers_line_by_line_in_order(home: Path) -> None:
    texts = ["证一一丢了", "", "名字写错了要改三二去哪办", "\u2028行\r中", "你好", "证一一丢了"]
    done = yiwen(home, "match", given="\n".join(texts).encode())
    lines = [json.loads(line) for line in done.stdout.decode().split("\n") if line]
    assert done.returncode == 0
    assert quiet(done.stderr)
    assert [line["text"] for line in lines] == texts
    assert [line["kind"] for line in lines if line["text"] in ("", "你好")] == ["unknown", "chat"]
    assert lines[0]["candidates"][0]["id"] == "card_lost"
    assert lines[2]["candidates"][0]["id"] == "name_wrong"
    assert lines[0] == lines[-1]
    assert all(set(line) == {"text", "kind", "ids", "candidates"} for line in lines)


def test_match_lives_through_bad_bytes_in_any_locale(home: Path) -> None:
    done = yiwen(home, "match", given=b"\xff\xfe\x00\n\xe8\xaf\r\n" + "证😀".encode(), LC_ALL="C", PYTHONUTF8="0")
    texts = [json.loads(line)["text"] for line in done.stdout.decode().splitlines()]
    assert (done.returncode, texts) == (0, ["\ufffd\ufffd\x00", "\ufffd", "证😀"])


def test_match_needs_no_database(home: Path) -> None:
    nowhere = "postgresql+psycopg://nobody@127.0.0.1:1/nothing"
    assert yiwen(home, "match", given=b"a", YIWEN_DATABASE_URL=nowhere).returncode == 0


def test_a_closed_pipe_ends_match_quietly(home: Path) -> None:
    env = {**os.environ, "YIWEN_FAQ_DIR": str(home), "YIWEN_DATA_DIR": str(home.parent / "data")}
    pipe = subprocess.PIPE
    process = subprocess.Popen([*COMMAND, "match"], stdin=pipe, stdout=pipe, stderr=pipe, env=env)
    assert process.stdin
    assert process.stdout
    assert process.stderr
    process.stdin.write("你好\n".encode())
    process.stdin.flush()
    assert process.stdout.readline()
    process.stdout.close()
    process.stdin.write("你好\n".encode())
    process.stdin.close()
    assert process.wait(60) == 0
    assert quiet(process.stderr.read())
    process.stderr.close()


def test_ask_says_what_the_citizen_would_be_told(home: Path) -> None:
    said = yiwen(home, "ask", "证一一丢了").stdout.decode()
    assert "不收费" in said
    assert "为什么" not in said
    assert "转给值班人员" in yiwen(home, "ask", "转人工").stdout.decode()


def test_ask_why_shows_the_candidates_and_the_reason(home: Path) -> None:
    said = yiwen(home, "ask", "证一一丢了", "--why").stdout.decode()
    assert "为什么" in said
    assert "读作：证一一丢了" in said
    assert (
        "写在 faq/entries/cards.yaml:1（card_lost）：公开，2020-05-01 起，没有写到哪天为止，2027-06-30 前复核；" in said
    )
    assert "前复核；本局填的在 faq/local.yaml：who_may 第 " in said
    assert "name_wrong" in said


def test_ask_why_says_where_a_reply_about_what_is_not_ours_stands(home: Path) -> None:
    assert (
        "不归我们的里面最像：chat_hello，写在 faq/not_ours/all.yaml:1"
        in yiwen(home, "ask", "你好", "--why").stdout.decode()
    )


def test_evaluate_ends_with_1_below_a_floor(home: Path, tmp_path: Path) -> None:
    file = tmp_path / "q.tsv"
    file.write_text("card_lost\t证一一丢了\nname_wrong\t信\t名字写错了要改三二去哪办\nname_wrong\t信\t证一二去哪办\n")
    good = yiwen(home, "evaluate", str(file), "--floor", "top1=0.6", "--plot", str(tmp_path / "curve.svg"))
    bad = yiwen(home, "evaluate", str(file), "--floor", "top1=0.6,wrong=0.01", COLUMNS="140")
    assert (good.returncode, bad.returncode) == (0, 1)
    assert (tmp_path / "curve.svg").read_text().startswith("<svg")
    said = bad.stdout.decode()
    assert "2/3" in said
    assert "没到底线：答错 wrong" in said
    assert "证一二去哪办" in said  # the confusion
    assert quiet(bad.stderr)


def test_evaluate_lists_who_was_not_heard(home: Path, tmp_path: Path) -> None:
    file = tmp_path / "q.tsv"
    file.write_text("human\t证一一丢了\n", encoding="utf-8")
    said = yiwen(home, "evaluate", str(file), "--floor", "human=1").stdout.decode()
    assert "没听出来要紧、要找人的（1）" in said
    assert "没到底线：要找人，听出来了 human" in said


def test_evaluate_asks_an_engine_that_has_not_seen_the_phrasings(home: Path) -> None:
    done = yiwen(home, "evaluate", "--folds", "2", "--floor", "top1=0.5")
    assert done.returncode == 0
    assert "考了 124 问，其中归我们答的 122 问" in done.stdout.decode()


def test_evaluate_against_an_older_revision(home: Path, tmp_path: Path) -> None:
    git = ("git", "-C", str(home.parent), "-c", "user.name=t", "-c", "user.email=t@t")
    for words in (["init", "-q"], ["add", "faq"], ["commit", "-q", "-m", "one"]):
        subprocess.run([*git, *words], check=True)
    phrasings = home / "phrasings" / "cards.yaml"
    was = phrasings.read_text(encoding="utf-8")
    file = tmp_path / "q.yaml"
    file.write_text("card_lost:\n  - 本本飞了咋弄\n", encoding="utf-8")
    try:
        phrasings.write_text(was.replace("card_lost:\n", "card_lost:\n- 本本飞了咋弄\n"), encoding="utf-8")
        done = yiwen(home, "evaluate", str(file), "--against", "HEAD", COLUMNS="140")
    finally:
        phrasings.write_text(was, encoding="utf-8")
    assert done.returncode == 0, done.stderr.decode()
    assert "和 HEAD 的政策文件比" in done.stdout.decode()


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--floor", "best=1"], "没有“best”这个指标"), (["--plot", "a.png"], "只画 SVG"),
        (["--folds", "1"], "至少是 2"), (["/nowhere.tsv"], "没有 /nowhere.tsv"), (["--against", "nothing"], "git"),
    ],
)  # fmt: skip
def test_what_evaluate_cannot_do_it_says_in_a_sentence(home: Path, words: list[str], sentence: str) -> None:
    done = yiwen(home, "evaluate", *words)
    assert done.returncode == 1
    assert sentence in done.stderr.decode()
    assert "Traceback" not in done.stderr.decode()


def test_labelled_questions_from_tsv_yaml_and_folders(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("a|b:\n  - 一\nnone:\n  - 8:30\n", encoding="utf-8")
    (tmp_path / "b.tsv").write_text("\ufeffa\t二\n\nurgent|a\t信\t三\n", encoding="utf-8")
    gold = [("a|b", "", "一"), ("none", "", "8:30"), ("a", "", "二"), ("urgent|a", "信", "三")]
    assert read_cases(tmp_path) == [Case(text=text, gold=Gold.parse(one), style=style) for one, style, text in gold]


@pytest.mark.parametrize(
    ("name", "text", "place"),
    [
        ("a.tsv", "a\t一\n只有一栏\n", "a.tsv:2"), ("a.tsv", "\t一\n", "a.tsv:1"), ("a.tsv", "a\tb\tc\td\n", "a.tsv:1"),
        ("a.yaml", "- 一\n", "a.yaml:1"), ("a.yaml", "a: 一\n", "a.yaml:1"), ("a.tsv", "\n", "没有带答案的问题"),
    ],
)  # fmt: skip
def test_a_bad_question_file_is_named_with_its_line(tmp_path: Path, name: str, text: str, place: str) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(CannotDo, match=place):
        read_cases(tmp_path / name)
