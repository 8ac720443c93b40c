"""`python -m bench.peers [QUESTIONS]`: the engine beside what one would take instead, on the same data, in one run."""

import argparse
import json
import random
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from rich.console import Console
from rich.table import Table

from bench.material import questions, real
from bench.measuring import at, in_a_process, memory, since_start, timed
from bench.others import Best, Peer, peers
from intents.engine import Engine
from intents.evaluate import NONE, Case, Outcome
from intents.evaluating_curve import Ranked, curve
from intents.match import Intent

ENGINE = "yiwen"
SLOW = {name: 30 for name in peers() if name.startswith("ChatterBot")}  # many seconds a question


def main() -> None:
    """Measure each in a process of its own and print one table."""
    arguments = _arguments()
    if arguments.one:
        print(json.dumps(_one(arguments)))
        return
    place = [str(arguments.questions)] if arguments.questions else []
    with tempfile.TemporaryDirectory() as cache:
        words = [*place, "--cache", cache, "--seed", str(arguments.seed)]
        in_a_process("bench.peers", *words, "--one", ENGINE)  # fills the cache
        found = {name: in_a_process("bench.peers", *words, "--one", name) for name in (ENGINE, *peers())}
    _show(found)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.peers", description=__doc__)
    parser.add_argument("questions", type=Path, nargs="?", help="TSV, YAML or a folder; tests/questions without it")
    parser.add_argument("--seed", type=int, default=1, help="which part the slow ones are asked")
    parser.add_argument("--one", help=argparse.SUPPRESS)
    parser.add_argument("--cache", type=Path, help=argparse.SUPPRESS)
    return parser.parse_args()


def _one(arguments: argparse.Namespace) -> dict[str, Any]:
    intents, asks = real()
    cases = [one for one in questions(arguments.questions) if one.ours or one.only(NONE)]
    if arguments.one == ENGINE:
        engine = Engine.fit(intents, asks, cache=arguments.cache)
        return _engine(engine, cases)
    peer = peers()[arguments.one](intents)
    chosen = random.Random(arguments.seed).sample(cases, min(len(cases), SLOW.get(arguments.one, len(cases))))
    return _peer(peer, intents, chosen)


def _engine(engine: Engine, cases: Sequence[Case]) -> dict[str, Any]:
    ready = since_start()
    taken = timed(engine.match, [one.text for one in cases])
    outcomes = [Outcome(case=one, match=engine.match(one.text)) for one in cases]
    ours = [one for one in outcomes if one.case.ours]
    others = [one for one in outcomes if not one.case.ours]
    decided = {
        "top1": sum(one.top(1) for one in ours) / (len(ours) or 1),
        "coverage": sum(one.answered for one in ours) / (len(ours) or 1),
        "wrong": sum(one.wrong for one in ours) / (len(ours) or 1),
        "none_answered": sum(one.answered for one in others) / (len(others) or 1),
    }
    return {**decided, "ready": ready, "memory": memory(), "taken": taken, "asked": len(cases)}


def _peer(peer: Peer, intents: Sequence[Intent], cases: Sequence[Case]) -> dict[str, Any]:
    ready = since_start()
    answers: dict[str, Best] = {}
    taken = timed(_kept(peer, answers), [one.text for one in cases], warm=1)
    ranked = [_ranked(answers[one.text], one, intents) for one in cases]
    ours = [one for one in ranked if one.ours]
    points = [[one.coverage, one.wrong, one.none_answered] for one in curve(ranked)]
    top1 = sum(one.right for one in ours) / (len(ours) or 1)
    return {"top1": top1, "points": points, "ready": ready, "memory": memory(), "taken": taken, "asked": len(cases)}


def _kept(peer: Peer, answers: dict[str, Best]) -> Callable[[str], None]:
    def ask(text: str) -> None:
        answers[text] = peer.best(text)

    return ask


def _ranked(best: Best, case: Case, intents: Sequence[Intent]) -> Ranked:
    """Where an answer leads it counts by its score; where something else leads, only after all those."""
    place, score, other = best
    order = score if score > other else score - other - 1e6
    return Ranked(score=order, ours=case.ours, right=intents[place].id in case.gold.ids)


def _show(found: dict[str, dict[str, Any]]) -> None:
    mine = found[ENGINE]
    table = Table(
        "", "top-1", "wrong", "not ours answered", "median", "p99", "start", "memory", "asked",
        title=f"at the engine's coverage: {mine['coverage']:.3f} of ours answered without asking back",
    )  # fmt: skip
    for name, one in found.items():
        wrong, none_answered = _at(one, mine["coverage"])
        times = [f"{at(share, one['taken']):.2f} ms" for share in (0.5, 0.99)]
        size = [f"{one['ready']:.1f} s", f"{one['memory']:.0f} MiB", str(one["asked"])]
        table.add_row(name, f"{one['top1']:.3f}", f"{wrong:.3f}", f"{none_answered:.3f}", *times, *size)
    Console(width=130).print(table)


def _at(one: dict[str, Any], coverage: float) -> tuple[float, float]:
    """Wrong answers and not-ours answered; a peer's when it answers as much as the engine, equal scores by lot."""
    if "points" not in one:
        return one["wrong"], one["none_answered"]
    first = {reached: (reached, *rest) for reached, *rest in reversed(one["points"])}  # the least false of equal reach
    columns = [*zip(*sorted(first.values()), strict=True)]
    wrong, none_answered = (float(np.interp(coverage, columns[0], column)) for column in columns[1:])
    return wrong, none_answered


if __name__ == "__main__":
    main()
