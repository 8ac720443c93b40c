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
        old = dict(reversed(readings(result)))
        if facet == "exam" and "exam" not in old and "paper" in old:  # 「四级的呢」 after 「普通话证丢了」
            result = result.replace(old["paper"], f"{spelling}证书")
        else:
            result = result.replace(old[facet], spelling) if facet in old else f"{spelling}{result}"
    return result if result != normalise(previous) else None
