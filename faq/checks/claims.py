"""Old and wrong claims that must not come back."""

from collections.abc import Iterator

from faq.load import Complaint
from faq.shelf import Shelf
from faq.texts import texts


def forbidden(shelf: Shelf) -> Iterator[Complaint]:
    """A claim of faq/forbidden.yaml in an answer, a reply or a local value; a warning against it may stand."""
    for entry in shelf.entries:
        for path, text in texts(entry):
            for what in _said(shelf, text):
                yield shelf.at(entry.id, path, what)
    for one in shelf.catalog.not_ours.values():
        for what in _said(shelf, one.reply):
            yield shelf.at(one.id, ("reply",), what)
    for place, text in shelf.local_texts():
        for what in _said(shelf, text):
            yield shelf.in_local(place, what)


def _said(shelf: Shelf, text: str) -> Iterator[str]:
    for claim in shelf.claims:
        if claim.sentence(text):
            yield f"旧的或错的说法（{claim.id}）：{claim.reason}；改掉这一句，要提醒市民就写明“不用”“已取消”"


def untested(shelf: Shelf) -> Iterator[Complaint]:
    """A claim whose pattern fails on its own examples would guard nothing."""
    for claim in shelf.claims:
        if not claim.wrong:
            yield Complaint("faq/forbidden.yaml", 1, claim.id, "没有 wrong 例句；写一句它应当报的话")
        for text in claim.broken:
            yield Complaint("faq/forbidden.yaml", 1, claim.id, f"对自己的例句“{text}”不管用；改 pattern 或 unless")
