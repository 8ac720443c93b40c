"""Put a file in its place whole or not at all, and never over another one."""

import contextlib
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from faq.load import reason_of
from faq.sheets.workbook import SheetError


@contextmanager
def new_file(target: Path) -> Iterator[Path]:
    """A temporary neighbour to write to; it becomes `target` at the end. Raises SheetError when that exists."""
    if target.exists():
        raise SheetError(f"{target} 已经有了，没有覆盖。换个名字，或先把旧的挪走。")
    with _neighbour(target) as temporary:
        yield temporary
        try:
            os.link(temporary, target)  # fails when somebody was quicker; a rename would overwrite
        except FileExistsError as error:
            raise SheetError(f"{target} 已经有了，没有覆盖。换个名字，或先把旧的挪走。") from error
        except OSError:
            _copy_exclusively(temporary, target)  # a file system without links


@contextmanager
def replaced(target: Path) -> Iterator[Path]:
    """A temporary neighbour that takes the place of `target` at the end, at once."""
    with _neighbour(target) as temporary:
        yield temporary
        temporary.chmod(target.stat().st_mode)
        temporary.replace(target)


@contextmanager
def _neighbour(target: Path) -> Iterator[Path]:
    try:
        handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.stem}.", suffix=".part")
    except OSError as error:
        raise SheetError(f"{target.parent} 写不了（{reason_of(error)}）。") from error
    os.close(handle)
    temporary = Path(name)
    try:
        temporary.chmod(0o644)
        yield temporary
    except OSError as error:
        raise SheetError(f"{target} 写不了（{reason_of(error)}）。") from error
    finally:
        temporary.unlink(missing_ok=True)


def _copy_exclusively(source: Path, target: Path) -> None:
    content = source.read_bytes()
    file = target.open("xb")
    try:
        with file:
            file.write(content)
    except BaseException:
        with contextlib.suppress(OSError):
            target.unlink()
        raise
