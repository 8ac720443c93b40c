"""What takes a minute to learn is learned once, and kept beside pytest's own notes for the next time."""

from functools import cache
from pathlib import Path

from bot.policy.current import Policy
from faq.catalog import HOME

CACHE = Path(__file__).parents[1] / ".pytest_cache" / "engine"  # keyed by what the files say


@cache
def real_policy() -> Policy:
    """Over the real files; one for all tests of a process, for nobody reloads it."""
    return Policy(HOME, CACHE)


if __name__ == "__main__":
    real_policy()
