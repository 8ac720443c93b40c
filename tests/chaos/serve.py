"""`yiwen serve` that dies by SIGKILL at one exact point: YIWEN_TEST_DIES_AT=file:point, once a file.

The points are those between two effects that no transaction spans; random kills seldom hit them.
"""

import os
import signal
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from bot import outbox
from bot.channels.wechat import WechatChannel
from bot.cli import main
from bot.reception import Reception

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
        case _:
            raise SystemExit(point)


if __name__ == "__main__":
    file, _, point = os.environ["YIWEN_TEST_DIES_AT"].rpartition(":")
    arm(point, Path(file))
    sys.argv = ["yiwen", "serve"]
    main()
