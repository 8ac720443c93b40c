"""What a channel is, what it sends, and how sending can fail."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from starlette.routing import BaseRoute

from bot.message import Address, Choice

# Added to what uses up a metered channel's count: its last words for now.
LAST_ONE = "\n\n（微信限制了我们主动发送的条数。您回复任意文字，就能继续收到消息。）"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """One late answer on its way out; `key` is stable over attempts, for platforms that can use it."""

    text: str
    choices: tuple[Choice, ...] = ()
    key: str


class SendError(Exception):
    """发送失败"""

    permanent: bool = False

    def __init__(self, detail: str = "", *, retry_after: float | None = None) -> None:
        super().__init__(detail or self.__doc__)
        self.retry_after = retry_after  # seconds


class Busy(SendError):
    """平台繁忙，稍后再发"""


class Exhausted(Busy):
    """今天的接口额度用完了，等平台清零"""


class WindowClosed(SendError):
    """市民太久没有来信（或已取消关注），平台不让主动发"""


class UsedUp(WindowClosed):
    """主动发送的条数用完了，等市民来信"""


class Undeliverable(SendError):
    """这位市民收不到：已拉黑、拒收或不存在"""

    permanent = True


class Refused(SendError):
    """平台不接受这段内容"""

    permanent = True


class MayNotSpeak(SendError):
    """这个账号现在不能主动发消息：没有权限、密钥或白名单不对"""


class OutcomeUnknown(SendError):
    """平台收下后没有回音，可能已送达；不再重发"""

    permanent = True


class Channel(Protocol):
    """A way in and out. `can_push` is False where only the citizen may speak first."""

    @property
    def name(self) -> str: ...

    @property
    def can_push(self) -> bool: ...

    def routes(self) -> list[BaseRoute]: ...

    async def send(self, address: Address, outgoing: Outgoing) -> None:
        """Returns when the platform has taken it; raises SendError otherwise."""
        ...


class Pushing(Channel, Protocol):
    """A channel whose late answers go through the delivery loop; `metered`: the platform counts what we say first."""

    @property
    def metered(self) -> bool: ...

    def parts(self, outgoing: Outgoing) -> Sequence[Outgoing]:
        """What the platform takes in one go: stretches of the text, in order; each is sent and counted on its own."""
        ...

    async def ready(self) -> None:
        """All that can be done before the call itself, so that a crash here leaves nothing in doubt."""
        ...
