"""Talk to it in the terminal: the real reception on a temporary database."""

import json
import logging
import sys
import tempfile
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from rich.console import Console

from bot.app import House, build, utc_now
from bot.channels.wechat_text import render
from bot.message import Address, Message, Reply
from bot.observe import start_logging
from bot.reception.receive import Answered
from bot.schema.migrate import migrate
from bot.settings import Settings
from bot.wording import load_wording


@asynccontextmanager
async def _house(settings: Settings) -> AsyncIterator[House]:
    """A house whose conversations vanish; the fitted engine is shared with the real one, and stdout is for the talk."""
    start_logging(level=logging.WARNING)
    with tempfile.TemporaryDirectory(prefix="yiwen-") as folder:
        url = f"sqlite+aiosqlite:///{folder}/chat.db"
        private = settings.model_copy(update={"database_url": url, "burst_seconds": 0})  # lines come one by one
        house = build(private)
        await migrate(house.database)
        try:
            yield house
        finally:
            await house.close()


async def _say(house: House, user: str, text: str) -> Answered:
    message = Message(
        address=Address(channel="terminal", user=user), external_id=uuid.uuid4().hex, text=text, received_at=utc_now()
    )
    return await house.reception.answer(message)


async def talk_jsonl(settings: Settings) -> None:
    """`{"user": "…"}` lines in, one JSON object out for each; `{"new": true}` starts a new conversation."""
    async with _house(settings) as house:
        user = uuid.uuid4().hex
        for raw in sys.stdin.buffer:
            if not raw.strip():
                continue
            try:
                said = json.loads(raw.decode("utf-8", "replace"))
            except (ValueError, RecursionError):
                said = None
            if not isinstance(said, dict):
                print(json.dumps({"error": "每行应当是一个 JSON 对象"}, ensure_ascii=False), flush=True)
                continue
            if said.get("new"):
                user = uuid.uuid4().hex
            if "user" in said:
                answered = await _say(house, user, str(said["user"]))
                print(json.dumps(_line(answered), ensure_ascii=False), flush=True)


def _line(answered: Answered) -> dict[str, Any]:
    decision = answered.decision
    assert decision is not None  # every line is a new message
    return {
        "replies": [_reply(one) for one in decision.replies],
        "kind": decision.kind,
        "ids": list(decision.ids),
        "handoff": {"reason": decision.handoff.reason} if decision.handoff else None,
    }


def _reply(reply: Reply) -> dict[str, Any]:
    return {
        "text": reply.text,
        "choices": [choice.label for choice in reply.choices],
        "entry_id": reply.entry_id,
        "section": reply.section,
    }


async def talk(settings: Settings) -> None:
    """A conversation on the screen, as a citizen on WeChat would see it."""
    screen = Console(highlight=False)
    async with _house(settings) as house:
        greeting = house.reception.greeting()
        say = load_wording().say
        screen.print(render(greeting, say), style="green")
        screen.print("（空行或 Ctrl-D 结束）", style="dim")
        user = uuid.uuid4().hex
        while text := _read():
            answered = await _say(house, user, text)
            screen.print(render(answered.receipt.replies, say), style="green", markup=False)


def _read() -> str:
    try:
        return input("您：").strip()
    except EOFError:
        return ""
