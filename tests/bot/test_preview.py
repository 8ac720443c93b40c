"""`yiwen diff`: what a change of the files does to questions."""

import asyncio
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.commands.diff import old_files, recorded_questions, repository, run_diff
from bot.commands.preview import Change, Outcome, Question, asker, compare, known_questions
from bot.commands.rewording import reworded
from bot.keeping.store import conversation_for, keep_incoming
from bot.message import Address, Message
from bot.policy.current import read_book
from bot.refusal import CannotDo
from faq.load import LoadError
from handoff.database import Database, metadata
from intents.match import Kind, Match
from tests.faq.folder import LOCAL, Folder, entry

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)


def outcome(kind: str, *ids: str, words: str = "") -> Outcome:
    return Outcome(kind=Kind(kind), ids=ids, words=words)


@pytest.mark.parametrize(
    ("before", "after", "change"),
    [
        (outcome("sure", "a"), outcome("sure", "a"), None),
        (outcome("sure", "a", words="旧"), outcome("sure", "a", words="新"), Change.WORDS),
        (outcome("sure", "a"), outcome("sure", "b"), Change.OTHER),
        (outcome("sure", "a"), outcome("unclear", "a", "b"), Change.LOST),
        (outcome("unclear", "a", "b"), outcome("unknown"), Change.LOST),
        (outcome("unclear", "a", "b"), outcome("unclear", "b", "a"), None),
        (outcome("unknown"), outcome("human"), None),
        (outcome("unknown"), outcome("sure", "a"), Change.GAINED),
    ],
)
def test_how_a_reply_changes(before: Outcome, after: Outcome, change: Change | None) -> None:
    found = list(compare([Question(text="问")], lambda _: before, lambda _: after))
    assert [one.change for one in found] == ([change] if change else [])


def test_the_right_answer_is_known_for_test_questions() -> None:
    question = Question(text="问", gold=frozenset({"a"}))
    found = list(compare([question], lambda _: outcome("sure", "b"), lambda _: outcome("sure", "a")))
    assert [one.verdict for one in found] == ["对"]


def test_an_answer_not_in_force_is_no_answer(tmp_path: Path) -> None:
    folder = Folder(tmp_path / "faq", entries=[entry(effective={"from": "2020-01-01", "until": "2026-01-01"})])
    ask = asker(read_book(folder.write()), lambda text: Match(text=text, kind=Kind.SURE, ids=("card_lost",)), NOW)
    assert ask("证丢了") == outcome("unknown")


