"""Days off that the law names (全国年节及纪念日放假办法), known before the yearly notice says how they stretch."""

from datetime import date, timedelta

FIXED = frozenset({(1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3)})
# By the moon and the sun: 正月初一, 清明, 端午, 中秋.
FEASTS: tuple[tuple[date, date, date, date], ...] = (
    (date(2027, 2, 6), date(2027, 4, 5), date(2027, 6, 9), date(2027, 9, 15)),
    (date(2028, 1, 26), date(2028, 4, 4), date(2028, 5, 28), date(2028, 10, 3)),
    (date(2029, 2, 13), date(2029, 4, 4), date(2029, 6, 16), date(2029, 9, 22)),
    (date(2030, 2, 3), date(2030, 4, 5), date(2030, 6, 5), date(2030, 9, 12)),
)


def _moving() -> frozenset[date]:
    """The Spring Festival is off from its eve to the third day."""
    days = {day for _, *others in FEASTS for day in others}
    days |= {spring + timedelta(days=offset) for spring, *_ in FEASTS for offset in range(-1, 3)}
    return frozenset(days)


MOVING = _moving()


def is_statutory(day: date) -> bool:
    return (day.month, day.day) in FIXED or day in MOVING
