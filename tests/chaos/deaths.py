"""Deaths by SIGKILL at one exact point of the house's work.

The points are those between two effects that no transaction spans; random kills seldom hit them.
"""

import os
import signal
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from bot.channels.wechat import WechatChannel
from bot.keeping import media
from bot.outgoing import outbox
from bot.reception.receive import Reception

Async = Callable[..., Awaitable[Any]]


def _die_once(file: Path) -> None:
    try:
        file.touch(exist_ok=False)
    except FileExistsError:
        return
    os.kill(os.getpid(), signal.SIGKILL)


def _before(file: Path, act: Async) -> Async:
    async def doomed(*given: Any, **more: Any) -> Any:
        _die_once(file)
        return await act(*given, **more)

    return doomed


def _after(file: Path, act: Async) -> Async:
    async def doomed(*given: Any, **more: Any) -> Any:
        done = await act(*given, **more)
        _die_once(file)
        return done

    return doomed


def arm(point: str, file: Path) -> None:
    """Whoever gets to the point first dies there; `file` remembers that it happened."""
    match point:
        case "message-committed":
            Reception.receive = _after(file, Reception.receive)  # type: ignore[method-assign]
        case "message-uncommitted":
            Reception._in_one_transaction = _after(file, Reception._in_one_transaction)  # type: ignore[method-assign]
        case "answer-unclaimed":
            outbox.claim = _before(file, outbox.claim)  # type: ignore[assignment]
        case "answer-claimed":
            WechatChannel.send = _before(file, WechatChannel.send)  # type: ignore[method-assign]
        case "answer-taken":
            WechatChannel.send = _after(file, WechatChannel.send)  # type: ignore[method-assign]
        case "file-written":
            media.settle = _before(file, media.settle)  # type: ignore[assignment]
        case _:
            raise SystemExit(point)
