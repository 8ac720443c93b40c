"""Readings of the engine: worked out once, off the loop; anew when the policy changes; never too many."""

import asyncio
import threading
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Any

from bot.reception import hearing
from bot.reception.hearing import Hearing, NotYetHeard
from intents.match import Kind, Match


@dataclass
class Engine:
    """Remembers what it was asked, and where."""

    asked: list[str] = field(default_factory=list)
    hurried: list[str] = field(default_factory=list)
    threads: set[int] = field(default_factory=set)

    def match(self, text: str, *, closely: bool = True) -> Match:
        (self.asked if closely else self.hurried).append(text)
        self.threads.add(threading.get_ident())
        return Match(text=text, kind=Kind.UNKNOWN)

    def carry(self, previous: str, text: str) -> str | None:
        self.asked.append(f"{previous}>{text}")
        return None


@dataclass
class Policy:
    engine: Engine = field(default_factory=Engine)


def hearing_of(policy: Policy) -> Hearing:
    return Hearing(policy)  # type: ignore[arg-type]


async def test_the_same_text_is_worked_out_once_and_off_the_loop() -> None:
    policy = Policy()
    heard = hearing_of(policy)
    for _ in range(3):
        assert (await heard.match("转学")).text == "转学"
    assert policy.engine.asked == ["转学"]
    assert threading.get_ident() not in policy.engine.threads


async def test_in_a_rush_a_text_is_heard_without_taking_time_and_closely_again_in_peace() -> None:
    policy = Policy()
    heard = hearing_of(policy)
    with ExitStack() as others:
        for _ in range(hearing.IN_PEACE):
            others.enter_context(heard.at_work())
        for _ in range(3):
            assert (await heard.match("丙")).text == "丙"
    assert (policy.engine.asked, policy.engine.hurried) == ([], ["丙"])
    await heard.match("丙")
    assert (policy.engine.asked, policy.engine.hurried) == (["丙"], ["丙"])


async def test_whether_there_is_a_rush_is_known_when_the_turn_comes() -> None:
    policy = Policy()
    heard = hearing_of(policy)
    texts = [f"第{number}个" for number in range(hearing.IN_PEACE * 4)]
    await asyncio.gather(*map(heard.match, texts))
    assert sorted(policy.engine.asked + policy.engine.hurried) == sorted(texts)
    assert len(policy.engine.hurried) >= hearing.IN_PEACE


async def test_another_policy_is_heard_anew() -> None:
    policy = Policy()
    heard = hearing_of(policy)
    await heard.match("转学")
    policy.engine = Engine()
    await heard.match("转学")
    assert policy.engine.asked == ["转学"]


async def test_only_so_many_are_kept_and_the_oldest_go(monkeypatch: Any) -> None:
    monkeypatch.setattr(hearing, "KEPT", 2)
    policy = Policy()
    heard = hearing_of(policy)
    for text in ("甲", "乙", "甲", "丙", "甲", "乙"):
        await heard.match(text)
    assert policy.engine.asked == ["甲", "乙", "丙", "乙"]


async def test_what_a_rule_wants_to_know_is_found_off_the_loop_and_the_rule_asked_again() -> None:
    policy = Policy()
    heard = hearing_of(policy)
    unknown = 0
    while True:
        try:
            answers = heard.understand("毕业证").kind, heard.carry("tq_lost", "普通话证呢")
            break
        except NotYetHeard as asked:
            unknown += 1
            await heard.find(asked)
    assert answers == (Kind.UNKNOWN, None)
    assert policy.engine.asked == ["毕业证", "tq_lost>普通话证呢"]
    assert unknown == 2
    assert threading.get_ident() not in policy.engine.threads
