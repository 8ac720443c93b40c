"""Working time of the bureau: duty periods, weekends, public holidays and make-up workdays (Asia/Shanghai)."""

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from itertools import pairwise
from zoneinfo import ZoneInfo

import chinese_calendar
import structlog

from handoff.holidays import is_statutory

SHANGHAI = ZoneInfo("Asia/Shanghai")
LOOK_AHEAD = timedelta(days=370)
DAY = timedelta(days=1)
PERIOD = re.compile(r"(\d{1,2})[:：](\d{2})[-–—~至](\d{1,2})[:：](\d{2})")
Period = tuple[time, time]

log = structlog.get_logger(__name__)


class WorkCalendar:
    """Which days are worked, by the State Council's yearly notice (chinesecalendar) and the bureau's own closures."""

    def __init__(self, closures: Sequence[date | str] = ()) -> None:
        self._closed = frozenset(day for item in closures for day in _days(item))
        self._unannounced: set[int] = set()

    def is_working(self, day: date) -> bool:
        return day not in self._closed and self._is_workday(day)

    def _is_workday(self, day: date) -> bool:
        try:
            return bool(chinese_calendar.is_workday(day))
        except NotImplementedError:
            self._warn(day.year)
            return day.weekday() < 5 and not is_statutory(day)

    def _warn(self, year: int) -> None:
        if year not in self._unannounced:
            self._unannounced.add(year)
            log.warning("holidays_unannounced", year=year, fallback="Monday to Friday but for the days off by law")


class DutyHours:
    """When somebody is at the desk. Takes and gives aware datetimes; what it gives is UTC."""

    def __init__(
        self,
        periods: Sequence[str] = ("8:30-12:00", "14:30-18:00"),
        closures: Sequence[date | str] = (),
    ) -> None:
        self.periods: tuple[Period, ...] = _ordered([_period(text) for text in periods])
        self.calendar = WorkCalendar(closures)
        self._periods_of = lru_cache(maxsize=800)(self._day)  # two years; every message asks for today's

    def is_open(self, t: datetime) -> bool:
        return self.closes_at(t) is not None

    def closes_at(self, t: datetime) -> datetime | None:
        """The end of the duty period that `t` is in; None outside duty hours."""
        return next((end for start, end in self._periods_of(_local(t).date()) if start <= t < end), None)

    def next_open(self, t: datetime) -> datetime | None:
        """The next moment from `t` on at which a duty period begins; None when there is none within a year."""
        return next((start for start, _ in self._periods_from(t) if start >= t), None)

    def closing(self, t: datetime) -> datetime:
        """The end of duty on this working day, or on the next one when today's is over."""
        day = _local(t).date()
        last = max((end for _, end in self._periods_of(day)), default=None)
        return last if last is not None and t < last else self.add_working_days(t, 1)

    def add_working(self, t: datetime, amount: timedelta) -> datetime:
        """The moment at which `amount` of duty time has passed since `t`."""
        for start, end in self._periods_from(t):
            begin = max(start, t)
            if begin >= end:
                continue
            if amount <= end - begin:
                return begin + amount
            amount -= end - begin
        raise ValueError("一年之内没有这么多值班时间，请检查值班时段和放假安排。")

    def add_working_days(self, t: datetime, n: int) -> datetime:
        """The end of duty on the n-th working day after the day of `t` (that day itself does not count)."""
        day, left = _local(t).date(), n
        for _ in range(LOOK_AHEAD.days + 2 * n):
            day += DAY
            periods = self._periods_of(day)
            left -= bool(periods)
            if periods and left <= 0:
                return periods[-1][1]
        raise ValueError("一年之内没有这么多工作日，请检查值班时段和放假安排。")

    def _periods_from(self, t: datetime) -> Iterator[tuple[datetime, datetime]]:
        first = _local(t).date()
        for days in range(LOOK_AHEAD.days):
            yield from self._periods_of(first + timedelta(days=days))

    def _day(self, day: date) -> tuple[tuple[datetime, datetime], ...]:
        if not self.calendar.is_working(day):
            return ()
        return tuple((_instant(day, start), _instant(day, end)) for start, end in self.periods)


def _local(t: datetime) -> datetime:
    if t.tzinfo is None:
        raise ValueError(f"naive datetime refused: {t!r}")
    return t.astimezone(SHANGHAI)


def _instant(day: date, at: time) -> datetime:
    return datetime.combine(day, at, SHANGHAI).astimezone(UTC)


def _period(text: str) -> Period:
    """`8:30-12:00` as two times."""
    parts = PERIOD.fullmatch(text.replace(" ", ""))
    try:
        hour, minute, last_hour, last_minute = map(int, parts.groups() if parts else ())
        start, end = time(hour, minute), time(last_hour, last_minute)
    except ValueError:
        raise ValueError(f"值班时段要写成 8:30-12:00 的样子，现在是「{text}」。") from None
    if start >= end:
        raise ValueError(f"值班时段「{text}」的结束不晚于开始。")
    return start, end


def _ordered(periods: Sequence[Period]) -> tuple[Period, ...]:
    ordered = tuple(sorted(periods))
    if not ordered:
        raise ValueError("至少要有一个值班时段，没有人值班就答应不了什么时候答复。")
    if any(start < end for (_, end), (start, _) in pairwise(ordered)):
        raise ValueError("值班时段互相重叠了。")
    return ordered


def _days(item: date | str) -> Iterator[date]:
    """A date, `2026-02-10`, or a span `2026-02-10..2026-02-12` with both ends."""
    if isinstance(item, date):
        yield item
        return
    try:
        first, _, last = item.partition("..")
        day, end = date.fromisoformat(first.strip()), date.fromisoformat((last or first).strip())
    except ValueError:
        raise ValueError(f"放假日期要写成 2026-02-10 或 2026-02-10..2026-02-12，现在是「{item}」。") from None
    while day <= end:
        yield day
        day += DAY
