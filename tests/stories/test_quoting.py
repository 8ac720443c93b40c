"""Which sentence of an answer a later line is about: lines that others wrote and marked, a third with no answer at all.

The weights in `bot/dialogue/passages.py` were fitted on these very lines, so the floors guard them; whoever wrote
what is asked next (faq/follow_ups) had not seen them.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from bot.dialogue import Context, Turn
from bot.dialogue.passages import closest
from bot.dialogue.searched import words_of
from bot.message import Address, Message
from bot.policy.current import Policy
from bot.wording import load_wording
from faq.sentences import sentences
from tests.bot.conftest import NOW, desk, matched

FOLDER = Path(__file__).parents[1] / "passages"
RIGHT = 0.8  # of what is quoted
SAID = 0.6  # of the lines that some sentence answers


def turn(policy: Policy, entry: str, question: str, line: str) -> Turn:
    message = Message(address=Address(channel="web", user="u"), external_id="1", text=line, received_at=NOW)
    return Turn(
        message=message, text=line, match=matched(), context=Context(entry=entry, question=question), now=NOW,
        desk=desk(), book=policy.book, wording=load_wording(), closeness=policy.engine.closeness,
        likeness=policy.engine.likeness,
    )  # fmt: skip


def marked() -> Iterator[tuple[str, str, str, list[str]]]:
    for file in sorted(FOLDER.glob("*.yaml")):
        for one in yaml.safe_load(file.read_text(encoding="utf-8")):
            for row in one["lines"]:
                yield one["entry"], one["question"], str(row["line"]), row["says"]


def test_most_of_what_is_quoted_is_what_was_asked(policy: Policy) -> None:
    quoted, right, wrong = 0, 0, []
    answered = sum(bool(says) for *_, says in marked())
    for entry, question, line, says in marked():
        asked = turn(policy, entry, question, line)
        if found := closest(asked, entry, words_of(line, asked.facts)):
            quoted += 1
            right += any(part in found[0] for part in says)
            wrong += [] if any(part in found[0] for part in says) else [f"{line} → {found[0]}"]
    assert right >= RIGHT * quoted, "\n".join(wrong)
    assert right >= SAID * answered


def test_what_is_marked_stands_there(policy: Policy) -> None:
    for entry, _, line, says in marked():
        told = sentences(policy.book.answers[entry])
        assert [part for part in says if not any(part in one for one in told)] == [], (entry, line)


@pytest.mark.parametrize("line", ["工资多少", "你是谁呀"])
def test_nothing_is_quoted_where_nothing_is_said(policy: Policy, line: str) -> None:
    asked = turn(policy, "tq_cert_lost", "教师资格证丢了", line)
    assert closest(asked, "tq_cert_lost", words_of(line, asked.facts)) == []
