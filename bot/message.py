"""Values of a conversation: what came in, what goes out, and what was decided. No behaviour."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """The one key of a conversation: a channel (`web`, `wechat`, `wechat/second`) and its name for the citizen."""

    channel: str
    user: str


class Kind(StrEnum):
    """What a channel can hand in; all that is not text or a tap gets a kind way on."""

    TEXT = "text"
    IMAGE = "image"
    VOICE = "voice"
    VIDEO = "video"
    FILE = "file"
    LOCATION = "location"
    LINK = "link"
    SUBSCRIBE = "subscribe"
    UNSUBSCRIBE = "unsubscribe"
    MENU = "menu"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One thing a citizen did. `external_id` is unique in its channel: the same id is the same message again."""

    address: Address
    external_id: str
    text: str = ""
    kind: Kind = Kind.TEXT
    choice: str | None = None  # the tapped choice's key, where the channel carries one
    received_at: datetime
    sent_at: datetime | None = None  # by the platform's clock, where it tells
    extra: dict[str, Any] = field(default_factory=dict)  # channel's own: media id, scene, quota grant; never shown


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Something to tap, or to answer by its number in the list."""

    key: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What goes out, free of any channel. `entry_id` and `section` say which curated text it is."""

    text: str
    choices: tuple[Choice, ...] = ()
    entry_id: str | None = None
    section: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What `Reception.receive` gives back to the channel, the same for every delivery of the same message.

    `replies` are to be shown now, in order; the message ids let a channel mark them as delivered.
    """

    conversation_id: int
    message_id: int
    replies: tuple[Reply, ...]
    reply_ids: tuple[int, ...]
    repeated: bool = False
