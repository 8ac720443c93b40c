"""The shared suite of all signals, and the learned model around them."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import intents.signals.e5
import intents.signals.letters
import intents.signals.sound
import intents.signals.topic
import intents.signals.use
import intents.signals.wording
from intents import cache
from intents.engine import Engine
from intents.signals import TOKENS, TokenSignal
from intents.vectors import remembered
from tests.intents.conftest import SMALL

ALL = {
    intents.signals.letters.NAME, intents.signals.sound.NAME, intents.signals.topic.NAME, intents.signals.wording.NAME,
}  # fmt: skip


def test_every_token_signal_is_in_use() -> None:
    assert {one.name for one in TOKENS} == ALL


@pytest.mark.parametrize("signal", TOKENS, ids=lambda one: one.name)
def test_a_signal_says_the_same_of_the_same_text(signal: TokenSignal) -> None:
    text = "教师资格证丢了怎么补"
    assert list(signal.tokens(text)) == list(signal.tokens(text)) != []
    assert list(signal.tokens("")) == []
    assert signal.length > 0
    assert signal.title


def test_sound_joins_homophones() -> None:
    sound = intents.signals.sound.tokens
    assert list(sound("学籍")) == list(sound("学藉"))


def test_topic_names_thing_and_action() -> None:
    found = set(intents.signals.topic.tokens("普通话证丢了"))
    assert {"paper:普通话证", "丢失", "paper:普通话证×丢失"} <= found


def test_a_place_name_changes_no_letter() -> None:
    letters = intents.signals.letters.tokens
    assert list(letters("长沙小学报名")) == list(letters("郑州小学报名"))


def test_a_fit_is_kept_and_read_again(tmp_path: Path) -> None:
    first = Engine.fit(SMALL, cache=tmp_path)
    assert list(tmp_path.glob("*.model.npz"))
    again = Engine.fit(SMALL, cache=tmp_path)
    for text in ("普通话证没了", "明天会下雨吗", "找人"):
        assert first.match(text) == again.match(text)


def test_two_fits_are_the_same() -> None:
    first, again = Engine.fit(SMALL), Engine.fit(SMALL)
    text = "教资证掉了要咋办"
    assert [one.score for one in first.match(text).candidates] == [one.score for one in again.match(text).candidates]


def test_a_damaged_model_on_disk_is_learned_anew(tmp_path: Path) -> None:
    Engine.fit(SMALL, cache=tmp_path)
    for path in tmp_path.glob("*.npz"):
        path.write_bytes(path.read_bytes()[:100])
    assert Engine.fit(SMALL, cache=tmp_path).match("普通话证丢了").ids == ("pth_lost",)


def test_only_the_newest_models_are_kept(tmp_path: Path) -> None:
    for number in range(cache.KEPT + 2):
        Engine.fit((*SMALL[:-1], SMALL[-1]), cache=tmp_path / "x") if number == 0 else None
        key = cache.key_of([(f"one{number}", ("text",))])
        model = cache.read(tmp_path / "x", cache.key_of((one.id, one.phrasings) for one in SMALL))
        if model is not None:
            cache.write(tmp_path / "x", key, model)
    assert len(list((tmp_path / "x").glob("*.model.npz"))) <= cache.KEPT


def test_without_the_sentence_vectors_it_still_works_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(intents.signals.use.Meaning, "available", False)
    monkeypatch.setattr(intents.signals.e5.CloseReading, "available", False)
    engine = Engine.fit(SMALL)
    assert [one for one in engine.lost if "没有安装" in one] == list(engine.lost)
    assert len(engine.lost) == 2
    assert engine.match("普通话证丢了").ids == ("pth_lost",)


def test_what_is_installed_and_not_used_is_not_called_missing(small: Engine) -> None:
    unread = Engine(SMALL, (), replace(small._model, second=None))
    assert len(unread.lost) == 1
    assert "600 类" in unread.lost[0]


def test_only_new_sentences_are_read_again(tmp_path: Path) -> None:
    class Counting:
        size, file = 4, "counted.npz"
        read: list[str] = []  # noqa: RUF012

        def vectors(self, texts: list[str], progress: object) -> np.ndarray[tuple[int, int], np.dtype[np.float32]]:
            self.read += texts
            return np.full((len(texts), 4), 0.5, dtype=np.float32)

    meaning = Counting()
    quiet = lambda share: None  # noqa: E731
    remembered(meaning, ["一", "二"], tmp_path, quiet)  # type: ignore[arg-type]
    found = remembered(meaning, ["二", "三", "三"], tmp_path, quiet)  # type: ignore[arg-type]
    assert meaning.read == ["一", "二", "三"]
    assert found.shape == (3, 4)
