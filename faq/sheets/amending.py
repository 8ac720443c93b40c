"""Change a date in a YAML file where it stands, and nothing else: comments and order are the curator's."""

import difflib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import yaml

from faq.catalog import Catalog
from faq.load import Block
from faq.sheets.filing import replaced
from faq.sheets.signing import Signed
from faq.sheets.workbook import SheetError

AFTER = "review_by"  # a field that is not there yet is put below this one


@dataclass(frozen=True, slots=True, kw_only=True)
class Amendment:
    """One file before and after."""

    path: Path
    name: str
    before: str
    after: str

    def diff(self) -> list[str]:
        lines = (self.before.splitlines(), self.after.splitlines())
        return list(difflib.unified_diff(*lines, self.name, self.name, lineterm="", n=1))


def propose(home: Path, catalog: Catalog, signed: Iterable[Signed]) -> list[Amendment]:
    """What the signatures would change, file by file."""
    by_file: dict[str, list[Signed]] = {}
    for one in signed:
        by_file.setdefault(catalog.places[one.entry_id].file, []).append(one)
    amendments = []
    for name, group in sorted(by_file.items()):
        path = home / name.removeprefix("faq/")
        before = _text(path)
        after = _amended(before, [(catalog.places[one.entry_id], one.fields) for one in group])
        if after != before:
            amendments.append(Amendment(path=path, name=name, before=before, after=after))
    return amendments


def apply(amendments: Iterable[Amendment]) -> None:
    """Write all; each file at once. A file that was changed meanwhile is left alone and said."""
    for one in amendments:
        raw = one.path.read_bytes()
        if _text(one.path) != one.before:
            raise SheetError(f"{one.name} 刚刚被别人改过，没有写。请再导入一次。")
        ending, mark = ("\r\n" if b"\r\n" in raw else "\n"), ("\ufeff" if raw.startswith(b"\xef\xbb\xbf") else "")
        with replaced(one.path) as temporary:
            temporary.write_text(mark + one.after, encoding="utf-8", newline=ending)


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8-sig")


def _amended(text: str, wanted: list[tuple[Block, dict[str, str]]]) -> str:
    edits = [edit for block, fields in wanted for edit in _edits(text, block, fields)]
    for start, end, words in sorted(edits, reverse=True):
        text = text[:start] + words + text[end:]
    return text


def _edits(text: str, block: Block, fields: dict[str, str]) -> list[tuple[int, int, str]]:
    """(start, end, text) for each field; the places are those that the loader remembered."""
    assert isinstance(block.node, yaml.MappingNode)
    nodes = {key.value: (key, value) for key, value in block.node.value}
    edits = []
    for name, value in fields.items():
        if name in nodes:
            node = nodes[name][1]
            start, end = node.start_mark.index, node.end_mark.index
            edits.append((start, end, value if start < end else f" {value}"))  # `reconfirmed:` with nothing behind it
            continue
        key, node = nodes[AFTER]
        if block.node.flow_style:
            edits.append((node.end_mark.index, node.end_mark.index, f", {name}: {value}"))
            continue
        end = text.find("\n", node.end_mark.index)
        at = len(text) if end < 0 else end
        edits.append((at, at, f"\n{' ' * key.start_mark.column}{name}: {value}"))
    return edits
