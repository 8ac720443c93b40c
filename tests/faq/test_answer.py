"""Filling local parameters and laying an answer out for a small screen."""

import pytest

from faq.answer import MESSAGE_BYTES, MESSAGE_LINES, Section, answer, brief
from faq.catalog import HOME, load_catalog
from faq.local import Local, fill, load_local


@pytest.fixture(scope="module")
def local() -> Local:
    return load_local(HOME / "local.yaml")


@pytest.fixture(scope="module")
def unfilled(local: Local) -> Local:
    """The same bureau before it has filled in anything."""
    empty = {name: one.model_copy(update={"value": None}) for name, one in local.parameters.items()}
    return Local(local.example, local.bureau, local.departments, empty, local.place)


def test_a_sentence_with_an_unfilled_value_falls_away() -> None:
    filled = fill("先到学校。窗口在{place}。带户口簿。", {})
    assert filled.text == "先到学校。带户口簿。"
    assert filled.missing == {"place"}


def test_values_are_put_in_without_doubled_stops() -> None:
    assert fill("窗口在{place}。", {"place": "一楼大厅。"}).text == "窗口在一楼大厅。"


def test_nothing_is_left_when_all_needs_what_is_missing() -> None:
    assert fill("{place}", {}).text == ""


def test_every_entry_fits_a_message_filled_or_not(local: Local, unfilled: Local) -> None:
    for entry in load_catalog().entries.values():
        for bureau in (local, unfilled):
            text, rest = brief(answer(entry, bureau), tail=1)
            assert "{" not in text, entry.id
            assert len(text.encode()) <= MESSAGE_BYTES, entry.id
            assert text.count("\n") + 1 <= MESSAGE_LINES, entry.id
            assert Section.SUMMARY not in rest


def test_an_unfilled_answer_says_to_confirm(unfilled: Local) -> None:
    entry = load_catalog().entries["transfer_in_province"]
    made = answer(entry, unfilled)
    assert made.missing
    assert made.note is not None
    assert made.note in brief(made, tail=1)[0]
