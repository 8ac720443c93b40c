"""What the engine makes of a text: worked out off the loop, and kept, since many citizens ask the same thing."""

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

from bot.policy.current import Policy
from intents.cores import cores
from intents.engine import Engine
from intents.match import Match

KEPT = 2000  # readings; texts are masked before they get here
# Messages that are worked on at once; in a rush beyond that a text is heard without a second opinion.
IN_PEACE = cores()
CLOSELY, HASTILY = "closely", "hastily"

Key = tuple[str, ...]


class NotYetHeard(Exception):
    """A rule wants to know something of the engine that is not known yet; `find` works it out, and what keeps it."""

    def __init__(self, find: Callable[[], tuple[Key, Any]]) -> None:
        super().__init__()
        self.find = find


class Hearing:
    """Readings of the policy that is in use; another policy is heard anew."""

    def __init__(self, policy: Policy) -> None:
        self._policy = policy
        self._engine: Engine | None = None
        self._known: OrderedDict[Key, Any] = OrderedDict()
        self._at_work = 0
        self._workers = ThreadPoolExecutor(IN_PEACE, "hearing")  # more would only take turns on the same cores

    async def match(self, text: str) -> Match:
        """At once for what was heard before; in a rush without taking time, which is good for a rush only."""
        with self.at_work():
            try:
                return self.understand(text)
            except NotYetHeard as asked:
                found: Match = await self.find(asked)
                return found

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """Around whatever keeps the processor from other messages."""
        self._at_work += 1
        try:
            yield
        finally:
            self._at_work -= 1

    def _in_a_rush(self) -> bool:
        return self._at_work > IN_PEACE

    def understand(self, text: str) -> Match:
        """For rules; raises NotYetHeard."""
        engine = self._current()
        keys = [(CLOSELY, text), (HASTILY, text)] if self._in_a_rush() else [(CLOSELY, text)]
        found: Match = self._look_up(keys, lambda: self._hear(engine, text))
        return found

    def carry(self, previous_id: str, text: str) -> str | None:
        """For rules; raises NotYetHeard."""
        engine, key = self._current(), ("carry", previous_id, text)
        found: str | None = self._look_up([key], lambda: (key, engine.carry(previous_id, text)))
        return found

    def closeness(self, text: str, sentences: Sequence[str]) -> Sequence[float]:
        """For rules; raises NotYetHeard."""
        engine, key = self._current(), ("closeness", text, *sentences)
        found: Sequence[float] = self._look_up([key], lambda: (key, engine.closeness(text, sentences)))
        return found

    def likeness(self, text: str, lines: Sequence[str]) -> Sequence[float]:
        """For rules; raises NotYetHeard."""
        engine, key = self._current(), ("likeness", text, *lines)
        found: Sequence[float] = self._look_up([key], lambda: (key, engine.likeness(text, lines)))
        return found

    def _hear(self, engine: Engine, text: str) -> tuple[Key, Match]:
        """In a worker: whether others wait is known only when its turn has come."""
        hurried = self._in_a_rush()
        return (HASTILY if hurried else CLOSELY, text), engine.match(text, closely=not hurried)

    def _current(self) -> Engine:
        if self._engine is not self._policy.engine:
            self._engine, self._known = self._policy.engine, OrderedDict()
        return self._engine

    def _look_up(self, keys: Sequence[Key], find: Callable[[], tuple[Key, Any]]) -> Any:
        key = next((key for key in keys if key in self._known), None)
        if key is None:
            raise NotYetHeard(find)
        self._known.move_to_end(key)
        return self._known[key]

    async def find(self, asked: NotYetHeard) -> Any:
        """Works out what was not known yet; whoever asked can ask again."""
        known = self._known  # a reload meanwhile begins another
        key, found = await asyncio.get_running_loop().run_in_executor(self._workers, asked.find)
        known[key] = found
        while len(known) > KEPT:
            known.popitem(last=False)
        return found
