"""What waits for the curators, in a sentence each: shown at the desk, so that no answer falls silent unannounced."""

from collections.abc import Callable, Sequence
from datetime import datetime

from bot.policy.book import day_of
from bot.policy.current import Policy
from faq.catalog import HOME
from faq.shelf import Shelf
from faq.tasks import TaskKind, tasks
from handoff.console import Chore

SHOWN = frozenset(TaskKind) - {TaskKind.DRAFT, TaskKind.UNFILLED}  # those fall due by the calendar


def chores_of(policy: Policy, clock: Callable[[], datetime]) -> Callable[[], Sequence[Chore]]:
    """From the policy that is in use, which may not be the one in the files."""

    def chores() -> list[Chore]:
        book = policy.book
        shelf = Shelf(
            home=HOME,
            catalog=book.catalog,
            local=book.local,
            claims=(),
            common=None,
            today=day_of(clock()),
            drafts=True,
        )
        return [
            Chore(kind=one.kind.value, text=one.place.what, silent=one.silent)
            for one in tasks(shelf)
            if one.kind in SHOWN
        ]

    return chores
