"""What the desk is offered: public answers in force, internal ones marked, drafts never."""

from datetime import UTC, datetime
from pathlib import Path

from bot.policy.current import Policy
from bot.policy.suggesting import suggester
from tests.faq.folder import Folder, entry
from tests.learned import real_policy

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)


def titles(folder: Folder, question: str, now: datetime = NOW) -> list[str]:
    policy = Policy(folder.write(), None)
    return [one.title for one in suggester(policy, lambda: now)(question)]


def test_internal_answers_are_for_the_desk_and_marked(tmp_path: Path) -> None:
    folder = Folder(tmp_path / "faq")
    folder.entries += [
        entry("desk_only", title="内部核查怎么走", state="internal"),
        entry("not_ready", title="内部核查的草稿", state="draft"),
    ]
    assert titles(folder, "内部核查怎么走？")[0] == "内部核查怎么走（内部，不能原样发给市民）"
    assert "内部核查的草稿" not in " ".join(titles(folder, "内部核查的草稿"))
    assert titles(folder, "证一0怎么办") == ["card_lost 怎么办"]


def test_an_expired_answer_is_not_suggested(tmp_path: Path) -> None:
    folder = Folder(tmp_path / "faq", entries=[entry(effective={"from": "2020-01-01", "until": "2026-11-23"})])
    assert titles(folder, "证一0怎么办") == []


def test_what_is_about_something_else_is_not_suggested() -> None:
    """The nearest answer to a child that hurts itself was 「错过报名」."""
    suggest = suggester(real_policy(), lambda: NOW)
    for question in ("我家娃娃上初二，这两天说活着没意思，手上有划痕", "学校食堂的饭孩子吃了拉肚子，班上有六个都这样"):
        assert suggest(question) == [], question
    assert [one.title for one in suggest("普通话证书上名字打错一个字")] == [
        real_policy().book.entry("pth_cert_error").title
    ]