def test_questions_are_read_with_their_right_answers(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("card_lost|card_wrong:\n  - 证丢了\nnone:\n  - 天气\n", encoding="utf-8")
    assert known_questions(tmp_path) == [
        Question(text="证丢了", gold=frozenset({"card_lost", "card_wrong"})),
        Question(text="天气"),
    ]
    assert known_questions(tmp_path / "nothing") == []


@pytest.mark.parametrize(
    ("text", "what"),
    [("- 证丢了\n", "a.yaml:1: 文件"), ("none:\n  - 天气\ncard_lost: 证丢了\n", "a.yaml:3: card_lost")],
)
def test_questions_that_are_no_list_are_said(tmp_path: Path, text: str, what: str) -> None:
    (tmp_path / "a.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(LoadError, match=what):
        known_questions(tmp_path)


def git(where: Path, *words: str) -> None:
    identity = ["-c", "user.name=t", "-c", "user.email=t@example.cn", "-c", "commit.gpgsign=false"]
    subprocess.run(["git", *identity, "-C", str(where), *words], check=True, capture_output=True)


@pytest.fixture
def kept(tmp_path: Path) -> Folder:
    """A policy folder inside a repository, committed once and changed since."""
    folder = Folder(tmp_path / "repo" / "faq")
    folder.write()
    git(tmp_path / "repo", "init", "-q")
    git(tmp_path / "repo", "add", ".")
    git(tmp_path / "repo", "commit", "-qm", "policy: Begin.")
    folder.entries[0] = entry(summary="到新大厅补办。")
    folder.write()
    return folder


def test_the_files_as_they_were(kept: Folder, tmp_path: Path) -> None:
    assert repository(kept.home) == tmp_path / "repo"
    with old_files(kept.home, "HEAD", tmp_path / "old") as old:
        assert read_book(old).entry("card_lost").summary == "带身份证到原发证机关补办，不收费。"


@pytest.mark.parametrize("revision", ["nowhere", "--output=/tmp/x", ""])
def test_a_revision_that_is_none_is_refused(kept: Folder, tmp_path: Path, revision: str) -> None:
    with pytest.raises(CannotDo), old_files(kept.home, revision, tmp_path / "old"):
        pass


def test_a_folder_outside_git_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CannotDo, match="git"):
        repository(Folder(tmp_path / "faq").write())


def test_diff_tells_what_changes(kept: Folder, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    questions = tmp_path / "questions.yaml"
    questions.write_text("card_lost:\n  - card_lost 怎么办\n  - 证一0怎么办\n", encoding="utf-8")
    assert run_diff("HEAD", kept.home, tmp_path / "cache", questions=questions) == 0
    said = capsys.readouterr().out
    assert "- 简单说：带身份证到原发证机关补办，不收费。\n  + 简单说：到新大厅补办。\n1 条答复改了。" in said
    assert "card_lost: 答案的文字变了，2 问会看到新的" in said
    assert "试了 2 问" in said


def test_every_sentence_that_changes_is_told_also_where_nobody_asks(tmp_path: Path) -> None:
    old = Folder(
        tmp_path / "old",
        entries=[
            entry(),
            entry("card_gone"),
            entry("card_same"),
            entry("card_turned"),
            entry("card_twice", steps=["签字。", "交材料。", "签字。"]),
        ],
    )
    new = Folder(
        tmp_path / "new",
        entries=[
            entry(fee="收 10 元。", effective={"from": "2020-05-01", "until": "2027-01-31"}),
            entry("card_same", steps=["到窗口交材料。", "领新证。"]),
            entry("card_turned", steps=["领新证。", "到窗口交材料。"]),
            entry("card_twice", steps=["签字。", "交材料。"]),
            entry("card_new", state="draft"),
        ],
    )
    found = {one.entry_id: one for one in reworded(read_book(old.write()), read_book(new.write()))}
    assert list(found) == ["card_lost", "card_turned", "card_twice", "card_new", "card_gone"]
    assert ("费用", "不收费。") in found["card_lost"].gone
    assert ("费用", "收 10 元。") in found["card_lost"].come
    assert ("适用", "2020-05-01 起，到 2027-01-31 为止") in found["card_lost"].come
    assert found["card_turned"].come == (("顺序", "话没有变，先后变了"),)
    assert ("状态", "草稿") in found["card_new"].come
    assert found["card_twice"].gone == (("流程", "签字。"),)
    assert found["card_gone"].come == ()


def test_a_local_parameter_changes_every_answer_that_says_it(tmp_path: Path) -> None:
    who = {"description": "谁能办（整句）", "example": "也可以托人办。", "value": "只能本人来。"}
    old, new = Folder(tmp_path / "old"), Folder(tmp_path / "new", local={**LOCAL, "parameters": {"who_may": who}})
    [one] = reworded(read_book(old.write()), read_book(new.write()))
    assert one.come == (("条件", "本人办。只能本人来。"),)


def test_a_successor_is_compared_with_the_entry_it_takes_over(tmp_path: Path) -> None:
    old = Folder(tmp_path / "old")
    quick = entry("card_2027", title="card_lost 怎么办", short="card_lost", supersedes="card_lost", fee="收 5 元。",
                  effective={"from": "2027-01-01"})  # fmt: skip
    new = Folder(tmp_path / "new", entries=[entry(), quick])
    [one] = reworded(read_book(old.write()), read_book(new.write()))
    assert (one.entry_id, one.instead_of) == ("card_2027", "card_lost")
    assert [line for name, line in one.come if name == "费用"] == ["收 5 元。"]
    assert not [name for name, _ in (*one.gone, *one.come) if name in ("材料", "流程", "标题")]


def test_diff_without_questions_tells_the_sentences_and_then_what_to_give(
    kept: Folder, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "repo" / "tests" / "questions").mkdir(parents=True)
    with pytest.raises(CannotDo, match="--questions"):
        run_diff("HEAD", kept.home, tmp_path / "cache")
    assert "+ 简单说：到新大厅补办。" in capsys.readouterr().out


def test_questions_that_are_not_there_are_said(kept: Folder, tmp_path: Path) -> None:
    with pytest.raises(CannotDo, match=r"没有 .*gone\.yaml 这个文件"):
        run_diff("HEAD", kept.home, tmp_path / "cache", questions=tmp_path / "gone.yaml")


def test_diff_learns_once_where_no_phrasing_changed(kept: Folder, tmp_path: Path) -> None:
    questions, cache = tmp_path / "questions.yaml", tmp_path / "cache"
    questions.write_text("card_lost:\n  - 证丢了\n", encoding="utf-8")
    assert run_diff("HEAD", kept.home, cache, questions=questions) == 0
    assert len(list(cache.rglob("*.model.npz"))) == 1
    kept.phrasings["card_lost"].append("证让狗叼走了")
    kept.write()
    assert run_diff("HEAD", kept.home, cache, questions=questions) == 0
    assert len(list(cache.rglob("*.model.npz"))) == 2


def test_recorded_questions_come_with_their_count(tmp_path: Path) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path / 'a.db'}"

    async def keep() -> None:
        database = Database(url)
        async with database.write() as conn:
            await conn.run_sync(metadata.create_all)
            address = Address(channel="web", user="u")
            conversation, _ = await conversation_for(conn, address, NOW)
            for at, text in enumerate(["证丢了", "转学", "转学"]):
                message = Message(address=address, external_id=str(at), text=text, received_at=NOW)
                await keep_incoming(conn, conversation, message, text, None)
        await database.close()

    asyncio.run(keep())
    assert asyncio.run(recorded_questions(url)) == [Question(text="转学", times=2), Question(text="证丢了", times=1)]


def test_a_database_without_messages_is_said(tmp_path: Path) -> None:
    with pytest.raises(CannotDo, match="--recorded"):
        asyncio.run(recorded_questions(f"sqlite+aiosqlite:///{tmp_path / 'b.db'}"))
