"""`yiwen check`: a compiler for policy. Each check is a function over the shelf; a complaint says what to do."""

from collections.abc import Callable, Iterator

from faq.checks.claims import forbidden, untested
from faq.checks.complete import few_phrasings, not_finished, not_told
from faq.checks.dates import dates_in_order, expired, review_due, sources_dated
from faq.checks.files import misnamed
from faq.checks.follow_ups import about_nothing, asked_next_twice
from faq.checks.length import too_long
from faq.checks.local import left_of_the_example, telephones
from faq.checks.menus import clarifying, common, same_short
from faq.checks.parameters import braces, departments, unknown_parameter
from faq.checks.phrasings import asked_back_and_answered, asked_twice, not_a_question
from faq.checks.references import related, succession
from faq.checks.sources import no_evidence, repealed, unofficial
from faq.load import Complaint
from faq.shelf import Shelf

Check = Callable[[Shelf], Iterator[Complaint]]

CHECKS: tuple[Check, ...] = (
    misnamed,
    not_told,
    not_finished,
    few_phrasings,
    no_evidence,
    repealed,
    unofficial,
    review_due,
    expired,
    dates_in_order,
    sources_dated,
    asked_twice,
    asked_back_and_answered,
    not_a_question,
    about_nothing,
    asked_next_twice,
    related,
    succession,
    unknown_parameter,
    braces,
    departments,
    telephones,
    left_of_the_example,
    too_long,
    forbidden,
    untested,
    clarifying,
    same_short,
    common,
)


def check(shelf: Shelf) -> list[Complaint]:
    """Everything wrong, in the order of the files."""
    return sorted({complaint for one in CHECKS for complaint in one(shelf)})
