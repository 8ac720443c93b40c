"""Written dialogues (tests/dialogues) with the real reception; most turns have to go as a reader expects."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import yaml

from bot.app import House
from bot.dialogue import Decision
from tests.stories.conftest import Citizen, Clock

DIALOGUES = Path(__file__).parents[1] / "dialogues"
FLOOR = 0.90  # of all turns


def wrong(expect: dict[str, Any], decision: Decision) -> list[str]:
    """What differs from what was expected of a turn."""
    sections = [reply.section for reply in decision.replies if reply.section]
    seen = {
        "kind": decision.kind,
        "ids": list(decision.ids),
        "section": sections[0] if sections else None,
        "handoff": decision.handoff is not None,
        "choices": any(reply.choices for reply in decision.replies),
    }
    return [f"{key}: {seen[key]!r}, not {value!r}" for key, value in expect.items() if not _same(key, seen[key], value)]


def _same(key: str, seen: Any, expected: Any) -> bool:
    if key == "ids":  # every id that is named has to be there; a menu may hold more
        return set(expected) <= set(seen)
    return bool(seen == expected)


async def test_dialogues_go_as_expected(house: House, clock: Clock, record_property: Callable[[str, object], None]) -> None:
    turns, failed = 0, []
    for path in sorted(DIALOGUES.glob("*.yaml")):
        for dialogue in yaml.safe_load(path.read_text(encoding="utf-8")):
            citizen = Citizen(house, clock)
            for turn in dialogue["turns"]:
                await citizen.say(turn["user"])
                turns += 1
                assert citizen.decision
                if problems := wrong(turn.get("expect", {}), citizen.decision):
                    failed.append(f"{dialogue['name']} “{turn['user']}”: {'; '.join(problems)}")
    share = 1 - len(failed) / turns
    record_property("as_expected", share)
    assert share >= FLOOR, f"{share:.3f} of {turns} turns\n" + "\n".join(failed)
