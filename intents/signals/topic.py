"""Which thing and what to do with it: objects, actions and their pairs from the lexicon."""

from collections.abc import Iterator

from intents.about import about

NAME, TITLE, LENGTH = "topic", "事物和动作", 0.7


def tokens(text: str) -> Iterator[str]:
    """Objects, actions, object × action, object × object."""
    read = about(text)
    actions = (*read.actions, *(f"?{name}" for name in read.strange))
    yield from read.objects
    yield from actions
    for at, thing in enumerate(read.objects):
        yield from (f"{thing}×{action}" for action in actions)
        yield from (f"{thing}+{other}" for other in read.objects[at + 1 :])
