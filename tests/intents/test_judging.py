"""From probabilities to a decision, on probabilities written down by hand."""

import numpy as np
import pytest

from intents.engine import Ask, Intent, Kind, Role
from intents.judging import Classes, Thresholds, judge

INTENTS = tuple(
    Intent(id=name, role=role, phrasings=())
    for name, role in {
        "a": Role.ANSWER, "b": Role.ANSWER, "c": Role.ANSWER, "other": Role.NOT_OURS, "hello": Role.CHAT,
        "person": Role.HUMAN, "harm": Role.URGENT,
    }.items()
)  # fmt: skip
LIMITS = Thresholds(
    sure=0.4,
    over_other=0.7,
    over_second=0.6,
    over_siblings=0.6,
    ask=0.2,
    choice=0.1,
    urgent=0.3,
    over_answer=0.75,
    over_calm=0.45,
    danger=0.05,
    human=0.3,
    topic=0.1,
    settled=0.9,
    hopeless=0.02,
)
ROWS = [
    # a     b     c    other hello person harm
    ((0.80, 0.10, 0.0, 0.10, 0.00, 0.00, 0.00), False, Kind.SURE, ("a",)),
    ((0.45, 0.05, 0.0, 0.50, 0.00, 0.00, 0.00), False, Kind.UNCLEAR, ("a", "b")),  # not clear of what is not ours
    ((0.45, 0.40, 0.0, 0.15, 0.00, 0.00, 0.00), False, Kind.UNCLEAR, ("a", "b")),  # not clear of the second
    ((0.30, 0.02, 0.2, 0.48, 0.00, 0.00, 0.00), False, Kind.UNCLEAR, ("a", "c")),  # b is not worth offering
    ((0.05, 0.05, 0.0, 0.90, 0.00, 0.00, 0.00), False, Kind.UNKNOWN, ()),
    ((0.05, 0.05, 0.0, 0.10, 0.80, 0.00, 0.00), False, Kind.CHAT, ()),
    ((0.40, 0.05, 0.0, 0.10, 0.00, 0.45, 0.00), False, Kind.HUMAN, ()),
    ((0.50, 0.05, 0.0, 0.05, 0.00, 0.40, 0.00), False, Kind.UNCLEAR, ("a", "b")),  # ours is likelier than a person
    ((0.10, 0.05, 0.0, 0.45, 0.00, 0.00, 0.40), False, Kind.URGENT, ()),
    ((0.05, 0.00, 0.0, 0.05, 0.55, 0.00, 0.35), False, Kind.CHAT, ()),  # small talk is likelier than danger
    ((0.60, 0.05, 0.0, 0.00, 0.00, 0.00, 0.35), False, Kind.SURE, ("a",)),  # without a word of danger ours is likelier
    ((0.60, 0.05, 0.0, 0.00, 0.00, 0.00, 0.35), True, Kind.URGENT, ()),
    ((0.85, 0.05, 0.0, 0.00, 0.00, 0.00, 0.10), True, Kind.URGENT, ()),  # words of danger lower the bar
    ((0.85, 0.05, 0.0, 0.00, 0.00, 0.00, 0.10), False, Kind.SURE, ("a",)),
]


@pytest.mark.parametrize(("shares", "dangerous", "kind", "ids"), ROWS)
def test_table(shares: tuple[float, ...], dangerous: bool, kind: Kind, ids: tuple[str, ...]) -> None:
    row = np.array(shares, dtype=np.float32)
    found = judge("?", row, Classes.of(INTENTS), (), LIMITS, dangerous=dangerous)
    assert (found.kind, found.ids) == (kind, ids)
    assert found.reason


def test_the_curators_question_is_asked_where_it_separates_all_that_is_offered() -> None:
    asks = (Ask(id="narrow", options=("a", "c")), Ask(id="wide", options=("a", "b", "c")))
    row = np.array((0.35, 0.3, 0.0, 0.35, 0, 0, 0), dtype=np.float32)
    assert judge("?", row, Classes.of(INTENTS), asks, LIMITS, dangerous=False).ask == "wide"
    assert judge("?", row, Classes.of(INTENTS), asks[:1], LIMITS, dangerous=False).ask is None


@pytest.mark.parametrize(("share", "topic"), [(0.09, None), (0.11, "other")])
def test_what_it_is_about_is_named_only_where_that_is_likely(share: float, topic: str | None) -> None:
    row = np.array((0.05, 0.05, 0, share, 0, 0, 0), dtype=np.float32)
    found = judge("?", row, Classes.of(INTENTS), (), LIMITS, dangerous=False)
    assert (found.kind, found.topic) == (Kind.UNKNOWN, topic)


@pytest.mark.parametrize(
    ("kinds", "topic"),
    [((), "harm"), (("fire",), "fire"), (("fire", "harm"), "harm"), (("unheard_of",), "harm")],
)
def test_the_words_decide_which_danger_it_is(kinds: tuple[str, ...], topic: str) -> None:
    intents = (*INTENTS, Intent(id="fire", role=Role.URGENT, phrasings=()))
    row = np.array((0.1, 0, 0, 0.1, 0, 0, 0.7, 0.1), dtype=np.float32)
    found = judge("?", row, Classes.of(intents), (), LIMITS, dangerous=bool(kinds), kinds=kinds)
    assert (found.kind, found.topic) == (Kind.URGENT, topic)
