"""What the platform knows and rules: its citizens, what they see, and whether an account may speak to them first."""

from collections import Counter, deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Literal

from bot.demo.account import Account, Fields
from bot.demo.judge import TEXT_LIMIT

GRANTS: dict[str, tuple[int, timedelta]] = {"message": (5, timedelta(hours=48)), "small": (3, timedelta(minutes=1))}
SMALL = ("subscribe", "scan", "click", "scancode_push", "scancode_waitmsg")  # events that grant anything at all
MENU_ITEMS = 10
LOG_LINES = 200


@dataclass(frozen=True, slots=True)
class Line:
    """One bubble in a citizen's chat."""

    at: datetime
    who: Literal["citizen", "account", "platform"]
    text: str
    choices: tuple[str, ...] = ()


@dataclass
class Citizen:
    """A follower: what they see, what they permit."""

    openid: str
    follows: bool = True
    is_stranger: bool = False  # known to the platform, but never followed this account
    blocked: bool = False  # the account has blacklisted them
    refuses: bool = False  # they switched the account's messages off
    chat: list[Line] = field(default_factory=list)
    grants: dict[str, tuple[int, datetime]] = field(default_factory=dict)

    def permit(self, pool: str, now: datetime) -> None:
        count, window = GRANTS[pool]
        self.grants[pool] = (count, now + window)

    def seen(self) -> list[str]:
        """What the account and the platform put into the chat."""
        return [line.text for line in self.chat if line.who != "citizen"]


@dataclass(frozen=True, slots=True)
class Fault:
    """What goes wrong with the next call: an error code, an HTTP status, a delay, or the line cut after acceptance.

    `late`: the code or status is answered although the message was taken.
    """

    errcode: int = 0
    status: int = 200
    seconds: float = 0
    drop: bool = False
    late: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """One line of the platform's own log: a push to the account's server or a call from it, and what it came to."""

    at: datetime
    what: str
    verdict: str
    is_fine: bool = True
    seconds: float = 0


class Refusal(Exception):
    """The platform's answer to a call that breaks a rule."""

    def __init__(self, errcode: int, errmsg: str) -> None:
        super().__init__(errmsg)
        self.errcode, self.errmsg = errcode, errmsg


class Platform:
    """One account's world on a clock that can be turned forward."""

    def __init__(self, account: Account, clock: Callable[[], datetime]) -> None:
        self.account, self.clock = account, clock
        self.citizens: dict[str, Citizen] = {}
        self.calls: Counter[str] = Counter()
        self.faults: deque[Fault] = deque()  # each hits one sending
        self.always = Fault()  # hits every sending while there is no other
        self.menu: dict[str, Any] | None = None
        self.media: dict[str, tuple[bytes, str]] = {}
        self.forbidden: tuple[str, ...] = ()  # words that its content check refuses
        self.log: deque[Judged] = deque(maxlen=LOG_LINES)
        self._watchers: set[Callable[[], None]] = set()
        self._last_id = int(clock().timestamp() * 1000) * 10**4

    def citizen(self, openid: str) -> Citizen:
        return self.citizens.setdefault(openid, Citizen(openid))

    def message(self, openid: str, kind: str, **more: str | int) -> Fields:
        """A message or event of a citizen, with what it grants; the same fields go out with every attempt."""
        now = self.clock()
        citizen = self.citizen(openid)
        if pool := _pool(kind, more):
            citizen.permit(pool, now)
        citizen.follows = more.get("Event") != "unsubscribe"
        head: dict[str, str | int] = {
            "ToUserName": self.account.original_id,
            "FromUserName": openid,
            "CreateTime": int(now.timestamp()),
            "MsgType": kind,
        }
        return {**head, **more} if kind == "event" else {**head, **more, "MsgId": self._next_id()}

    def send(self, body: dict[str, Any]) -> Line:
        """custom/send after its token was checked; raises Refusal."""
        citizen = self._reachable(str(body.get("touser", "")))
        text, choices = self._content(body)
        self._spend(citizen)
        line = Line(self.clock(), "account", text, choices)
        self.show(citizen, line)
        return line

    def show(self, citizen: Citizen, line: Line) -> None:
        citizen.chat.append(line)
        self._changed()

    def note(self, judged: Judged) -> None:
        self.log.append(judged)
        self._changed()

    @contextmanager
    def watched(self, watcher: Callable[[], None]) -> Iterator[None]:
        """Calls `watcher` at every new bubble and log line while the block runs."""
        self._watchers.add(watcher)
        try:
            yield
        finally:
            self._watchers.discard(watcher)

    def _changed(self) -> None:
        for watcher in tuple(self._watchers):
            watcher()

    def _next_id(self) -> int:
        self._last_id += 1
        return self._last_id

    def _reachable(self, openid: str) -> Citizen:
        if not self.account.verified:
            raise Refusal(48001, "api unauthorized")
        citizen = self.citizens.get(openid)
        if citizen is None:
            raise Refusal(40003, "invalid openid")
        if citizen.blocked:
            raise Refusal(43019, "user is in the blacklist")
        if citizen.is_stranger:
            raise Refusal(43004, "require subscribe")
        if citizen.refuses:
            raise Refusal(48002, "user has refused messages")
        return citizen

    def _content(self, body: dict[str, Any]) -> tuple[str, tuple[str, ...]]:
        match body.get("msgtype"):
            case "text":
                return self._sized(body["text"]["content"]), ()
            case "msgmenu":
                menu = body["msgmenu"]
                if len(menu["list"]) > MENU_ITEMS:
                    raise Refusal(45098, "too many menu items")
                if not all(str(item["id"]).isdigit() for item in menu["list"]):
                    raise Refusal(40200, "menu id")
                return self._sized(menu["head_content"]), tuple(item["content"] for item in menu["list"])
        raise Refusal(40008, "invalid message type")

    def _sized(self, text: str) -> str:
        if not text:
            raise Refusal(44004, "empty content")
        if len(text.encode()) > TEXT_LIMIT:
            raise Refusal(45002, "content size out of limit")
        if any(word in text for word in self.forbidden):
            raise Refusal(87014, "risky content")
        return text

    def _spend(self, citizen: Citizen) -> None:
        open_pools = {pool: (left, until) for pool, (left, until) in citizen.grants.items() if self.clock() < until}
        if not open_pools or not citizen.follows:
            raise Refusal(45015, "response out of time limit or subscription is canceled")
        pool, (left, until) = min(open_pools.items(), key=lambda item: (item[1][0] == 0, item[1][1]))
        if left == 0:
            raise Refusal(45047, "out of response count limit")
        citizen.grants[pool] = (left - 1, until)


def _pool(kind: str, more: dict[str, str | int]) -> str | None:
    if kind != "event":
        return "small" if "bizmsgmenuid" in more else "message"
    return "small" if str(more.get("Event")).lower() in SMALL else None
