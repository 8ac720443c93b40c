"""From settings to a serving process: migrate, first officer, a few clear lines, then serve."""

import asyncio
import os
import signal
import socket
from collections.abc import Iterator
from contextlib import closing, contextmanager
from types import FrameType

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn

from bot.app import House, build
from bot.channels.wechat_check import Mark, on_paper, path_of
from bot.observe import start_logging
from bot.policy.current import Policy
from bot.serving.opening import migrated, prepare
from bot.serving.serve import listen, serve
from bot.settings import Settings
from faq.catalog import HOME


def start(settings: Settings) -> None:
    """Serve until stopped; raises CannotServe with one clear sentence."""
    screen = Console(highlight=False, soft_wrap=True)
    start_logging(as_json=settings.log_json)
    prepare(settings.data_dir)
    with closing(listen(settings.host, settings.port)) as listener:
        asyncio.run(migrated(settings))
        policy = _policy(settings, screen)
        asyncio.run(_serve(settings, policy, screen, listener))
    screen.print("一问已停止。")


async def _serve(settings: Settings, policy: Policy, screen: Console, listener: socket.socket) -> None:
    house = build(settings, policy=policy)
    async with house.database.write() as conn:
        first = await house.officers.first_officer(conn)
    host, port = listener.getsockname()[:2]
    _welcome(screen, settings, house, f"http://{reachable(host)}:{port}", first)
    await serve(house, listener, *house.rounds.loops)


def reachable(host: str) -> str:
    """What to type into a browser here for the address that is listened on."""
    local = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host)  # noqa: S104 - compared, not bound
    return local or (f"[{host}]" if ":" in host else host)


def _policy(settings: Settings, screen: Console) -> Policy:
    """The policy files and what was learned from them; the first time takes a minute or two and says so."""
    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.percentage:>3.0f}%"))
    with Progress(*columns, console=screen, transient=True, disable=not screen.is_terminal) as bar:
        task = bar.add_task("读政策条目", total=1.0)

        def progress(what: str, share: float) -> None:
            if not screen.is_terminal and not bar.tasks[task].completed:
                screen.print("第一次启动，正在学习市民的问法，要一两分钟……")
            bar.update(task, description=what, completed=max(share, 0.001))

        with _ended_at_once(bar):
            policy = Policy(settings.faq_dir or HOME, settings.data_dir / "engine", progress)
            policy.engine.match("你好")  # loads what is loaded lazily: WeChat waits five seconds at most
        return policy


@contextmanager
def _ended_at_once(bar: Progress) -> Iterator[None]:
    """Ctrl-C while the block runs: learning threads would be waited for, and nothing half-learnt is ever kept."""

    def end(number: int, frame: FrameType | None) -> None:
        bar.stop()
        os._exit(0)

    before = signal.signal(signal.SIGINT, end)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _welcome(screen: Console, settings: Settings, house: House, url: str, first: tuple[str, str] | None) -> None:
    entries = len(house.policy.book.catalog.entries)
    screen.print(f"[bold]一问[/] 已启动：{house.policy.book.bureau}，{entries} 个条目。")
    screen.print(f"  市民提问   {url}/")
    screen.print(f"  值班台     {url}/desk")
    if first:
        screen.print(f"  第一个账号 {first[0]}  密码 [bold]{first[1]}[/]（只显示这一次）")
    for account in settings.wechats:
        screen.print(f"  微信接口   {settings.public_url or url}{path_of(account)}（{account.mode} 模式）")
        for finding in on_paper(account):
            if finding.mark is not Mark.FINE:
                screen.print(f"  [yellow]注意[/]       公众号 {account.name}：{finding.text}")
    if house.policy.book.local.example:
        screen.print("  [yellow]现在是示例局的数据[/]，请填 faq/local.yaml，用 yiwen check --local 看还缺什么。")
    for lost in house.policy.engine.lost:
        screen.print(f"  [yellow]少了[/] {lost}")
    screen.print("按 Ctrl-C 停止。")
