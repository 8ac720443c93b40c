"""「那普通话证呢」: the question asked before, about another thing."""

from intents.about import about, readings
from intents.text import normalise


def carried(previous: str, text: str) -> str | None:
    """The previous question with the thing, level or place that `text` names put in; None when it names none."""
    named = about(text).objects
    if not named:
        return None
    result = normalise(previous)
    for facet, spelling in readings(normalise(text)):
        old = next((word for kind, word in readings(result) if kind == facet), None)
        result = result.replace(old, spelling) if old else f"{spelling}{result}"
    return result if result != normalise(previous) else None
