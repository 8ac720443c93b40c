"""`yiwen officer`: accounts of the desk are made, get another password or role, are locked and opened again."""

import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from getpass import getpass

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.refusal import CannotDo
from bot.serving.opening import migrated
from bot.settings import Settings
from handoff.database import Database
from handoff.officers import AccountError, Officers, readable_password


async def add_officer(settings: Settings, name: str, role: str, password: str | None) -> str:
    """A new account; the generated password is in the sentence when none was given."""
    async with _accounts(settings) as conn:
        made = await Officers().add(conn, name, role, password)
    return f"账号 {name} 建好了。{_shown(made, password)}"


async def set_password(settings: Settings, name: str, password: str | None) -> str:
    """Whoever is signed in with the old one is out at once."""
    new = readable_password() if password is None else password
    async with _accounts(settings) as conn:
        officer = await Officers().named(conn, name)
        await Officers().set_password(conn, officer, new)
    return f"账号 {name} 换了密码，已登录的都退出了。{_shown(new, password)}"


async def set_role(settings: Settings, name: str, role: str) -> str:
    """What somebody may do from now on, also where they are signed in."""
    async with _accounts(settings) as conn:
        await Officers().set_role(conn, await Officers().named(conn, name), role)
    return f"账号 {name} 的角色改成 {role} 了，刷新页面就能用。"


async def disable(settings: Settings, name: str) -> str:
    async with _accounts(settings) as conn:
        await Officers().disable(conn, await Officers().named(conn, name))
    return f"账号 {name} 停用了，已登录的都退出了。要恢复：yiwen officer enable {name}"


async def enable(settings: Settings, name: str) -> str:
    async with _accounts(settings) as conn:
        await Officers().enable(conn, await Officers().named(conn, name))
    return f"账号 {name} 恢复了，用原来的密码登录。"


def asked_for() -> str | None:
    """The new password from the keyboard, twice; None where nobody sits there, or to have one made."""
    if not sys.stdin.isatty():
        return None
    first = getpass("新密码（直接回车就生成一个）：")
    if first and getpass("再输入一遍：") != first:
        raise CannotDo("两次输入的不一样，密码没有换。")
    return first or None


def given(from_stdin: bool) -> str | None:
    return sys.stdin.readline().rstrip("\n") if from_stdin else None


def _shown(password: str, given: str | None) -> str:
    return f"密码（只显示这一次）：{password}" if given is None else ""


@asynccontextmanager
async def _accounts(settings: Settings) -> AsyncIterator[AsyncConnection]:
    """One transaction on the present schema; raises CannotDo with one clear sentence."""
    await migrated(settings)
    database = Database(settings.database)
    try:
        async with database.write() as conn:
            yield conn
    except AccountError as error:
        raise CannotDo(str(error)) from error
    finally:
        await database.close()
