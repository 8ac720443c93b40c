"""What WeChat takes: 2,048 bytes a message by its documentation; the bounds here leave room for the menu below."""

from collections.abc import Iterator

from faq.answer import MESSAGE_BYTES, MUST, TITLES, brief
from faq.load import Complaint
from faq.shelf import Shelf

BELOW = 2  # lines that WeChat adds: the menu and the address of the whole page


def too_long(shelf: Shelf) -> Iterator[Complaint]:
    """A first answer without place, phone or source for want of room, or a section longer than one message."""
    for entry in shelf.entries:
        answer = shelf.answers[entry.id]
        _, rest = brief(answer, tail=BELOW + bool(answer.office_decides))
        missing = "、".join(TITLES[section] for section in rest if section in MUST)
        if missing:
            what = f"第一条答复放不下{missing}（最多 {MESSAGE_BYTES} 字节）；把 summary、材料写短"
            yield shelf.at(entry.id, ("materials",) if entry.materials else ("summary",), what)
        for part in answer.parts:
            size = len(part.text.encode())
            if size > MESSAGE_BYTES:
                what = f"“{part.title}”有 {size} 字节，微信一条最多 {MESSAGE_BYTES}（约 600 字）；写短，或分成两条"
                yield shelf.at(entry.id, (part.section.value,), what)
    for one in shelf.catalog.not_ours.values():
        size = len(one.reply.encode())
        if size > MESSAGE_BYTES:
            yield shelf.at(one.id, ("reply",), f"有 {size} 字节，微信一条最多 {MESSAGE_BYTES}（约 600 字）；写短")
