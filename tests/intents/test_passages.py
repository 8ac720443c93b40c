"""Which sentence comes closest to a line: by meaning and by words, and by words alone."""

import pytest

from intents.engine import Engine
from intents.passages import Passages

SENTENCES = (
    "复核只查有没有漏评、分数加错，不看评分宽严，也不给看试卷。",
    "在校生找毕业学校登记；社会考生到招生考试机构登记。",
    "学校看国外的学习记录，编入相应年级。",
)


@pytest.mark.parametrize(("line", "closest"), [("能看卷子吗", 0), ("我是社会考生", 1), ("回来读几年级", 2)])
def test_the_sentence_that_speaks_of_it_is_the_closest(engine: Engine, line: str, closest: int) -> None:
    close = engine.closeness(line, SENTENCES)
    assert len(close) == len(SENTENCES)
    assert max(range(len(close)), key=lambda at: close[at]) == closest


def test_what_no_sentence_speaks_of_is_far_from_all(engine: Engine) -> None:
    assert max(engine.closeness("今天下雨", SENTENCES)) < min(
        max(engine.closeness(line, SENTENCES)) for line in ("能看卷子吗", "我是社会考生", "回来读几年级")
    )


def test_without_the_sentence_model_words_count_alone(engine: Engine) -> None:
    words = Passages(None, engine._model.vocabularies)
    close = words.closeness("我是社会考生", SENTENCES)
    assert close[1] > 0
    assert close[2] == 0


@pytest.mark.parametrize("text", ["", "😀", "字" * 5000, "a"])
def test_any_text_and_no_sentence_are_taken(engine: Engine, text: str) -> None:
    assert engine.closeness(text, ()) == ()
    assert len(engine.closeness(text, ("一句。", ""))) == 2
