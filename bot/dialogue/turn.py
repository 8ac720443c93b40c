"""What a rule sees (Turn), what the conversation remembers (Context) and what a rule gives back (Decision)."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from zlib import crc32

from bot.dialogue.followups import bare
from bot.dialogue.picking import entries_of, facts
from bot.message import Choice, Message, Reply
from bot.policy.book import Book
from bot.wording import Wording
from handoff.desk import DeskStatus
from handoff.ticket import Progress, Ticket, TicketKind
from intents.match import Kind, Match

REMEMBERS = timedelta(minutes=30)
LONGEST_LINE = 80  # characters of a line that are kept in mind
PLAIN = 0.95  # share of an answer that needs no context


class Awaiting(StrEnum):
    """What the citizen's next line may be an answer to."""

    NOTHING = ""
    TOPIC = "topic"  # the ticket is open; one line on what it is about, may be skipped
    RATING = "rating"
    RATING_WORD = "rating_word"


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """A conversation's memory, kept as JSON: forgotten after half an hour of silence, but for a rating's ticket."""

    entry: str | None = None  # the entry answered last: follow-ups are about it
    also: tuple[str, ...] = ()  # answered in the same breath, before it
    beside: str | None = None  # answered last, and of any matter: 代办, 邮寄; the entry is what it is for
    before: str | None = None  # the entry that was spoken of before this one
    before_asked: str = ""  # and in which words
    said: int = 0  # a checksum of what was answered last, so as not to say it twice
    line: str = ""  # the beginning of the citizen's last line, whatever came of it
    elsewhere: str | None = None  # whose it is was said just now: the matter of faq/not_ours
    told_of: tuple[str, ...] = ()  # all such matters of which it was said in this talk
    known: tuple[str, ...] = ()  # which level, place, paper… the citizen named, as "level:初中": not asked again
    offered: tuple[Choice, ...] = ()  # what a number or a tap means now
    rest: tuple[str, ...] = ()  # candidates for 「不是这个」
    question: str = ""  # the citizen's last own words, for the desk and for another try
    ask: str | None = None  # the curators' question that was asked: its other choices can be named too
    trouble: bool = False  # the last line told of a circumstance: 「那怎么办」 is about that
    asked: int = 0  # clarifying questions in a row
    misses: int = 0  # answers in a row that were none
    awaiting: Awaiting = Awaiting.NOTHING
    ticket: int | None = None  # the ticket that `awaiting` is about
    told: int | None = None  # the ticket whose officer the citizen knows to be there
    in_line: int | None = None  # the ticket of which they heard that it still waits
    danger: tuple[str, ...] = ()  # the kinds of it whose text was read out
    calm: int | None = None  # the urgent ticket of which the citizen says that there is no danger
    unharmed: bool = False  # a danger that was guessed was denied: it is not guessed again
    notices: tuple[int, ...] = ()  # notices this citizen has seen
    lapsed: str | None = None  # the entry that was forgotten just now; it lives for one turn
    at: str = ""  # ISO time of the last turn

    def to_json(self) -> dict[str, Any]:
        known = {name: value for name in self.__slots__ if (value := getattr(self, name))}
        return {**known, "offered": [asdict(choice) for choice in self.offered]} if self.offered else known

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Context":
        known = {name: data[name] for name in cls.__slots__ if name in data}
        known["offered"] = tuple(Choice(**choice) for choice in known.get("offered", ()))
        for name in ("also", "known", "rest", "notices", "danger", "told_of"):
            known[name] = tuple(known.get(name, ()))
        known["awaiting"] = Awaiting(known.get("awaiting", ""))
        return cls(**known)

    def fresh(self, now: datetime) -> "Context":
        """What is still remembered now."""
        if self.at and now - datetime.fromisoformat(self.at) <= REMEMBERS:
            return self
        if self.awaiting in (Awaiting.RATING, Awaiting.RATING_WORD):
            return Context(awaiting=self.awaiting, ticket=self.ticket, offered=self.offered, notices=self.notices)
        return Context(notices=self.notices, told=self.told, lapsed=self.entry)

    def within(self, knows: Callable[[str], bool]) -> "Context":
        """Without the entries that a reload took away; choices that stood beside one are no longer what was shown."""
        whole = all(map(knows, (*entries_of(self.offered), *filter(None, (self.entry,)))))
        return replace(
            self,
            entry=self.entry if self.entry and knows(self.entry) else None,
            lapsed=self.lapsed if self.lapsed and knows(self.lapsed) else None,
            beside=self.beside if self.beside and knows(self.beside) else None,
            before=self.before if self.before and knows(self.before) else None,
            also=tuple(filter(knows, self.also)),
            rest=tuple(filter(knows, self.rest)),
            offered=self.offered if whole else (),
        )


def checksum(text: str) -> int:
    """Of an answer, in place of its words."""
    return crc32(text.encode())


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """A line that every citizen it concerns is to hear once; `area` "*" concerns all."""

    id: int
    text: str
    area: str = "*"


