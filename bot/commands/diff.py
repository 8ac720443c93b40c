"""`yiwen diff REV`: the answers and replies under the policy files as they were, against those under the files now."""

import asyncio
import io
import subprocess
import tarfile
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console
from rich.progress import track
from rich.table import Table
from sqlalchemy import func, select

from bot.commands.preview import Ask, Change, Changed, Question, asker, compare, known_questions
from bot.commands.records import reading
from bot.commands.rewording import reworded
from bot.keeping.store import messages
from bot.policy.book import Book
from bot.policy.current import read_book
from bot.policy.understanding import load_engine, to_intents
from bot.refusal import CannotDo
from faq.catalog import HOME
from faq.load import LoadError

MOST_RECORDED = 5000
MOST_SHOWN = 40
STYLES = {Change.LOST: "red", Change.OTHER: "yellow", Change.WORDS: "cyan", Change.GAINED: "green"}


def run_diff(
    revision: str, home: Path, cache: Path, *, questions: Path | None = None, recorded: str | None = None
) -> int:
    """Print what changes; the exit status is 0: a preview judges nothing. `recorded`: the database's URL."""
    screen = Console(highlight=False, soft_wrap=True)
    with tempfile.TemporaryDirectory() as folder, old_files(home, revision, Path(folder)) as old:
        books = _book(old, revision), _book(home, "现在")
        _reworded(screen, *books)
        asked = _questions(home, questions, recorded)
        with screen.status("正在准备两边的问答引擎，改过问法的要一两分钟……"):
            before, after = _askers(*books, cache)
        found = list(compare(track(asked, "比较", console=screen, transient=True), before, after))
    _show(screen, found, len(asked), revision)
    return 0


def _book(home: Path, name: str) -> Book:
    try:
        return read_book(home)
    except LoadError as error:
        raise CannotDo(f"{name} 的政策文件读不懂，没法比：{error.complaints[0]}") from error


def _questions(home: Path, questions: Path | None, recorded: str | None) -> list[Question]:
    """Those named, else those kept beside the policy, else those that came with the programme; and the recorded."""
    if questions and not questions.exists():
        raise CannotDo(f"没有 {questions} 这个文件或文件夹，核对 --questions。")
    own, ours = (top / "tests" / "questions" for top in (repository(home), HOME.parent))
    asked = known_questions(questions or (own if own.exists() else ours))
    asked += asyncio.run(recorded_questions(recorded)) if recorded else []
    if not asked:
        raise CannotDo("没有可比的问题：用 --questions 指定问题文件，或用 --recorded 拿记录下来的问题比。")
    return asked


def _askers(old: Book, new: Book, cache: Path) -> tuple[Ask, Ask]:
    """One engine does for both when no phrasing changed; else what the server learned already is read, not learned."""
    now, engine = datetime.now(UTC), load_engine(new.catalog, cache)
    same = to_intents(old.catalog) == to_intents(new.catalog)
    before = engine if same else load_engine(old.catalog, cache)
    return asker(old, before.match, now), asker(new, engine.match, now)


def repository(home: Path) -> Path:
    return Path(_git(home, "rev-parse", "--show-toplevel").decode().strip())


@contextmanager
def old_files(home: Path, revision: str, folder: Path) -> Iterator[Path]:
    """The policy folder as it was at a revision, unpacked; raises CannotDo when there is none."""
    prefix = _git(home, "rev-parse", "--show-prefix").decode().strip().rstrip("/")
    commit = _git(home, "rev-parse", "--verify", "--end-of-options", f"{revision}^{{commit}}").decode().strip()
    packed = _git(repository(home), "archive", "--format=tar", f"{commit}:{prefix}")
    with tarfile.open(fileobj=io.BytesIO(packed)) as tar:
        tar.extractall(folder, filter="data")
    yield folder


def _git(where: Path, *words: str) -> bytes:
    try:
        done = subprocess.run(["git", "-C", str(where), *words], capture_output=True, check=False)  # noqa: S603, S607
    except FileNotFoundError as error:
        raise CannotDo("没有装 git，比不了旧版本。") from error
    if done.returncode:
        reason = done.stderr.decode(errors="replace").strip().splitlines()
        raise CannotDo(f"git 里找不到这个版本或文件夹：{reason[-1] if reason else words[-1]}")
    return done.stdout


async def recorded_questions(url: str) -> list[Question]:
    """What citizens really asked, masked when it was kept, each text once with its count, the commonest first."""
    wanted = (messages.c.direction == "in") & (messages.c.kind == "text") & (messages.c.text != "")
    times = func.count().label("times")
    query = (
        select(messages.c.text, times).where(wanted).group_by(messages.c.text).order_by(times.desc(), messages.c.text)
    )
    async with reading(url, "不比记录的问题就去掉 --recorded。") as conn:
        rows = (await conn.execute(query.limit(MOST_RECORDED))).all()
    return [Question(text=row.text, times=row.times) for row in rows]


def _show(screen: Console, found: list[Changed], tried: int, revision: str) -> None:
    for change in (Change.LOST, Change.OTHER, Change.GAINED):
        _table(screen, change, [one for one in found if one.change is change])
    _words(screen, [one for one in found if one.change is Change.WORDS])
    counts = Counter(one.change for one in found)
    said = "，".join(f"{change.value} {counts[change]}" for change in Change)
    screen.print(f"和 {revision} 比，试了 {tried} 问：{said}，其余 {tried - len(found)} 不变。", markup=False)


def _reworded(screen: Console, old: Book, new: Book) -> None:
    """Sentence by sentence, whether or not any of the questions asks for it; told before the slow part begins."""
    found = list(reworded(old, new))
    for one in found:
        instead = f"（接替 {one.instead_of}，和它比）" if one.instead_of else ""
        screen.print(f"{one.entry_id} {one.title}{instead}", style="bold", markup=False)
        for mark, lines, style in (("-", one.gone, "red"), ("+", one.come, "green")):
            for section, line in lines:
                screen.print(f"  {mark} {section}：{line}", style=style, markup=False)
    screen.print(f"{len(found)} 条答复改了。" if found else "答复的文字、状态和日期都没有改。", markup=False)


def _table(screen: Console, change: Change, found: list[Changed]) -> None:
    if not found:
        return
    table = Table(
        "问题", "次数", "原来", "现在", "对不对", title=f"{change.value}（{len(found)}）", title_style=STYLES[change]
    )
    for one in sorted(found, key=lambda one: -one.question.times)[:MOST_SHOWN]:
        old, new = _said(one.before.kind, one.before.ids), _said(one.after.kind, one.after.ids)
        table.add_row(one.question.text[:60], str(one.question.times), old, new, one.verdict)
    screen.print(table)
    if len(found) > MOST_SHOWN:
        screen.print(f"……还有 {len(found) - MOST_SHOWN} 问")


def _said(kind: str, ids: tuple[str, ...]) -> str:
    words = {"sure": "答 ", "unclear": "反问 "}.get(kind, "")
    return words + "、".join(ids[:3]) if ids else "不答"


def _words(screen: Console, found: list[Changed]) -> None:
    """The same entry in other words concerns everybody who asks for it: one line an entry."""
    touched: dict[str, int] = defaultdict(int)
    for one in found:
        for entry_id in one.after.ids:
            touched[entry_id] += one.question.times
    for entry_id, times in sorted(touched.items(), key=lambda pair: -pair[1]):
        screen.print(f"{entry_id}: 答案的文字变了，{times} 问会看到新的", markup=False)
