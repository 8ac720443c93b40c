"""Dates: what is past, what is out of order, what was put so far away that nobody will look again."""

from collections.abc import Iterator
from datetime import timedelta

from faq.load import Complaint
from faq.shelf import Shelf

LONGEST_REVIEW = timedelta(days=2 * 366)
FIRST_YEAR = 1949


def review_due(shelf: Shelf) -> Iterator[Complaint]:
    """Past its review, or never to be reviewed."""
    for entry in shelf.entries:
        if entry.review_by < shelf.today:
            what = f"该在 {entry.review_by} 前复核，已经过了；核对依据后改成下一次复核的日期"
            yield shelf.at(entry.id, ("review_by",), what)
        if entry.review_by > shelf.today + LONGEST_REVIEW:
            yield shelf.at(entry.id, ("review_by",), "离今天超过两年；政策变得快，写两年以内的日子")


def expired(shelf: Shelf) -> Iterator[Complaint]:
    """Past its last day: the bot is silent, the entry still stands in the file."""
    for entry in shelf.entries:
        until = entry.effective.until
        if until and until < shelf.today and entry.id not in shelf.catalog.successors:
            what = f"到 {until} 为止，已经不答了；换新规定并改日期，或删掉这一条和它的问法"
            yield shelf.at(entry.id, ("effective", "until"), what)


def dates_in_order(shelf: Shelf) -> Iterator[Complaint]:
    """An entry that ends before it begins."""
    for entry in shelf.entries:
        if entry.effective.until and entry.effective.until < entry.effective.from_:
            yield shelf.at(entry.id, ("effective", "until"), "比开始的日子还早；核对 from 和 until")


def sources_dated(shelf: Shelf) -> Iterator[Complaint]:
    """A year that no document can have."""
    for entry in shelf.entries:
        for at, source in enumerate(entry.sources):
            if not FIRST_YEAR <= source.year <= shelf.today.year:
                yield shelf.at(entry.id, ("sources", at, "year"), f"{source.year} 年不对；写文件印发的年份")
