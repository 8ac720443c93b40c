"""serve(house): the loops own the server, so a loop that dies ends the process instead of leaving it half alive."""

import asyncio
import contextlib
import errno
import gc
import signal
import socket
from collections.abc import Iterator

import uvicorn

from bot.app import House
from bot.refusal import CannotServe
from bot.rounds.enduring import Loop
from bot.serving.running import RELOAD, announced

BACKLOG = 2048
ENDS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)  # SIGHUP: the terminal was closed


def listen(host: str, port: int) -> socket.socket:
    """Take the port first, so that a second start says so at once."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # The protocol is named, or asyncio would leave Nagle's delay on: 40 ms for an answer in two packets.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen(BACKLOG)  # taken for good: two that start at once must not both think that they have it
    except OSError as error:
        listener.close()
        raise CannotServe(_why_not(host, port, error)) from error
    return listener


def _why_not(host: str, port: int, error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"端口 {port} 已被占用，可能已经有一个一问在运行。换一个端口：YIWEN_PORT={port % 65535 + 1} make run"
    return f"不能在 {host}:{port} 上等候访问（{error.strerror}）。请检查 YIWEN_HOST 和 YIWEN_PORT。"


class _Server(uvicorn.Server):
    """Signals are ours: uvicorn would raise them again after a clean end and spoil the exit status."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        loop = asyncio.get_running_loop()
        nohup = signal.getsignal(signal.SIGHUP) is signal.SIG_IGN
        ends = [each for each in ENDS if each is not signal.SIGHUP or not nohup]
        for each in ends:
            loop.add_signal_handler(each, self.handle_exit, each, None)
        yield
        for each in ends:
            loop.remove_signal_handler(each)


async def serve(house: House, listener: socket.socket, *loops: Loop) -> None:
    """Until one of ENDS. An exception in a loop ends everything and is raised."""
    config = uvicorn.Config(
        house.asgi,
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=5,
        proxy_headers=True,
        forwarded_allow_ips=house.settings.trusted_proxies,
    )
    gc.freeze()  # policy and engine stay: to walk them for garbage stopped everything for a quarter of a second
    with _reload_on_request(house):
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(_forever(loop)) for loop in loops]
            server = _Server(config)
            await server.serve(sockets=[listener])
            for task in tasks:
                task.cancel()
    await house.close()
    if not server.started:
        raise CannotServe("没有启动成功，原因在上面的日志里。")


async def _forever(loop: Loop) -> None:
    """A loop never ends by itself; one that does is as broken as one that raises."""
    await loop()
    raise RuntimeError(f"{loop!r} ended")


@contextlib.contextmanager
def _reload_on_request(house: House) -> Iterator[None]:
    """`yiwen reload` has the policy files read again."""
    loop = asyncio.get_running_loop()
    running: set[asyncio.Task[None]] = set()

    async def read_again() -> None:
        if await house.policy.reload():
            gc.unfreeze()  # the policy before may go
            gc.collect()
            gc.freeze()

    def reload() -> None:
        task = loop.create_task(read_again())
        running.add(task)
        task.add_done_callback(running.discard)

    loop.add_signal_handler(RELOAD, reload)
    try:
        with announced(house.settings.data_dir):  # only now: the signal would have ended the process before
            yield
    finally:
        loop.remove_signal_handler(RELOAD)
        signal.signal(RELOAD, signal.SIG_IGN)  # one that comes while the house closes must not end it half way
