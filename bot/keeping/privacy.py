"""Recognise and mask what must never reach disk, log or report: ID numbers, phones, bank cards, student numbers."""

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass

MASK = "＊＊＊"
FEWEST = 10  # digits of the shortest number that is masked
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK = "10X98765432"
_BLANK, _DASH, _DOT = "[ \t\u00a0\u3000]", "[-‐‑‒–—―−－]", "[.．·•]"
_BETWEEN = f"(?:{_BLANK}|{_DASH})"  # inside one number a single one, never a new line: the next line is another number
_PROVINCE = "(?:1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[123]|91)"  # GB/T 2260
_AREA = "(?:10|2[0-9]|[3-9][0-9]{2})"  # a landline's, without the 0 before it


@dataclass(frozen=True, slots=True)
class Guarded:
    """A text without personal numbers. `phone` is one as written, for a call back; it is kept with a ticket only."""

    text: str
    kinds: tuple[str, ...] = ()
    phone: str | None = None


@dataclass(frozen=True, slots=True)
class Shape:
    """How a kind of number is written, and what its digits must be like."""

    kind: str
    pattern: re.Pattern[str]
    holds: Callable[[str], bool] = bool


def is_id_number(digits: str) -> bool:
    """A citizen's identity number with a valid check digit (GB 11643-1999)."""
    digits = digits.upper()
    if not re.fullmatch(r"[1-9][0-9]{16}[0-9X]", digits) or not _is_day(digits[10:14]):
        return False
    total = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, digits[:17], strict=True))
    return _CHECK[total % 11] == digits[17]


def is_bank_card(digits: str) -> bool:
    """16 to 19 digits that pass the Luhn check (ISO/IEC 7812-1)."""
    if not re.fullmatch(r"[1-9][0-9]{15,18}", digits):
        return False
    total = 0
    for at, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if at % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def guard(text: str) -> Guarded:
    """Mask every personal number; full-width digits, letters beside a number and blanks inside do not hide one."""
    folded = "".join(map(_folded, text))
    found = sorted(_found(folded), key=lambda one: one[1].start())
    if not found:
        return Guarded(text)
    parts, end = [], 0
    for kind, match in found:
        digits = _bare(match[0])
        parts += [folded[end : match.start()], digits[:3] + MASK + digits[-2:] if kind == "phone" else MASK]
        end = match.end()
    phones = [_bare(match[0]) for kind, match in found if kind == "phone"]
    kinds = tuple(dict.fromkeys(kind for kind, _ in found))
    return Guarded("".join(parts) + folded[end:], kinds, phones[0] if phones else None)


def _folded(char: str) -> str:
    """A digit of any script as a plain one; ① stays, for it counts a list and is no part of the number behind it."""
    if char.isdecimal():
        return str(unicodedata.decimal(char))
    return unicodedata.normalize("NFKC", char) if char in "ＸｘＧＬＪｇｌｊ＋" else char


def _found(text: str) -> Iterator[tuple[str, re.Match[str]]]:
    """What each shape finds in what the shapes before it have left over."""
    for shape in SHAPES if sum(map(str.isdecimal, text)) >= FEWEST else ():
        at = 0
        while match := shape.pattern.search(text, at):
            at = match.start() + 1  # what does not hold may hide one that does
            if shape.holds(_bare(match[0])):
                at = match.end()
                text = text[: match.start()] + "\n" * len(match[0]) + text[at:]
                yield shape.kind, match


def _bare(written: str) -> str:
    return re.sub(r"[^0-9A-Za-z]", "", written).upper()


def _is_day(digits: str) -> bool:
    return 1 <= int(digits[:2]) <= 12 and 1 <= int(digits[2:]) <= 31


def _has_birthday(digits: str) -> bool:
    """Of an identity number, also one with a digit mistyped elsewhere, or one of before 1999."""
    return _is_day(digits[8:12]) if len(digits) == 15 else digits[6:8] in {"18", "19", "20"} and _is_day(digits[10:14])


def _shape(kind: str, written: str, holds: Callable[[str], bool] = bool) -> Shape:
    """Letters may touch a number (an X that ends it even digits), digits may not."""
    return Shape(kind, re.compile(rf"(?<![0-9])(?:{written})(?:(?<=[Xx])|(?![0-9]))", re.ASCII), holds)


def _cut(*cuts: str) -> str:
    """Digits in groups, all with a blank between or all with a dash: "344" is how most write a mobile number."""
    digits = [[f"[0-9]{{{size}}}" for size in cut.split("-")] for cut in cuts]
    return "(?:" + "|".join(mark.join(groups) for groups in digits for mark in (_BLANK, _DASH)) + ")"


_MOBILE = "1[3-9][0-9]{9}"
_LOCAL = "[2-9][0-9]{6,7}"
_ABROAD = rf"(?:(?:\+|00)?86{_BETWEEN}?|0)?"
_LANDLINE = rf"(?:[(（]?0{_AREA}[)）]?|(?:\+|00)86{_BETWEEN}?{_AREA})"
_IN_3_4_4 = rf"1[3-9][0-9](?:{_BETWEEN}[0-9]{{4}}{_BETWEEN}|{_DOT}[0-9]{{4}}{_DOT})[0-9]{{4}}"
_MOBILE_CUTS = _cut(
    "3-8", "7-4", "4-4-3", "4-3-4", "3-3-5", "3-5-3", "5-6", "6-5", "3-2-2-2-2", "2-2-2-2-2-1", "-".join("1" * 11)
)  # fmt: skip
_LOCAL_CUTS = rf"(?={_LOCAL[:5]}){_cut('4-4', '3-4')}"
_ID_CUTS = rf"(?={_PROVINCE})(?:{_cut('6-8-3', '6-4-4-3', '6-11', '14-3', '3-3-4-4-3', '3-3-8-3', '6-6-5')}[0-9Xx])"
_ANY_CUT = rf"[1-9](?:(?:{_BETWEEN}|{_DOT})?[0-9]){{16}}(?:{_BETWEEN}|{_DOT})?[0-9Xx]"

# The surest first: a check digit, then digits without a gap, then the usual gaps. Of what is equally sure the longest.
SHAPES: tuple[Shape, ...] = (
    _shape("student", "[GLJglj][0-9]{16,22}[Xx]?"),  # 学籍号: a letter before an identity number (教基〔2025〕1号)
    _shape("student", rf"[GLJglj]{_BETWEEN}?{_ID_CUTS}"),
    _shape("id", _ANY_CUT, is_id_number),
    _shape("card", "[0-9]{16,19}", is_bank_card),
    _shape("id", "[0-9]{17}[0-9Xx]"),  # one digit mistyped is still somebody's number
    _shape("id", rf"{_PROVINCE}[0-9]{{13}}", _has_birthday),
    _shape("phone", _ABROAD + _MOBILE),
    _shape("phone", rf"{_LANDLINE}{_BETWEEN}?{_LOCAL}"),
    *(_shape("card", _cut(cut), is_bank_card) for cut in ("4-4-4-4-3", "6-13", "4-4-4-4-2", "4-4-4-4", "6-10")),
    _shape("id", _ID_CUTS, _has_birthday),
    _shape("id", rf"(?={_PROVINCE}){_cut('6-6-3')}", _has_birthday),
    _shape("phone", _ABROAD + _IN_3_4_4),
    _shape("phone", rf"{_ABROAD}(?=1{_BETWEEN}?[3-9]){_MOBILE_CUTS}"),
    _shape("phone", rf"{_LANDLINE}{_BETWEEN}?{_LOCAL_CUTS}"),
)
