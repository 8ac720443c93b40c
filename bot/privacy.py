"""Recognise and mask what must never reach disk, log or report: ID numbers, phones, bank cards, student numbers."""

import re
import unicodedata
from dataclasses import dataclass

MASK = "＊＊＊"
_DIGIT_RUN = re.compile(r"(?<![0-9A-Za-z])[GLJglj]?[0-9](?:[\s\-—·.]?[0-9]){6,21}[\s\-]?[0-9Xx](?![0-9A-Za-z])")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK = "10X98765432"
_MOBILE = re.compile(r"^(?:86|0086)?1[3-9][0-9]{9}$")
_LANDLINE = re.compile(r"^0[0-9]{2,3}[2-9][0-9]{6,7}$")
_OFFICIAL = re.compile(r"^(?:12[0-9]{3}|95[0-9]{3,4}|400[0-9]{7}|96[0-9]{3,4})$")


@dataclass(frozen=True, slots=True)
class Guarded:
    """A text without personal numbers. `phone` is one as written, for a call back; it is kept with a ticket only."""

    text: str
    kinds: tuple[str, ...] = ()
    phone: str | None = None


def is_id_number(digits: str) -> bool:
    """A citizen's identity number with a valid check digit (GB 11643-1999)."""
    digits = digits.upper()
    if not re.fullmatch(r"[1-9][0-9]{16}[0-9X]", digits):
        return False
    month, day = int(digits[10:12]), int(digits[12:14])
    if not (1 <= month <= 12 and 1 <= day <= 31):
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


def kind_of(run: str) -> str | None:
    """id, phone, card, student, or None for a harmless number."""
    digits = re.sub(r"[^0-9A-Za-z]", "", run).upper()
    if digits[:1] in {"G", "L", "J"} and len(digits) >= 17:
        return "student"  # 学籍号: G, L or J before an identity number (教基〔2025〕1号)
    if is_id_number(digits):
        return "id"
    if _OFFICIAL.match(digits):
        return None
    if _MOBILE.match(digits) or _LANDLINE.match(digits):
        return "phone"
    if is_bank_card(digits):
        return "card"
    if len(digits) == 18:
        return "id"  # one digit mistyped is still somebody's number
    return None


def guard(text: str) -> Guarded:
    """Mask every personal number; full-width digits and blanks between them do not hide one."""
    folded = "".join(
        unicodedata.normalize("NFKC", char) if char.isdigit() or char in "ＸｘＧＬＪ" else char for char in text
    )
    kinds: list[str] = []
    phones: list[str] = []

    def mask(found: re.Match[str]) -> str:
        run = found[0]
        kind = kind_of(run)
        if kind is None:
            return run
        kinds.append(kind)
        if kind == "phone":
            phones.append(re.sub(r"[^0-9]", "", run))
        digits = re.sub(r"[^0-9A-Za-z]", "", run)
        return digits[:3] + MASK + digits[-2:] if kind == "phone" else MASK

    masked = _DIGIT_RUN.sub(mask, folded)
    if not kinds:
        return Guarded(text)
    return Guarded(masked, tuple(dict.fromkeys(kinds)), phones[0] if phones else None)
