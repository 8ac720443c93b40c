"""What a reply looks like inside WeChat: one plain text, numbered choices, cut where a reader would pause."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from bot.channel import Outgoing
from bot.message import Choice, Reply

Say = Callable[..., str]  # the bot's own sentences by name: bot/wording.yaml
LIMIT = 1800  # bytes; the platform takes 2,048 at most, with trouble reported well below that
MORE = "\n……（没完，回复“继续”接着看）"
_LINK = re.compile(r"<a\b[^>]*>.*?</a>|https?://[!-~]+", re.DOTALL)
_PAUSES = (("\n\n",), ("\n",), tuple("。！？；!?;"), tuple("，、, "), ("",))  # from the best place to none at all


def render(replies: Sequence[Reply], say: Say, public_url: str = "") -> str:
    """One text; only the last list of choices is numbered, since a number must mean one thing."""
    asks = max((place for place, reply in enumerate(replies) if reply.choices), default=-1)
    texts = (_one(reply, say, public_url, numbered=place == asks) for place, reply in enumerate(replies))
    return "\n\n".join(filter(None, texts))


def _one(reply: Reply, say: Say, public_url: str, *, numbered: bool) -> str:
    lines = [reply.text.strip()]
    if not _is_menu(reply.choices):
        lines += listed(reply.choices, numbered=numbered)
    elif numbered:
        items = (f"{number} {choice.label}" for number, choice in enumerate(reply.choices, start=1))
        lines.append(say("menu", items=" ".join(items)))
    if public_url and _has_a_page(reply):
        lines.append(say("full_page", url=f"{public_url}/e/{reply.entry_id}"))
    return "\n".join(filter(None, lines))


def _has_a_page(reply: Reply) -> bool:
    """A whole entry in short form; a single section is complete, and what is not in force has no page."""
    return bool(reply.entry_id) and reply.section is None and (not reply.choices or _is_menu(reply.choices))


def _is_menu(choices: Sequence[Choice]) -> bool:
    """Sections of an answer stand in one line, other choices in a line each."""
    return any(choice.key.startswith("section:") for choice in choices)


def listed(choices: Sequence[Choice], *, numbered: bool = True) -> Iterator[str]:
    for number, choice in enumerate(choices, start=1):
        yield f"{number} {choice.label}" if numbered else f"· {choice.label}"
    if numbered and choices:
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


def in_parts(outgoing: Outgoing, limit: int, *, below: int = 0) -> list[Outgoing]:
    """Its text in parts; the last one has the choices and leaves `below` bytes of its limit to what they need."""
    *first, rest = split(outgoing.text, limit) or [""]
    *more, last = split(rest, max(limit - below, limit // 3)) or [""]
    return [*(replace(outgoing, text=part, choices=()) for part in (*first, *more)), replace(outgoing, text=last)]


def _cut(text: str, limit: int) -> int:
    most = len(text.encode("utf-8", "replace")[:limit].decode("utf-8", "ignore"))
    links = [link.span() for link in _LINK.finditer(text)]
    for ends in _PAUSES:
        least = most // 3 if any(ends) else 0  # a pause too early would make needlessly many parts
        for place in range(most, least, -1):
            if text.endswith(ends, 0, place) and not any(start < place < end for start, end in links):
                return place
    return most  # one link longer than a whole part
