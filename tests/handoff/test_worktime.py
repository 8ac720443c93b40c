"""Duty hours by the calendar of 2026: holidays, make-up workdays, lunch, and what is promised when."""

from datetime import UTC, datetime, timedelta

import pytest
from structlog.testing import capture_logs

from handoff.sla import due_at
from handoff.ticket import TicketKind
from handoff.worktime import SHANGHAI, DutyHours

HOURS = DutyHours()


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("when", "is_open"),
    [
        ("2026-11-24 08:29", False),
        ("2026-11-24 08:30", True),
        ("2026-11-24 11:59", True),
        ("2026-11-24 12:00", False),
        ("2026-11-24 14:30", True),
        ("2026-11-24 18:00", False),
        ("2026-11-28 10:00", False),  # a Saturday
        ("2026-10-01 10:00", False),  # National Day
        ("2026-02-17 10:00", False),  # Spring Festival
        ("2026-02-14 10:00", True),  # a Saturday that is worked for it
        ("2026-10-10 10:00", True),  # a Saturday that is worked for National Day
    ],
)
def test_on_duty(when: str, is_open: bool) -> None:
    assert HOURS.is_open(at(when)) is is_open


def test_next_open_skips_the_night_and_the_holiday() -> None:
    assert HOURS.next_open(at("2026-11-24 12:30")) == at("2026-11-24 14:30")
    assert HOURS.next_open(at("2026-11-27 18:30")) == at("2026-11-30 08:30")
    assert HOURS.next_open(at("2026-09-30 18:00")) == at("2026-10-08 08:30")


def test_what_comes_out_is_utc() -> None:
    opens = HOURS.next_open(at("2026-11-24 12:30"))
    assert opens is not None
    assert opens.tzinfo is UTC


def test_working_time_counts_only_duty() -> None:
    assert HOURS.add_working(at("2026-11-27 17:00"), timedelta(hours=2)) == at("2026-11-30 09:30")
    assert HOURS.add_working_days(at("2026-09-29 10:00"), 3) == at("2026-10-09 18:00")


def test_own_closures() -> None:
    closed = DutyHours(closures=("2026-11-24..2026-11-25",))
    assert closed.next_open(at("2026-11-24 09:00")) == at("2026-11-26 08:30")


def test_a_year_that_is_not_announced_falls_back_and_warns_once() -> None:
    hours = DutyHours()
    with capture_logs() as logs:
        assert hours.is_open(at("2035-03-05 10:00"))  # a Monday
        assert not hours.is_open(at("2035-03-04 10:00"))
    assert [one["year"] for one in logs] == [2035]


@pytest.mark.parametrize(
    ("asked", "opens"),
    [
        ("2026-12-31 18:30", "2027-01-04 08:30"),  # New Year's Day is a Friday
        ("2027-02-04 18:30", "2027-02-09 08:30"),  # the eve is a Friday, the third day a Monday
        ("2027-04-04 10:00", "2027-04-06 08:30"),
        ("2027-06-08 18:30", "2027-06-10 08:30"),
        ("2027-09-14 18:30", "2027-09-16 08:30"),
        ("2027-09-30 18:30", "2027-10-04 08:30"),  # what the notice will add is not known yet
        ("2035-09-30 18:30", "2035-10-04 08:30"),
    ],
)
def test_before_the_notice_nobody_is_promised_a_day_off_by_law(asked: str, opens: str) -> None:
    assert HOURS.next_open(at(asked)) == at(opens)


@pytest.mark.parametrize(
    ("kind", "due"),
    [
        (TicketKind.URGENT, "2026-11-24 10:00"),
        (TicketKind.CONSULT, "2026-11-24 18:00"),
        (TicketKind.COMPLAINT, "2026-12-03 18:00"),
        (TicketKind.SUGGESTION, "2026-12-03 18:00"),
    ],
)
def test_what_is_promised(kind: TicketKind, due: str) -> None:
    assert due_at(kind, at("2026-11-24 10:00"), HOURS) == at(due)


def test_after_duty_the_promise_is_the_next_working_day() -> None:
    assert due_at(TicketKind.CONSULT, at("2026-11-27 18:30"), HOURS) == at("2026-11-30 18:00")


@pytest.mark.parametrize("periods", [("8-12",), ("12:00-8:00",), ("8:00-12:00", "11:00-13:00"), ("25:00-26:00",)])
def test_periods_that_make_no_sense_are_refused_in_words(periods: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match="值班时段"):
        DutyHours(periods=periods)
