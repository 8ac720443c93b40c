"""Written dialogues (tests/dialogues) with the real reception; most turns have to go as a reader expects."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import yaml

from bot.app import House
from bot.dialogue import Decision
from tests.stories.conftest import Citizen, Clock

DIALOGUES = Path(__file__).parents[1] / "dialogues"
FLOOR = 0.94  # of all turns


def wrong(expect: dict[str, Any], decision: Decision) -> list[str]:
    """What differs from what was expected of a turn."""
    seen = {
        "kind": decision.kind,
        "ids": list(decision.ids),
        "section": [reply.section for reply in decision.replies if reply.section],
        "handoff": decision.handoff is not None,
        "choices": any(reply.choices for reply in decision.replies),
        "says": "\n".join(reply.text for reply in decision.replies),
    }
    return [f"{key}: {seen[key]!r}, not {value!r}" for key, value in expect.items() if not _same(seen[key], value)]


def _same(seen: Any, expected: Any) -> bool:
    """A list of words: one of them. A list of ids or sections that was seen: what was expected is in it."""
    if isinstance(seen, list):
        return set([expected] if isinstance(expected, str) else expected) <= set(seen)
    if isinstance(expected, list):
        return seen in expected
    return expected in seen if isinstance(seen, str) and len(seen) > len(str(expected)) else bool(seen == expected)


async def test_dialogues_go_as_expected(
    house: House, clock: Clock, record_property: Callable[[str, object], None]
) -> None:
    turns, failed = 0, []
    for path in sorted(DIALOGUES.glob("*.yaml")):
        for dialogue in yaml.safe_load(path.read_text(encoding="utf-8")):
            citizen = Citizen(house, clock)
            for turn in dialogue["turns"]:
                await citizen.say(turn["user"])
                turns += 1
                assert citizen.decision
                if problems := wrong(turn["expect"], citizen.decision):
                    failed.append(f"{dialogue['name']} “{turn['user']}”: {'; '.join(problems)}")
    share = 1 - len(failed) / turns
    record_property("as_expected", share)
    assert share >= FLOOR, f"{share:.3f} of {turns} turns\n" + "\n".join(failed)


def test_there_is_enough_to_judge_by() -> None:
    read = [one for path in DIALOGUES.glob("*.yaml") for one in yaml.safe_load(path.read_text(encoding="utf-8"))]
    assert len(read) >= 60
    assert sum(len(dialogue["turns"]) for dialogue in read) >= 180
    assert all(turn["expect"] for dialogue in read for turn in dialogue["turns"])
