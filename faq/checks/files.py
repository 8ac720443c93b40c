"""Files that nobody reads: a policy file under another name would be silently missing."""

from collections.abc import Iterator

from faq.load import Complaint
from faq.shelf import Shelf

FOLDERS = ("entries", "phrasings", "clarify", "not_ours")
KEPT_BY_EDITORS = ("~", ".bak", ".orig", ".swp", ".tmp")


def misnamed(shelf: Shelf) -> Iterator[Complaint]:
    """transfer.yml, transfer.yaml.txt, or a folder too deep."""
    for folder in FOLDERS:
        for path in sorted((shelf.home / folder).rglob("*")):
            read = path.suffix == ".yaml" and path.parent == shelf.home / folder
            if path.is_dir() or read or path.name.startswith(".") or path.name.endswith(KEPT_BY_EDITORS):
                continue
            name = path.relative_to(shelf.home).as_posix()
            yield Complaint(
                f"faq/{name}", 1, "文件名", f"没有读它；只读 faq/{folder}/ 下以 .yaml 结尾的文件，改名或挪开"
            )
