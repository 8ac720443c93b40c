"""People send 「老师好」「孩子转学」「四年级」 as three messages: what comes within a moment is read as one question.

A line that says little by itself waits briefly for the next one, before anything is kept or acknowledged; so a crash in
between loses nothing, since the platform or the page sends it again.
"""

import asyncio
from contextlib import suppress
from dataclasses import dataclass, field

from bot.dialogue.followups import asked_section, wants_other
from bot.dialogue.picking import number_of
from bot.message import Address, Kind, Message
from intents.about import about
from intents.match import Kind as Matched
from intents.match import Match

GREETING = "chat_greeting"
LONGEST_FRAGMENT = 8  # characters
PATIENCE = 2.0  # seconds that a line waits for the one before it to be understood and kept


@dataclass(slots=True)
class Held:
    """One line and the lines before it that were not answered by themselves."""

    external_id: str
    lines: tuple[str, ...]
    before: "Held | None" = None
    answered: bool = False  # by itself: what comes next is not read together with it
    judged: asyncio.Event = field(default_factory=asyncio.Event)
    followed: asyncio.Event = field(default_factory=asyncio.Event)
    kept: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def text(self) -> str:
        """All lines as one question."""
        return "，".join(line.strip("。，,. ") for line in self.lines)


class Bursts:
    """Within one process: with several, a burst that is spread over them is answered line by line."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._newest: dict[Address, Held] = {}

    def waits(self, address: Address) -> bool:
        """A line of theirs waits for the next one."""
        return address in self._newest

    def join(self, message: Message) -> Held:
        """This line, behind the one of the same citizen that is not answered yet."""
        before = self._newest.get(message.address) if self._joins(message) else None
        if before is not None and before.external_id == message.external_id:
            return Held(message.external_id, (message.text,))  # the same message again: no next line
        held = Held(message.external_id, (message.text,), before)
        if self._joins(message):
            self._newest[message.address] = held
        if before is not None:
            before.followed.set()
        return held

    def _joins(self, message: Message) -> bool:
        return self._seconds > 0 and message.kind is Kind.TEXT and message.choice is None

    async def gather(self, held: Held) -> None:
        """Learn whether the line before this one waits to be read together with it."""
        before = held.before
        if before is None:
            return
        with suppress(TimeoutError):
            await asyncio.wait_for(before.judged.wait(), PATIENCE)
        if before.judged.is_set() and not before.answered:
            held.lines = (*before.lines, *held.lines)

    async def followed(self, message: Message, held: Held, match: Match) -> bool:
        """Whether another line came within the moment; that one is answered, this one only kept."""
        held.answered = not self._joins(message) or not says_little(message.text, match)
        held.judged.set()
        if not held.answered:
            with suppress(TimeoutError):
                await asyncio.wait_for(held.followed.wait(), self._seconds)
        self._close(message, held)
        return not held.answered and held.followed.is_set()

    def leave(self, message: Message, held: Held) -> None:
        """The line is kept, or failed; nobody waits for it any longer."""
        self._close(message, held)
        held.judged.set()
        held.kept.set()

    def _close(self, message: Message, held: Held) -> None:
        if self._newest.get(message.address) is held:
            del self._newest[message.address]

    async def in_order(self, held: Held) -> None:
        """Wait until the line before this one is kept."""
        if held.before is not None:
            with suppress(TimeoutError):
                await asyncio.wait_for(held.before.kept.wait(), PATIENCE)


def stands_alone(text: str, match: Match) -> bool:
    """A line that means the same without the fragments before it."""
    if match.kind is Matched.SURE:
        return bool(about(text).objects)  # 「丢了怎么补办」 resembles a question, but of what?
    return match.kind in (Matched.HUMAN, Matched.URGENT) or number_of(text) is not None


def says_little(text: str, match: Match) -> bool:
    """A greeting, a name or a fragment; never a number, a follow-up, a call for a person, or a whole question."""
    if match.kind is Matched.CHAT:
        return match.topic == GREETING
    bare = text.strip()
    if not bare or len(bare) > LONGEST_FRAGMENT or bare.endswith(("？", "?", "吗", "呢")):
        return False
    if match.kind not in (Matched.UNKNOWN, Matched.UNCLEAR) and not _only_names(bare, match):
        return False
    return number_of(bare) is None and asked_section(bare) is None and not wants_other(bare)


def _only_names(text: str, match: Match) -> bool:
    """「普通话证」: a thing, and not what about it."""
    said = about(text)
    return match.kind is Matched.SURE and bool(said.objects) and not said.actions and not said.strange
