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
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from pydantic import SecretStr
from rich.console import Console
from rich.table import Table

from bench.knocking import Door, Knock, different, knocks
from bench.material import questions
from bench.measuring import THREADS, at
from bot.app import _application, build
from bot.channels.wechat import WechatChannel
from bot.demo.account import Account
from bot.message import Message, Receipt, Reply
from bot.observe import start_logging
from bot.policy.current import Policy
from bot.schema.migrate import migrate
from bot.serving.serve import listen, serve
from bot.settings import Settings, WechatSettings
from faq.catalog import HOME

ACCOUNT = Account()
AT_ONCE = 16
PACE = 100  # messages a second
WARM = 200  # messages before the measurement
HEARD = 100  # different texts, where all were heard before
AIM_SHARE, AIM_P99 = 0.5, 50.0
CACHE = HOME.parent / "data" / "engine"


def main() -> None:
    """Measure both in one run and print them side by side."""
    arguments = _arguments()
    if arguments.serve:
        _serve(arguments)
        return
    new = different([one.text for one in questions()])
    runs = {"echo": ("echo", new), "house, all new": ("house", new), "house, heard before": ("house", new[:HEARD])}
    with tempfile.TemporaryDirectory() as folder:
        results = {
            title: _measure(name, texts, arguments, Path(folder) / title) for title, (name, texts) in runs.items()
        }
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


def _measure(name: str, texts: Sequence[str], arguments: argparse.Namespace, folder: Path) -> dict[str, float]:
    with _server(name, arguments, folder) as (port, pid):
        warm = knocks(ACCOUNT, texts, WARM)
        flood = knocks(ACCOUNT, texts, arguments.messages, first=WARM)
        pace = knocks(ACCOUNT, texts, PACE * arguments.seconds, first=WARM + arguments.messages)
        return asyncio.run(_knock(port, pid, warm, flood, pace))


async def _knock(port: int, pid: int, warm: list[Knock], flood: list[Knock], pace: list[Knock]) -> dict[str, float]:
    await Door(ACCOUNT, port).flood(warm, AT_ONCE)
    worked = _worked(pid)
    a_second = await (flooded := Door(ACCOUNT, port)).flood(flood, AT_ONCE)
    worked = _worked(pid) - worked
    await (paced := Door(ACCOUNT, port)).pace(pace, PACE)
    return {
        "a_second": a_second,
        "work": 1000 * worked / len(flood),
        "flood_p50": 1000 * at(0.5, flooded.taken),
        "flood_p99": 1000 * at(0.99, flooded.taken),
        "p50": 1000 * at(0.5, paced.taken),
        "p99": 1000 * at(0.99, paced.taken),
    }


def _worked(pid: int) -> float:
    """Seconds of processor time that the server has used; travels better than wall-clock time on a busy machine."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@contextmanager
def _server(name: str, arguments: argparse.Namespace, data: Path) -> Iterator[tuple[int, int]]:
    """A process of its own on the first core; this one moves to the others. Its port and its id."""
    cores = sorted(os.sched_getaffinity(0))
    words = ["--serve", name, "--data", str(data), "--policy", str(arguments.policy)]
    if arguments.profile and name == "house":
        words += ["--profile", str(arguments.profile)]
    command = ["taskset", "-c", str(cores[0]), sys.executable, "-m", "bench.webhook", *words]
    environment = {**os.environ, **dict.fromkeys(THREADS, "1")}
    data.mkdir(parents=True)
    with (
        (data / "log").open("w") as log,
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=log, text=True, env=environment) as server,
    ):
        assert server.stdout
        os.sched_setaffinity(0, cores[1:] or cores)
        try:
            yield int(server.stdout.readline()), server.pid
        finally:
            os.sched_setaffinity(0, cores)
            server.terminate()


def _serve(arguments: argparse.Namespace) -> None:
    start_logging(as_json=True)
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
    for heading in (
        "",
        f"{AT_ONCE} at once: a second",
        "work ms",
        "p50 ms",
        "p99 ms",
        f"{PACE} a second: p50 ms",
        "p99 ms",
    ):
        table.add_column(heading, justify="right")
    for name, found in results.items():
        numbers = (f"{found[key]:.{0 if key == 'a_second' else 1}f}" for key in found)
        table.add_row(name, *numbers)
    Console().print(table)
    echo = results.pop("echo")
    for title, found in results.items():
        share = found["a_second"] / echo["a_second"]
        print(f"{title}: {share:.2f} of the echo's throughput (aim {AIM_SHARE}), "
              f"p99 {found['p99']:.0f} ms at {PACE} a second (aim {AIM_P99:.0f})")  # fmt: skip


if __name__ == "__main__":
    main()
