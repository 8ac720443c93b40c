"""What the engine makes of a text: worked out off the loop, and kept, since many citizens ask the same thing."""

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from bot.dialogue import Decision, Turn, decide
from bot.policy import Policy
from intents.engine import Engine
from intents.match import Match

KEPT = 2000  # readings; texts are masked before they get here
IN_PEACE = 3  # messages that are worked on at once; in a rush beyond that a text is heard without a second opinion


class NotYetHeard(Exception):
    """A rule wants to know something of the engine that is not known yet; `find` works it out."""

    def __init__(self, key: tuple[str, ...], find: Callable[[], Any]) -> None:
        super().__init__(key)
        self.key, self.find = key, find


class Hearing:
    """Readings of the policy that is in use; another policy is heard anew."""

    def __init__(self, policy: Policy) -> None:
        self._policy = policy
        self._engine: Engine | None = None
        self._known: OrderedDict[tuple[str, ...], Any] = OrderedDict()
        self._at_work = 0

    async def match(self, text: str) -> Match:
        """At once for what was heard before; in a rush without taking time, which is not kept."""
        try:
            return self.understand(text)
        except NotYetHeard as asked:
            with self.at_work():
                if self._at_work > IN_PEACE:
                    return await asyncio.to_thread(self._current().match, text, closely=False)
                found: Match = await self._find(asked)
                return found

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """Around whatever keeps the processor from other messages."""
        self._at_work += 1
        try:
            yield
        finally:
            self._at_work -= 1

    async def decide(self, turn: Turn) -> Decision:
        """`decide` is pure, so it can be asked again when what it wanted to know is known."""
        while True:
            try:
                return decide(turn)
            except NotYetHeard as asked:
                await self._find(asked)

    def understand(self, text: str) -> Match:
        """For rules; raises NotYetHeard."""
        engine = self._current()
        found: Match = self._look_up(("match", text), lambda: engine.match(text))
        return found

    def carry(self, previous_id: str, text: str) -> str | None:
        """For rules; raises NotYetHeard."""
        engine = self._current()
        found: str | None = self._look_up(("carry", previous_id, text), lambda: engine.carry(previous_id, text))
        return found

    def _current(self) -> Engine:
        if self._engine is not self._policy.engine:
            self._engine, self._known = self._policy.engine, OrderedDict()
        return self._engine

    def _look_up(self, key: tuple[str, ...], find: Callable[[], Any]) -> Any:
        if key not in self._known:
            raise NotYetHeard(key, find)
        self._known.move_to_end(key)
        return self._known[key]

    async def _find(self, asked: NotYetHeard) -> Any:
        known = self._known  # a reload meanwhile begins another
        found = known[asked.key] = await asyncio.to_thread(asked.find)
        while len(known) > KEPT:
            known.popitem(last=False)
        return found
