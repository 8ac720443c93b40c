"""What Telegram posts as a Message, or nothing where nobody waits for an answer.

Fields: https://core.telegram.org/bots/api#update
"""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from telegram import Bot, CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram import Message as Posted
from telegram.constants import ChatType

from bot.message import Address, Choice, Kind, Message

NAME = "telegram"
MENU_COMMANDS = ("/start", "/help")
DATA_LIMIT = 64  # bytes that a button may carry
IN_ROW = 3  # short buttons side by side
SHORT = 5  # characters
_ATTACHED: tuple[tuple[str, Kind], ...] = (
    ("photo", Kind.IMAGE), ("sticker", Kind.IMAGE), ("animation", Kind.IMAGE), ("voice", Kind.VOICE),
    ("audio", Kind.VOICE), ("video", Kind.VIDEO), ("video_note", Kind.VIDEO), ("document", Kind.FILE),
    ("location", Kind.LOCATION),
)  # fmt: skip


class NotAnUpdate(Exception):
    """The body is not of the agreed shape."""


def read(raw: bytes, bot: Bot) -> Update:
    """Raises NotAnUpdate. The library checks no types, so what we use is checked where we use it."""
    try:
        update = Update.de_json(json.loads(raw), bot)
    except (ValueError, LookupError, TypeError, AttributeError, OverflowError, OSError, RecursionError) as error:
        raise NotAnUpdate(type(error).__name__) from error
    if not isinstance(update, Update) or type(update.update_id) is not int:
        raise NotAnUpdate("update_id")
    return update


def to_message(update: Update, bot_id: str, now: datetime) -> Message | None:
    """None for what needs no answer: groups, edits, members coming and going, kinds that are not known yet."""
    tap, posted = update.callback_query, update.message
    where = tap.message if tap else posted
    if where is None or where.chat.type != ChatType.PRIVATE or type(where.chat.id) is not int:
        return None
    said = _tapped(tap) if tap else _posted(posted) if posted else {}
    return Message(
        address=Address(channel=NAME, user=str(where.chat.id)),
        external_id=f"{bot_id}:{update.update_id}",  # another bot counts anew
        received_at=now,
        **said,
    )


def keyboard(choices: Sequence[Choice]) -> InlineKeyboardMarkup | None:
    """Buttons below a message: one a row, short ones side by side."""
    rows: list[list[InlineKeyboardButton]] = []
    for choice in choices:
        button = InlineKeyboardButton(choice.label, callback_data=_data(choice))
        if rows and len(rows[-1]) < IN_ROW and all(len(one.text) <= SHORT for one in (*rows[-1], button)):
            rows[-1].append(button)
        else:
            rows.append([button])
    return InlineKeyboardMarkup(rows) if rows else None


def _data(choice: Choice) -> str:
    """The key, or for one that is too long its beginning: then the tap is understood by the button's text."""
    return choice.key.encode()[:DATA_LIMIT].decode(errors="ignore") or "-"


def _tapped(tap: CallbackQuery) -> dict[str, Any]:
    data = tap.data if isinstance(tap.data, str) else ""
    return {"text": _label(tap, data), "choice": data or None}


def _label(tap: CallbackQuery, data: str) -> str:
    """What the tapped button said; an old message comes without its buttons."""
    markup = tap.message.reply_markup if isinstance(tap.message, Posted) else None
    buttons = (button for row in markup.inline_keyboard for button in row) if markup else ()
    return next((button.text for button in buttons if button.callback_data == data), "")


def _posted(posted: Posted) -> dict[str, Any]:
    text = _text(posted.text) or _text(posted.caption)
    command, _, rest = text.partition(" ")
    if command.partition("@")[0] in MENU_COMMANDS:
        return {"kind": Kind.SUBSCRIBE, "extra": {"event": "start", "scene": rest.strip()[:64]}}
    for name, kind in _ATTACHED:
        attached = getattr(posted, name)
        if attached:
            largest = attached[-1] if isinstance(attached, Sequence) else attached
            file_id = getattr(largest, "file_id", None)
            return {"text": text, "kind": kind, "extra": {"media_id": file_id} if file_id else {}}
    return {"text": text, "kind": Kind.TEXT if posted.text is not None else Kind.OTHER}


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
