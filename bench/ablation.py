"""What each signal earns: the engine fitted without it, on the same questions. `python -m bench.ablation [FILE]`"""

import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from bot.labelled import read_cases
from bot.policy import read_book
from bot.understanding import to_intents
from intents.engine import Engine, Intent
from intents.evaluate import Case, Outcome, figures
from intents.model import Model
from intents.signals import TOKENS
from intents.signals.use import Meaning
from intents.text import normalise

SHOWN = ("top1", "top4", "found", "answered", "wrong", "none_answered", "none_clarified")
CACHE = Path("data/engine")


def main() -> None:
    place = Path(sys.argv[1] if len(sys.argv) > 1 else "tests/questions")
    cases = read_cases(place)
    intents, asks = to_intents(read_book().catalog)
    print(
        f"少一样会怎样（{place}，{len(cases)} 问）\n\n| |", " | ".join(SHOWN), "|\n" + "| --- " * (len(SHOWN) + 1) + "|"
    )
    whole = Engine.fit(intents, asks, cache=CACHE)._model
    variants = {"全部": whole, "没有细读": replace(whole, second=None)}
    for name, model in variants.items():
        _row(name, Engine(intents, asks, model), cases)
    for signal in TOKENS:
        rest = tuple(one for one in TOKENS if one is not signal)
        model = replace(_fit(intents, signals=rest), second=whole.second)
        _row(f"没有{signal.title}", Engine(intents, asks, model), cases)
    Meaning.available = False
    _row("没有句意", Engine(intents, asks, replace(_fit(intents), second=whole.second)), cases)
    _row("没有句意和细读", Engine(intents, asks, replace(_fit(intents), second=None)), cases)


def _fit(intents: Sequence[Intent], **changes: object) -> Model:
    texts = [normalise(text) for one in intents for text in one.phrasings]
    gold = np.array([at for at, one in enumerate(intents) for _ in one.phrasings])
    return Model.fit(texts, gold, len(intents), lambda what, share: None, CACHE, **changes)  # type: ignore[arg-type]


def _row(name: str, engine: Engine, cases: Sequence[Case]) -> None:
    found = figures([Outcome(case=one, match=engine.match(one.text)) for one in cases])
    print("|", name, "|", " | ".join(str(found[key]) for key in SHOWN), "|", flush=True)


if __name__ == "__main__":
    main()
