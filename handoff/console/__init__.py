"""The duty desk in the browser: sign in, see who waits, answer."""

from handoff.console.composition import Console, Suggest, Suggestion
from handoff.console.site import routes

__all__ = ["Console", "Suggest", "Suggestion", "routes"]
