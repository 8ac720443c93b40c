"""From settings to a serving process: migrate, first officer, a few clear lines, then serve."""

import os
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn
from sqlalchemy.exc import SQLAlchemyError

from bot.app import House, build
from bot.migrate import migrate
from bot.observe import start_logging
from bot.refusal import CannotServe
from bot.serving import listen, serve
from bot.settings import Settings
from handoff.database import Database
from handoff.officers import Officers


async def start(settings: Settings) -> None:
    """Serve until stopped; raises CannotServe with one clear sentence."""
    screen = Console(highlight=False)
    start_logging(as_json=settings.log_json)
    prepare(settings.data_dir)
    listener = listen(settings.host, settings.port)
    try:
        house = _built(settings, screen)
        await _migrated(house.database)
        async with house.database.write() as conn:
            first = await house.officers.first_officer(conn)
    except BaseException:
        listener.close()
        raise
    host, port = listener.getsockname()[:2]
    _welcome(screen, settings, house, f"http://{host}:{port}", first)
    await serve(house, listener, *house.rounds.loops)


def prepare(folder: Path) -> None:
    """The data folder, for the owner only; raises CannotServe when it cannot be written."""
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise CannotServe(
            f"数据文件夹 {folder} 建不了（{error.strerror}）。用 YIWEN_DATA_DIR 换一个能写的地方。"
        ) from error
    if not os.access(folder, os.W_OK | os.X_OK):
        raise CannotServe(f"数据文件夹 {folder} 不能写。请改权限，或用 YIWEN_DATA_DIR 换一个地方。")


def _built(settings: Settings, screen: Console) -> House:
    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.percentage:>3.0f}%"))
    with Progress(*columns, console=screen, transient=True) as bar:
        task = bar.add_task("正在准备问答引擎", total=1.0)
        return build(settings, progress=lambda what, share: bar.update(task, description=what, completed=share))


async def _migrated(database: Database) -> None:
    try:
        await migrate(database)
    except (SQLAlchemyError, OSError) as error:
        reason = str(getattr(error, "orig", error)).splitlines()[0]
        raise CannotServe(f"数据库用不了：{reason}。请检查 YIWEN_DATABASE_URL 和文件夹权限。") from error


async def migrated(settings: Settings) -> None:
    prepare(settings.data_dir)
    database = Database(settings.database)
    try:
        await _migrated(database)
    finally:
        await database.close()


async def add_officer(settings: Settings, name: str, role: str, password: str | None) -> str:
    """A new account; the generated password is in the sentence when none was given."""
    await migrated(settings)
    database = Database(settings.database)
    try:
        async with database.write() as conn:
            made = await Officers().add(conn, name, role, password)
    finally:
        await database.close()
    return f"账号 {name} 建好了。" + (f"密码（只显示这一次）：{made}" if password is None else "")


def _welcome(screen: Console, settings: Settings, house: House, url: str, first: tuple[str, str] | None) -> None:
    entries = len(house.policy.book.catalog.entries)
    screen.print(f"[bold]一问[/] 已启动：{house.policy.book.bureau}，{entries} 个条目。按 Ctrl-C 停止。")
    screen.print(f"  市民提问   {url}/")
    screen.print(f"  值班台     {url}/desk")
    if first:
        screen.print(f"  第一个账号 {first[0]}  密码 [bold]{first[1]}[/]（只显示这一次）")
    for account in settings.wechats:
        path = "wechat" if account.name == "wechat" else f"wechat/{account.name}"
        screen.print(f"  微信接口   {settings.public_url or url}/{path}（{account.mode} 模式）")
        if not account.app_secret.get_secret_value():
            screen.print("  [yellow]只能被动回复[/]：没有填 AppSecret，值班人员的答复等市民下次来信时才送到。")
    if house.policy.book.local.example:
        screen.print("  [yellow]现在是示例局的数据[/]，请填 faq/local.yaml，用 yiwen check --local 看还缺什么。")
    for lost in house.policy.engine.lost:
        screen.print(f"  [yellow]少了[/] {lost}")
