"""`yiwen feedback`: which answers citizens found useless, with the (masked) words they had asked in."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field

from rich.console import Console
from rich.table import Table
from sqlalchemy import Text, cast, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.commands.records import reading
from bot.keeping.store import messages

WHAT_TO_DO = "还没启动过一问的，先启动一次；数据在别处的，核对 YIWEN_DATA_DIR。"
MOST_QUESTIONS = 3


@dataclass(slots=True)
class Feedback:
    """What was said about one entry."""

    verdicts: Counter[str] = field(default_factory=Counter)
    questions: list[str] = field(default_factory=list)  # that led to an answer of no use, newest first


async def read_feedback(conn: AsyncConnection) -> dict[str, Feedback]:
    """By entry id, the least useful first."""
    said = select(messages).where(cast(messages.c.understood, Text).like('%"verdict"%')).order_by(messages.c.id.desc())
    found: dict[str, Feedback] = defaultdict(Feedback)
    for row in (await conn.execute(said)).all():
        about = found[row.understood.get("about") or "?"]
        about.verdicts[row.understood["verdict"]] += 1
        if row.understood["verdict"] == "useless" and len(about.questions) < MOST_QUESTIONS:
            about.questions += await _asked_before(conn, row.conversation_id, row.id)
    return dict(sorted(found.items(), key=lambda item: -item[1].verdicts["useless"]))


async def _asked_before(conn: AsyncConnection, conversation_id: int, message_id: int) -> list[str]:
    where = (messages.c.conversation_id == conversation_id) & (messages.c.direction == "in")
    before = select(messages.c.text).where(where, messages.c.id < message_id).order_by(messages.c.id.desc()).limit(1)
    return list((await conn.execute(before)).scalars())


async def run_feedback(url: str) -> None:
    """Print the table; CannotDo where there is no database to read."""
    async with reading(url, WHAT_TO_DO) as conn:
        found = await read_feedback(conn)
    screen = Console(highlight=False)
    if not found:
        screen.print("还没有人评价过答复。")
        return
    table = Table("条目", "没用", "有用", "当时是这样问的")
    for name, one in found.items():
        table.add_row(name, str(one.verdicts["useless"]), str(one.verdicts["useful"]), "\n".join(one.questions))
    screen.print(table)
