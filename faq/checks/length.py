"""What WeChat takes: 2,048 bytes a message by its documentation; the bounds here leave room for the menu below."""

from collections.abc import Iterator

from faq.answer import MESSAGE_BYTES, MESSAGE_LINES, brief
from faq.load import Complaint
from faq.shelf import Shelf


def too_long(shelf: Shelf) -> Iterator[Complaint]:
    """A first answer or a section that does not fit into one message, filled with the bureau's own parameters."""
    for entry in shelf.entries:
        answer = shelf.answers[entry.id]
        text, _ = brief(answer, tail=1 + bool(answer.office_decides))
        size, lines = len(text.encode()), text.count("\n") + 1
        if size > MESSAGE_BYTES or lines > MESSAGE_LINES:
            most = f"最多 {MESSAGE_BYTES} 字节、{MESSAGE_LINES} 行"
            what = f"第一条答复有 {size} 字节、{lines} 行，{most}；把 summary 和材料写短"
            yield shelf.at(entry.id, ("summary",), what)
        for part in answer.parts:
            size = len(part.text.encode())
            if size > MESSAGE_BYTES:
                what = f"“{part.title}”有 {size} 字节，微信一条最多 {MESSAGE_BYTES}（约 600 字）；写短，或分成两条"
                yield shelf.at(entry.id, (part.section.value,), what)
