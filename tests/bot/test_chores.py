"""What falls silent soon is announced at the desk, to those who see to it."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.policy.chores import chores_of
from bot.policy.current import Policy
from tests.faq.folder import Folder, asked, entry

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)


@pytest.fixture
def policy(tmp_path: Path) -> Policy:
    folder = Folder(tmp_path / "faq")
    folder.entries += [
        entry("card_ends", effective={"from": "2020-05-01", "until": "2026-12-20"}),
        entry("card_over", effective={"from": "2020-05-01", "until": "2026-11-23"}),
        entry("card_later", effective={"from": "2020-05-01", "until": "2026-12-25"}),
        entry("card_draft", state="draft"),
    ]
    for name in ("card_ends", "card_over", "card_later"):
        folder.phrasings[name] = asked(name)
    return Policy(folder.write(), None)


def test_what_ends_within_a_month_is_told_and_what_is_silent_comes_first(policy: Policy) -> None:
    found = chores_of(policy, lambda: NOW)()
    assert [(one.kind, one.silent) for one in found] == [("已过期", True), ("快到期", False)]
    assert "2026-11-23 到期，已经不答" in found[0].text
    assert "card_ends 怎么办：2026-12-20 到期，那以后不再答" in found[1].text


def test_the_day_goes_by_the_clock(policy: Policy) -> None:
    later = NOW.replace(month=12)
    assert [one.kind for one in chores_of(policy, lambda: later)()] == ["已过期", "已过期", "快到期"]
