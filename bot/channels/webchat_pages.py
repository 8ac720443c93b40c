"""The citizen's pages from their templates: all words escaped, times near, telephone numbers to tap."""

import re
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from pathlib import Path

from jinja2 import Environment, FileSystemLoader
from markupsafe import Markup, escape

from bot.policy.book import SHANGHAI, Book
from bot.wording import Wording

PAGES = Path(__file__).parents[1] / "pages"
STATIC = PAGES / "static"
PAUSE = timedelta(minutes=10)  # of silence, after which the time is shown again
_WEEKDAYS = "一二三四五六日"
_NEAR = {-1: "昨天 ", 0: "", 1: "明天 "}
_TAPPABLE = re.compile(
    r"(?P<phone>(?<![\d-])(?:0\d{2,3}-\d{7,8}|1[3-9]\d{9}|400-\d{3}-\d{4})(?![\d-]))"
    r"|(?P<web>(?:https?://)?(?:[A-Za-z0-9-]+\.)+(?:cn|com|org)\b(?:/[\w./?=&%#-]*)?)",
    re.ASCII,
)


class Rendering:
    """Templates with the policy book of this moment."""

    def __init__(self, book: Callable[[], Book], wording: Wording, clock: Callable[[], datetime]) -> None:
        self._book, self._wording, self._clock = book, wording, clock
        self._pages = Environment(loader=FileSystemLoader(PAGES), autoescape=True, trim_blocks=True, lstrip_blocks=True)
        self._pages.filters |= {"near": near, "tappable": tappable}
        self._pages.tests["a_section"] = lambda key: key.startswith("section:")
        self._pages.globals |= {"static": fingerprints(STATIC), "PAUSE": PAUSE}

    def __call__(self, template: str, **values: object) -> str:
        book, now = self._book(), self._clock()
        cards = {name: answer for name, answer in book.answers.items() if book.in_force(name, now)}
        common = [(f"entry:{one}", book.short(one), book.entry(one).title) for one in book.common]
        known = {"book": book, "cards": cards, "common": common, "say": self._wording.say, "now": now}
        return self._pages.get_template(template).render(known | values)


def near(at: datetime, now: datetime) -> str:
    """8:30 today, 明天 8:30, 周一 8:30 within the week to come, otherwise with its date."""
    local, today = at.astimezone(SHANGHAI), now.astimezone(SHANGHAI).date()
    days = (local.date() - today).days
    date = f"{local.month} 月 {local.day} 日 " if local.year == today.year else f"{local:%Y-%m-%d} "
    day = _NEAR.get(days, f"周{_WEEKDAYS[local.weekday()]} " if 1 < days < 7 else date)
    return f"{day}{local.hour}:{local.minute:02d}"


def tappable(text: str) -> Markup:
    """Escaped, with telephone numbers and web addresses as links."""
    pieces, end = [], 0
    for found in _TAPPABLE.finditer(text):
        pieces += [escape(text[end : found.start()]), _link(found)]
        end = found.end()
    return Markup("").join([*pieces, escape(text[end:])])


def _link(found: re.Match[str]) -> Markup:
    if found["phone"]:
        return Markup('<a class="tel" href="tel:{}">{}</a>').format(found["phone"].replace("-", ""), found["phone"])
    address = found["web"] if "://" in found["web"] else f"https://{found['web']}"
    return Markup('<a href="{}" target="_blank" rel="noopener">{}</a>').format(address, found["web"])


def fingerprints(folder: Path) -> Mapping[str, str]:
    """Addresses that change with the file, so that browsers may keep it."""
    return {path.name: f"/static/{path.name}?v={int(path.stat().st_mtime):x}" for path in sorted(folder.iterdir())}
