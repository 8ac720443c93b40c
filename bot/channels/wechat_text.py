"""What a reply looks like inside WeChat: one plain text, numbered choices, cut where a reader would pause."""

import re
from collections.abc import Iterator, Sequence

from bot.message import Choice, Reply

LIMIT = 1800  # bytes; the platform takes 2,048 at most, with trouble reported well below that
_LINK = re.compile(r"<a\b[^>]*>.*?</a>", re.DOTALL)
_PAUSES = (("\n\n",), ("\n",), tuple("。！？；!?;"), tuple("，、, "), ("",))  # from the best place to none at all


def render(replies: Sequence[Reply]) -> str:
    """One text; only the last list of choices is numbered, since a number must mean one thing."""
    asks = max((place for place, reply in enumerate(replies) if reply.choices), default=-1)
    return "\n\n".join(filter(None, (_one(reply, place == asks) for place, reply in enumerate(replies))))


def _one(reply: Reply, numbered: bool) -> str:
    if not reply.choices:
        return reply.text.strip()
    lines = [reply.text.strip(), *listed(reply.choices, numbered)]
    return "\n".join(filter(None, lines))


def listed(choices: Sequence[Choice], numbered: bool = True) -> Iterator[str]:
    for number, choice in enumerate(choices, start=1):
        yield f"{number} {choice.label}" if numbered else f"· {choice.label}"
    if numbered:
        yield "（回复数字就行）"


def size(text: str) -> int:
    return len(text.encode("utf-8", "replace"))


def split(text: str, limit: int = LIMIT) -> list[str]:
    """Parts of at most `limit` bytes, cut at paragraph, line, sentence or clause, never inside a character or link."""
    parts = []
    rest = text.strip()
    while size(rest) > limit:
        place = _cut(rest, limit)
        parts.append(rest[:place].rstrip())
        rest = rest[place:].lstrip()
    return [*parts, rest] if rest else parts


def _cut(text: str, limit: int) -> int:
    most = len(text.encode("utf-8", "replace")[:limit].decode("utf-8", "ignore"))
    links = [link.span() for link in _LINK.finditer(text)]
    for ends in _PAUSES:
        least = most // 3 if any(ends) else 0  # a pause too early would make needlessly many parts
        for place in range(most, least, -1):
            if text.endswith(ends, 0, place) and not any(start < place < end for start, end in links):
                return place
    return most  # one link longer than a whole part
