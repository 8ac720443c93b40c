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


def test_place_phone_and_source_are_always_in_the_first_message(local: Local) -> None:
    """A long list of papers is then written in one line; what was left out is offered, never lost."""
    for entry in load_catalog().entries.values():
        made = answer(entry, local)
        text, rest = brief(made, tail=3)
        for section in (Section.WHERE, Section.PHONE, Section.SOURCES):
            assert section not in rest, entry.id
        for part in made.parts:
            assert part.section in rest or part.lines[0] in text, (entry.id, part.section)


def test_a_list_without_room_is_one_line(local: Local) -> None:
    entry = load_catalog().entries["transfer_in_province"]
    papers = tuple(entry.materials[0].model_copy(update={"name": f"材料{number}"}) for number in range(8))
    text, _ = brief(answer(entry.model_copy(update={"materials": papers}), local), tail=2)
    [line] = [line for line in text.splitlines() if "材料7" in line]
    assert line.startswith("材料：1. 材料0（")
    assert "；8. 材料7（" in line
    assert text.count("\n") + 1 <= MESSAGE_LINES - 2


def test_our_phone_only_answers_questions_where_others_do_the_work(local: Local) -> None:
    entries = load_catalog().entries
    assert "（本局，可咨询）" in brief(answer(entries["hed_diploma_lost"], local))[0]
    assert "（本局，可咨询）" not in brief(answer(entries["enroll_primary"], local))[0]


def test_rules_that_are_not_one_document_carry_no_title_marks(local: Local) -> None:
    sources = answer(load_catalog().entries["transfer_in_province"], local).part(Section.SOURCES)
    assert sources is not None
    assert sources.lines[0] == "《中小学生学籍管理办法》（教基〔2025〕1号）第十五条"
    assert sources.lines[1:] == ("本地规定（以本局公布为准）", "本答复自 2025-01-03 起适用")
