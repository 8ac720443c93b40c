"""Files that nobody reads: a policy file under another name would be silently missing."""

from collections.abc import Iterator
from pathlib import Path

from faq.load import Complaint
from faq.shelf import Shelf

FOLDERS = ("entries", "phrasings", "clarify", "not_ours")
ALONE = ("local.yaml", "common.yaml", "sources.yaml", "forbidden.yaml", "menu.yaml")
KEPT_BY_EDITORS = ("~", ".bak", ".orig", ".swp", ".tmp")


def misnamed(shelf: Shelf) -> Iterator[Complaint]:
    """transfer.yml, transfer.yaml.txt, a folder too deep, or source.yaml, without which nothing counts as repealed."""
    for folder in FOLDERS:
        for path in sorted((shelf.home / folder).rglob("*")):
            read = path.suffix == ".yaml" and path.parent == shelf.home / folder
            if not (path.is_dir() or read or _of_an_editor(path)):
                yield _unread(shelf, path, f"只读 faq/{folder}/ 下以 .yaml 结尾的文件，改名或挪开")
    for path in sorted(shelf.home.iterdir()):
        meant = {".yaml", ".yml"} & {one.lower() for one in path.suffixes}
        if path.is_file() and meant and path.name not in ALONE and not _of_an_editor(path):
            yield _unread(shelf, path, f"单独的文件只有 {'、'.join(ALONE)}，条目在 faq/entries/；改名或挪开")


def _unread(shelf: Shelf, path: Path, instead: str) -> Complaint:
    return Complaint(f"faq/{path.relative_to(shelf.home).as_posix()}", 1, "文件名", f"没有读它；{instead}")


def _of_an_editor(path: Path) -> bool:
    return path.name.startswith(".") or path.name.endswith(KEPT_BY_EDITORS)
