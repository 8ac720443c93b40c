"""`python -m bench.webhook [--policy FOLDER]`: /wechat in safe mode beside an echo server on the same stack.

Both decrypt, parse, render and encrypt; the house also matches, decides and keeps everything in a durable SQLite file.
The server has one core, whoever knocks has another.
"""

import argparse
import asyncio
import cProfile
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from pydantic import SecretStr
from rich.console import Console
from rich.table import Table

from bench.knocking import Door, Knock, knocks
from bench.material import questions
from bench.measuring import THREADS, at
from bot.app import _application, build
from bot.channels.wechat import WechatChannel
from bot.demo.account import Account
from bot.message import Message, Receipt, Reply
from bot.migrate import migrate
from bot.policy import Policy
from bot.serving import listen, serve
from bot.settings import Settings, WechatSettings
from faq.catalog import HOME

ACCOUNT = Account()
AT_ONCE = 16
PACE = 100  # messages a second
TARGET_SHARE, TARGET_P99 = 0.5, 50.0
CACHE = HOME.parent / "data" / "engine"


def main() -> None:
    """Measure both in one run and print them side by side."""
    arguments = _arguments()
    if arguments.serve:
        _serve(arguments)
        return
    texts = [one.text for one in questions()]
    with tempfile.TemporaryDirectory() as folder:
        results = {name: _measure(name, texts, arguments, Path(folder)) for name in ("echo", "house")}
    _show(results)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.webhook", description=__doc__)
    parser.add_argument("--policy", type=Path, default=HOME, help="the policy folder; the one that comes along")
    parser.add_argument("--messages", type=int, default=3000, help="for the flood")
    parser.add_argument("--seconds", type=int, default=15, help="at a steady pace")
    parser.add_argument("--profile", type=Path, help="write the house's cProfile there; slows it down")
    parser.add_argument("--serve", choices=("echo", "house"), help=argparse.SUPPRESS)
    parser.add_argument("--data", type=Path, help=argparse.SUPPRESS)
    return parser.parse_args()


def _measure(name: str, texts: list[str], arguments: argparse.Namespace, folder: Path) -> dict[str, float]:
    with _server(name, arguments, folder / name) as port:
        warm = knocks(ACCOUNT, texts, 200)
        flood = knocks(ACCOUNT, texts, arguments.messages, first=200)
        pace = knocks(ACCOUNT, texts, PACE * arguments.seconds, first=200 + arguments.messages)
        return asyncio.run(_knock(port, warm, flood, pace))


async def _knock(port: int, warm: list[Knock], flood: list[Knock], pace: list[Knock]) -> dict[str, float]:
    await Door(ACCOUNT, port).flood(warm, AT_ONCE)
    a_second = await (flooded := Door(ACCOUNT, port)).flood(flood, AT_ONCE)
    await (paced := Door(ACCOUNT, port)).pace(pace, PACE)
    return {
        "a_second": a_second,
        "flood_p50": 1000 * at(0.5, flooded.taken),
        "flood_p99": 1000 * at(0.99, flooded.taken),
        "p50": 1000 * at(0.5, paced.taken),
        "p99": 1000 * at(0.99, paced.taken),
    }


@contextmanager
def _server(name: str, arguments: argparse.Namespace, data: Path) -> Iterator[int]:
    """A process of its own on the first core; this one moves to the others."""
    cores = sorted(os.sched_getaffinity(0))
    words = ["--serve", name, "--data", str(data), "--policy", str(arguments.policy)]
    if arguments.profile and name == "house":
        words += ["--profile", str(arguments.profile)]
    command = ["taskset", "-c", str(cores[0]), sys.executable, "-m", "bench.webhook", *words]
    environment = {**os.environ, **dict.fromkeys(THREADS, "1")}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as server:
        assert server.stdout
        os.sched_setaffinity(0, cores[1:] or cores)
        try:
            yield int(server.stdout.readline())
        finally:
            os.sched_setaffinity(0, cores)
            server.terminate()


def _serve(arguments: argparse.Namespace) -> None:
    profile = cProfile.Profile()
    run = profile.runcall if arguments.profile else lambda act, *given: act(*given)
    run(asyncio.run, _serving(arguments))
    if arguments.profile:
        profile.dump_stats(arguments.profile)


async def _serving(arguments: argparse.Namespace) -> None:
    settings = Settings(data_dir=arguments.data, burst_seconds=0, wechat=_account(), port=0)
    house = build(settings, policy=Policy(arguments.policy, CACHE))
    await migrate(house.database)
    if arguments.serve == "echo":
        channel = WechatChannel(settings.wechat, _echo, clock=house.reception._clock)
        house = replace(house, asgi=_application(channel.routes(), house.live))
    listener = listen("127.0.0.1", 0)
    print(listener.getsockname()[1], flush=True)
    await serve(house, listener)


async def _echo(message: Message) -> Receipt:
    return Receipt(conversation_id=1, message_id=1, replies=(Reply(text=message.text),), reply_ids=(1,))


def _account() -> WechatSettings:
    return WechatSettings(token=SecretStr(ACCOUNT.token), app_id=ACCOUNT.app_id, aes_key=SecretStr(ACCOUNT.aes_key))  # type: ignore[call-arg]


def _show(results: dict[str, dict[str, float]]) -> None:
    table = Table(title="/wechat, safe mode, one core")
    for heading in ("", f"{AT_ONCE} at once: a second", "p50 ms", "p99 ms", f"{PACE} a second: p50 ms", "p99 ms"):
        table.add_column(heading, justify="right")
    for name, found in results.items():
        numbers = (f"{found[key]:.{0 if key == 'a_second' else 1}f}" for key in found)
        table.add_row(name, *numbers)
    Console().print(table)
    share, p99 = results["house"]["a_second"] / results["echo"]["a_second"], results["house"]["p99"]
    print(
        f"share of the echo's throughput {share:.2f} (target {TARGET_SHARE}), "
        f"p99 {p99:.1f} ms (target {TARGET_P99:.0f})"
    )


if __name__ == "__main__":
    main()
