"""Dates as people type them into a spreadsheet."""

import re
import unicodedata
from datetime import date, timedelta

_WRITTEN = re.compile(r"((?:19|20)\d\d)\s*[-./年]\s*(\d{1,2})(?:\s*[-./月]\s*(\d{1,2})\s*日?)?\s*月?")
_EXCEL_ZERO = date(1899, 12, 30)  # day 0 of the 1900 system, its false leap day included
_SERIALS = range(29_221, 73_051)  # 1980 to 2099


class DateUnread(ValueError):
    """There is something, but no date in it."""


def read_date(text: str) -> date | None:
    """2026-08-31, 2026/8/31, 2026.8.31, 2026年8月31日, 20260831, a bare Excel day number; None when empty."""
    plain = unicodedata.normalize("NFKC", text).strip()
    if not plain or plain in {"-", "无", "长期", "长期有效", "/"}:
        return None
    try:
        if re.fullmatch(r"\d{8}", plain):
            return date.fromisoformat(f"{plain[:4]}-{plain[4:6]}-{plain[6:]}")
        if plain.isdigit() and int(plain) in _SERIALS:
            return _EXCEL_ZERO + timedelta(days=int(plain))
        if found := _WRITTEN.search(plain):
            return date(int(found[1]), int(found[2]), int(found[3] or 1))
    except ValueError as error:
        raise DateUnread(text) from error
    raise DateUnread(text)
