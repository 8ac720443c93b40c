"""The last of the days that the bureau filled in: 「2026 年 8 月 20 日至 28 日」 helps nobody in 2027."""

import re
from calendar import monthrange
from datetime import date

_PART = re.compile(
    r"(\d{4})\s*年(?!以|之|前|后|及)|(次年|第二年)|(\d{1,2})\s*月(?:\s*(\d{1,2})\s*日)?|[至到—–-]\s*(\d{1,2})\s*日"
)
_SINCE = re.compile(r"\s*起[^，。；]{0,4}(?:施行|实行|执行|取消|不再|停止)")  # a rule begins there, and is not over


def last_day(text: str) -> date | None:
    """The latest day that a text names with its year; None where there is none, or where a rule begins with it."""
    year = month = 0
    days: list[date] = []
    for part in _PART.finditer(text):
        if part[1] or part[2]:
            year, month = (int(part[1]), 0) if part[1] else (year + bool(year), 0)
            continue
        month = int(part[3] or month)
        if not year or not 1 <= month <= 12:
            continue
        if _SINCE.match(text, part.end()):
            return None
        last = monthrange(year, month)[1]
        days.append(date(year, month, min(int(part[4] or part[5] or last) or 1, last)))
    return max(days, default=None)
