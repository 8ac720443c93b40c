"""Nobody makes understanding worse unseen: the questions of tests/questions, none of them learned from, have floors."""

from pathlib import Path

from bot.commands.labelled import read_cases
from intents.engine import Engine
from intents.evaluate import Outcome, below, confusions, figures, parse_floors

QUESTIONS = Path(__file__).parents[1] / "questions"
FLOORS = (
    "top1=0.94,top4=0.99,found=0.963,answered=0.845,wrong=0.027,none_answered=0.015,none_clarified=0.14,"
    "human=0.97,urgent=0.99"
)


def test_no_figure_is_below_its_floor(engine: Engine) -> None:
    outcomes = [Outcome(case=one, match=engine.match(one.text)) for one in read_cases(QUESTIONS)]
    found = figures(outcomes)
    worst = [f"{one.gold} → {one.given}: {one.texts[0]}" for one in confusions(outcomes)[:20]]
    failed = {key: str(found[key]) for key in below(found, dict(parse_floors(FLOORS)))}
    assert not failed, "\n".join([str(failed), *worst])


def test_questions_are_not_learned_from() -> None:
    from bot.policy.current import read_book
    from bot.policy.understanding import to_intents
    from intents.text import normalise

    known = {normalise(text) for one in to_intents(read_book().catalog)[0] for text in one.phrasings}
    asked = [one.text for one in read_cases(QUESTIONS) if len(one.text) > 6]
    assert not [text for text in asked if normalise(text) in known]
