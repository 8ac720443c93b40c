"""The duty desk in the browser: sign in, see who waits, answer."""

from handoff.console.composition import Chore, Console, Quota, Suggest, Suggestion
from handoff.console.site import routes

__all__ = ["Chore", "Console", "Quota", "Suggest", "Suggestion", "routes"]
