"""Numbers that can be said on the phone, and moves that are legal."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handoff.ticket import MOVES, Move, Status, TicketError, id_of, number_of


@given(st.integers(min_value=1, max_value=10**7))
def test_a_number_finds_its_ticket(id: int) -> None:
    assert id_of(number_of(id)) == id


@pytest.mark.parametrize(
    ("id", "number"), [(1, "A1001"), (23, "A1023"), (8999, "A9999"), (9000, "B1001"), (24 * 8999 + 1, "AA1001")]
)
def test_numbers(id: int, number: str) -> None:
    assert number_of(id) == number


@pytest.mark.parametrize("said", ["a1023", "Ａ１０２３", " A1023 "])
def test_a_number_as_it_is_typed(said: str) -> None:
    assert id_of(said) == 23


@pytest.mark.parametrize("said", ["", "A1000", "1023", "I1023", "A10234", "A0999", "ABCD1001", "🙂"])
def test_what_is_no_number(said: str) -> None:
    assert id_of(said) is None


def test_every_move_is_legal_from_somewhere_and_a_closed_one_only_reopens() -> None:
    assert set(MOVES) == set(Move)
    assert [move for move, (before, _) in MOVES.items() if Status.CLOSED in before] == [Move.REOPEN]


def test_every_error_says_what_happened_in_chinese() -> None:
    def tree(kind: type[TicketError]) -> list[type[TicketError]]:
        return [kind, *(one for sub in kind.__subclasses__() for one in tree(sub))]

    assert all((one.__doc__ or "").strip().endswith("。") for one in tree(TicketError))
