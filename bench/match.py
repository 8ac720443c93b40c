"""`python -m bench.match [--synthetic N] [QUESTIONS]`: speed, start-up and memory of the understanding."""

import argparse
import json
import tempfile
from pathlib import Path
from typing import Any

from rapidfuzz import process
from rich.console import Console
from rich.table import Table

from bench.material import multiplied, questions, real
from bench.measuring import at, in_a_process, memory, since_start, timed
from intents.engine import Engine

YARD = 100  # questions that the yardstick is put to


def main() -> None:
    """Measure in two child processes, from scratch and from the cache, and print a table."""
    arguments = _arguments()
    if arguments.cache:
        print(json.dumps(_child(arguments)))
        return
    with tempfile.TemporaryDirectory() as cache:
        words = [*_words(arguments), "--cache", cache]
        fit = in_a_process("bench.match", *words, "--fit-only")
        _show(arguments, fit, in_a_process("bench.match", *words))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.match", description=__doc__)
    parser.add_argument("questions", type=Path, nargs="?", help="TSV, YAML or a folder; tests/questions without it")
    parser.add_argument("--synthetic", type=int, default=0, metavar="N", help="N entries of 20 phrasings each")
    parser.add_argument("--cache", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--fit-only", action="store_true", help=argparse.SUPPRESS)
    return parser.parse_args()


def _words(arguments: argparse.Namespace) -> list[str]:
    place = [str(arguments.questions)] if arguments.questions else []
    return [*place, "--synthetic", str(arguments.synthetic)]


def _child(arguments: argparse.Namespace) -> dict[str, Any]:
    intents, asks = real()
    if arguments.synthetic:
        made, texts = multiplied(intents, arguments.synthetic)
        ready = since_start()
        engine = Engine.fit(made, cache=arguments.cache)
        ready, intents = since_start() - ready, tuple(made)  # the making is not the engine's
    else:
        engine = Engine.fit(intents, asks, cache=arguments.cache)
        ready = since_start()
        texts = [one.text for one in questions(arguments.questions)]
    engine.match(texts[0])
    found = {"ready": ready, "first": since_start(), "memory": memory(), "lost": engine.lost}
    if arguments.fit_only:
        return found
    taken = timed(engine.match, texts[:2000])
    phrasings = [text for one in intents for text in one.phrasings]
    yard = timed(lambda text: process.extractOne(text, phrasings), texts[:YARD], warm=1)
    sizes = {"intents": len(intents), "phrasings": len(phrasings), "questions": len(taken)}
    return {**found, **sizes, "taken": taken, "yard": yard}


def _show(arguments: argparse.Namespace, fit: dict[str, Any], run: dict[str, Any]) -> None:
    taken, yard = run["taken"], run["yard"]
    table = Table("", "", "of rapidfuzz extractOne", title=_title(run), caption="; ".join(run["lost"]) or None)
    for name, share in (("median", 0.5), ("p99", 0.99), ("slowest", 1.0)):
        mine = at(share, taken)
        table.add_row(f"{name} a question", f"{mine:.2f} ms", f"{mine / at(share, yard):.3f}")
    pace = 1000 * len(taken) / sum(taken)
    table.add_row("questions a second, one core", f"{pace:.0f}", f"{pace * sum(yard) / 1000 / len(yard):.1f}")
    start = "fit" if arguments.synthetic else "start"
    table.add_row(f"{start} from scratch, two cores", f"{fit['ready']:.1f} s", "")
    table.add_row(f"{start} from the cache", f"{run['ready']:.2f} s", "")
    table.add_row("memory, most while fitting", f"{fit['memory']:.0f} MiB", "")
    table.add_row("memory, most when started from the cache", f"{run['memory']:.0f} MiB", "")
    Console(width=110).print(table)


def _title(run: dict[str, Any]) -> str:
    return f"{run['intents']} intents, {run['phrasings']} phrasings, {run['questions']} questions"


if __name__ == "__main__":
    main()
