"""Which processes serve from a data folder: each holds a lock on a file named by its id, so a stale one is seen."""

import contextlib
import fcntl
import os
import signal
from collections.abc import Iterator
from pathlib import Path

from bot.refusal import CannotDo

FOLDER = "serving"
RELOAD = signal.SIGUSR1  # SIGHUP would be what a closed terminal sends


@contextlib.contextmanager
def announced(data_dir: Path) -> Iterator[None]:
    """While the block runs, `running` finds this process; the lock ends with the process, however it ends."""
    folder = data_dir / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / str(os.getpid())
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        try:
            yield
        finally:
            path.unlink(missing_ok=True)


def running(data_dir: Path) -> list[int]:
    """The ids of the processes that serve; files left by a crash are cleared away."""
    paths = sorted((data_dir / FOLDER).glob("[0-9]*")) if (data_dir / FOLDER).is_dir() else []
    return [int(path.name) for path in paths if path.name.isdigit() and _held(path)]


def _held(path: Path) -> bool:
    """A process id may be in use again by another program; the lock cannot."""
    try:
        with path.open("r") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            path.unlink(missing_ok=True)
    except BlockingIOError:
        return True
    except FileNotFoundError:
        pass
    return False


def ask_to_reload(data_dir: Path) -> list[int]:
    """Send RELOAD to each; returns who was told. Raises CannotDo when one is somebody else's process."""
    told = []
    for pid in running(data_dir):
        with contextlib.suppress(ProcessLookupError):
            try:
                os.kill(pid, RELOAD)
            except PermissionError as error:
                raise CannotDo(f"进程 {pid} 是别的用户启动的，通知不了它。请用那个用户执行 yiwen reload。") from error
            told.append(pid)
    return told
