"""What each signal earns: the engine fitted without it, on the same questions. `python -m bench.ablation [FILE …]`"""

import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from bench.material import misspelt
from bot.commands.labelled import read_cases
from bot.policy.current import read_book
from bot.policy.understanding import to_intents
from intents.engine import Engine, Intent
from intents.evaluate import Case, Outcome, figures
from intents.model import Model
from intents.signals import TOKENS
from intents.signals.use import Meaning
from intents.text import normalise

SHOWN = ("top1", "top4", "found", "answered", "wrong", "none_answered", "none_clarified")
CACHE = Path("data/engine")


def main() -> None:
    """One Markdown table a file of questions, and one of the first with slips; each variant is fitted once."""
    cases = {place: read_cases(Path(place)) for place in sys.argv[1:] or ["tests/questions"]}
    first = next(iter(cases))
    cases[f"{first}，各错一两个字"] = misspelt(cases[first])
    rows: dict[str, list[str]] = {place: [] for place in cases}
    for name, engine in _variants():
        print(name, file=sys.stderr, flush=True)
        for place, asked in cases.items():
            rows[place].append(_row(name, engine, asked))
    for place, lines in rows.items():
        print(f"\n{place}，{len(cases[place])} 问\n\n| |", " | ".join(SHOWN), "|")
        print("| --- " * (len(SHOWN) + 1) + "|", *lines, sep="\n")


def _variants() -> Iterator[tuple[str, Engine]]:
    intents, asks = to_intents(read_book().catalog)
    whole = Engine.fit(intents, asks, cache=CACHE)._model
    yield "全部", Engine(intents, asks, whole)
    yield "没有细读", Engine(intents, asks, replace(whole, second=None))
    for signal in TOKENS:
        rest = tuple(one for one in TOKENS if one is not signal)
        yield f"没有{signal.title}", Engine(intents, asks, replace(_fit(intents, signals=rest), second=whole.second))
    Meaning.available = False
    without = _fit(intents)
    yield "没有句意", Engine(intents, asks, replace(without, second=whole.second))
    yield "没有句意和细读", Engine(intents, asks, replace(without, second=None))


def _fit(intents: Sequence[Intent], **changes: object) -> Model:
    texts = [normalise(text) for one in intents for text in one.phrasings]
    gold = np.array([at for at, one in enumerate(intents) for _ in one.phrasings])
    return Model.fit(texts, gold, len(intents), lambda what, share: None, CACHE, **changes)  # type: ignore[arg-type]


def _row(name: str, engine: Engine, cases: Sequence[Case]) -> str:
    found = figures([Outcome(case=one, match=engine.match(one.text)) for one in cases])
    return f"| {name} | {' | '.join(str(found[key]) for key in SHOWN)} |"


if __name__ == "__main__":
    main()