@dataclass(frozen=True, slots=True, kw_only=True)
class Handoff:
    """This conversation needs a person: open a ticket, or add to the open one."""

    reason: str
    kind: TicketKind = TicketKind.CONSULT
    department: str | None = None
    subject: str = ""
    urgent: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What `receive` carries out, all in one transaction."""

    replies: tuple[Reply, ...]
    context: Context
    kind: str = "sure"
    ids: tuple[str, ...] = ()
    handoff: Handoff | None = None
    forward: bool = False  # add the message to the open ticket
    subject: str | None = None  # a better subject for the open ticket
    contact: str | None = None  # a phone number left on purpose
    withdraw: bool = False  # the citizen ends the talk with the desk
    rating: tuple[int, int] | None = None  # ticket, stars
    rating_word: tuple[int, str] | None = None  # ticket, what was not good
    verdict: tuple[str, str] | None = None  # useful | useless, and the entry it is about: for the curator
    rule: str = ""  # which rule decided, for --why and the tests


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """One message and all that is known when it is read. No await, no clock, no database behind it."""

    message: Message
    text: str  # masked
    match: Match
    context: Context
    now: datetime
    desk: DeskStatus
    book: Book
    wording: Wording
    ticket: Ticket | None = None  # the open one
    ahead: int = 0
    progress: Progress | None = None  # the newest ticket, or the one whose number was named
    carry: Callable[[str, str], str | None] = field(default=lambda previous, text: None)
    understand: Callable[[str], Match] | None = None  # for two lines read as one
    closeness: Callable[[str, Sequence[str]], Sequence[float]] | None = None  # of sentences to what was asked
    likeness: Callable[[str, Sequence[str]], Sequence[float]] | None = None  # of other lines to this one
    parked: int = 0  # late answers that ride on the reply to this message
    notices: tuple[Notice, ...] = ()  # in force now
    off: frozenset[str] = frozenset()  # areas that the bot leaves to the desk; "*" is all
    cut: bool = False  # the message was longer than is read
    secrets: tuple[str, ...] = ()  # kinds of personal data that were masked
    phone: str | None = None  # a phone number in the message, before masking

    @property
    def with_person(self) -> bool:
        """An officer has the chat; one whose lease ran out has left it."""
        return self.ticket is not None and not self.ticket.is_free(self.now)

    @property
    def facts(self) -> tuple[str, ...]:
        """What the message names: "paper:毕业证", "level:初中"…"""
        return facts(self.text)

    @property
    def is_plain(self) -> bool:
        """Understood beyond doubt, with no need of what was said before: 「民办转公办呢」 is a whole question."""
        return self.match.kind is Kind.SURE and self.match.best >= PLAIN

    @property
    def sure_of(self) -> str | None:
        """The one entry that the line by itself is sure of."""
        return self.match.ids[0] if self.match.kind is Kind.SURE and len(self.match.ids) == 1 else None

    @property
    def whole(self) -> str:
        """The line with the question before it."""
        return f"{self.context.question}，{self.text}"

    def together(self) -> Match | None:
        """What both are about; None where nothing was asked before."""
        return self.understand(self.whole) if self.understand and self.context.question else None

    def who_knows(self, entry_id: str) -> dict[str, str | None]:
        """The section whose matter an entry is, as the sentences name it."""
        office = self.book.department(self.book.entry(entry_id).department)
        return {"department": office.name, "phone": office.phone}

    @property
    def to_a_person(self) -> Choice:
        return Choice(key="person", label=self.say("ask_person"))

    @property
    def is_repeated(self) -> bool:
        """The very same line again."""
        return bare(self.text[:LONGEST_LINE]) == bare(self.context.line)

    def just_said(self, text: str) -> bool:
        """Whether these were the very words of the last answer."""
        return checksum(text) == self.context.said

    def say(self, key: str, **values: object) -> str:
        return self.wording.say(key, **values)

    def remember(self, **changes: Any) -> Context:
        """The context after this turn; a fact replaces an older one of its kind."""
        kinds = {fact.partition(":")[0] for fact in self.facts}
        known = tuple(fact for fact in self.context.known if fact.partition(":")[0] not in kinds)
        always = {
            "at": self.now.isoformat(),
            "lapsed": None,
            "known": known + self.facts,
            "line": self.text[:LONGEST_LINE],
        }
        return replace(self.context, **{**always, **changes})

    def settle(self, **changes: Any) -> Context:
        """The context after a turn that settled something: nothing is offered or awaited, no miss in a row."""
        calm: dict[str, Any] = {"offered": (), "rest": (), "also": (), "ask": None, "asked": 0, "misses": 0}
        calm["trouble"] = False
        past: dict[str, Any] = {"beside": None, "elsewhere": None}
        return self.remember(**{**calm, **past, "awaiting": Awaiting.NOTHING, "ticket": None, **changes})
