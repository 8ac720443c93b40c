"""Clock and scales: each thing is measured in a process of its own, on one core."""

import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from typing import Any

STARTED = "BENCH_STARTED"
THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")


def in_a_process(module: str, *words: str) -> dict[str, Any]:
    """Run `python -m module words…` and read the JSON object on its last line; BLAS has one core, as in service."""
    env = {**os.environ, **dict.fromkeys(THREADS, "1"), STARTED: repr(time.time())}
    done = subprocess.run(
        [sys.executable, "-m", module, *words], env=env, stdout=subprocess.PIPE, text=True, check=True
    )
    result: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return result


def since_start() -> float:
    """Seconds since the parent started this process, the interpreter's own start included."""
    return time.time() - float(os.environ[STARTED])


def memory() -> float:
    """The most memory this process has held, in MiB."""
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / (1024 if sys.platform != "darwin" else 1024 * 1024)


def timed(act: Callable[[str], object], texts: Sequence[str], warm: int = 20) -> list[float]:
    """Milliseconds a text, in order; the first few are done once before the clock runs."""
    for text in texts[:warm]:
        act(text)
    taken = []
    for text in texts:
        start = time.perf_counter()
        act(text)
        taken.append(1000 * (time.perf_counter() - start))
    return taken


def at(share: float, values: Sequence[float]) -> float:
    """The value that `share` of the values do not exceed."""
    order = sorted(values)
    return order[min(len(order) - 1, int(share * len(order)))]
